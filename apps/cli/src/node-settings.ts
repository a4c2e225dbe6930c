import { readFileSync } from 'node:fs';
import { BadNodeConfigError, type DimsePeer, isAeTitle, readPeer, type WebAccess } from '@specola/exchange';
import { z } from 'zod';

const Port = z.int().min(0).max(65535);
const Ae = z.string().refine(isAeTitle, 'An AE title has 1 to 16 characters, none of them \\.');

/** The settings file of `specola node`; flags win over it. */
export const NodeFile = z.strictObject({
  ae: Ae.optional().describe('Our AE title'),
  host: z.string().optional().describe('Address to listen on'),
  dimsePort: Port.optional().describe('Port for DIMSE'),
  httpPort: Port.optional().describe('Port for DICOMweb'),
  allow: z.array(Ae).optional().describe('Calling AE titles that are let in'),
  peers: z
    .array(z.string())
    .optional()
    .describe('AE@host:port of peers that may be moved to, or that ask for commitment'),
  open: z.boolean().optional().describe('DICOMweb without a token, on this machine only'),
  maxAssociations: z.int().min(1).max(10000).optional(),
  maxInstanceBytes: z.int().min(1).optional(),
  tls: z
    .strictObject({ key: z.string(), cert: z.string(), ca: z.string().optional() })
    .optional()
    .describe('PEM files; both services then speak TLS only, and ca makes DIMSE callers show a certificate'),
});
export type NodeFile = z.infer<typeof NodeFile>;

export interface NodeSettings {
  readonly ae: string;
  readonly host: string;
  readonly dimsePort: number;
  readonly httpPort: number;
  readonly allow: readonly string[];
  readonly peers: readonly DimsePeer[];
  /** Null: DICOMweb is off, since nobody has said who may use it. */
  readonly access: WebAccess | null;
  readonly maxAssociations: number | undefined;
  readonly maxInstanceBytes: number | undefined;
  readonly tls: { readonly key: string; readonly cert: string; readonly ca?: string } | undefined;
}

const SHORTEST_TOKEN = 16;

/** @throws BadNodeConfigError */
export function nodeSettings(flags: NodeFile, configPath: string | undefined, token: string | undefined): NodeSettings {
  const file = configPath === undefined ? {} : readFile(configPath);
  const stated = NodeFile.safeParse({ ...file, ...flags });
  if (!stated.success) throw new BadNodeConfigError(sentenceOf(stated.error));
  const {
    ae = 'SPECOLA',
    host = '127.0.0.1',
    dimsePort = 11112,
    httpPort = 8112,
    allow = [],
    peers = [],
  } = stated.data;
  const { open = false, maxAssociations, maxInstanceBytes, tls } = stated.data;
  if (token !== undefined && token.length < SHORTEST_TOKEN)
    throw new BadNodeConfigError(`SPECOLA_NODE_TOKEN has fewer than ${SHORTEST_TOKEN} characters.`);
  const access = token !== undefined ? { token } : open ? ({ open: true } as const) : null;
  return {
    ae,
    host,
    dimsePort,
    httpPort,
    allow,
    peers: peers.map((peer) => readPeer(peer)),
    access,
    maxAssociations,
    maxInstanceBytes,
    tls: tls && {
      key: pem(tls.key),
      cert: pem(tls.cert),
      ...(tls.ca === undefined ? {} : { ca: pem(tls.ca) }),
    },
  };
}

function readFile(path: string): NodeFile {
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new BadNodeConfigError(`The settings file cannot be read (${code ?? 'it is no JSON'}).`);
  }
  const { data, error } = NodeFile.safeParse(text);
  if (!data) throw new BadNodeConfigError(sentenceOf(error!));
  return data;
}

function pem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw new BadNodeConfigError(`A certificate or key cannot be read (${(thrown as NodeJS.ErrnoException).code}).`);
  }
}

function sentenceOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `The setting "${issue!.path.join('.') || 'file'}" does not fit: ${issue!.message}.`;
}
