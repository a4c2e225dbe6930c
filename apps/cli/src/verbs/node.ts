import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InstanceStore, type NodeEvent, serveDicomWeb, serveDimse } from '@specola/exchange';
import type { Command } from 'commander';
import { openNodeDecoders } from '../node-decoders.ts';
import { type NodeFile, type NodeSettings, nodeSettings } from '../node-settings.ts';
import { portOf } from '../peer-options.ts';

interface Options {
  readonly ae?: string;
  readonly host?: string;
  readonly dimsePort?: string;
  readonly httpPort?: string;
  readonly allow?: readonly string[];
  readonly peer?: readonly string[];
  readonly config?: string;
  readonly open?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('node')
    .description(
      'Receive and serve images over a folder: a DICOM node (C-ECHO, C-STORE, C-FIND, C-MOVE, C-GET) and a DICOMweb service.\n' +
        'DICOMweb wants the token of SPECOLA_NODE_TOKEN; without one it is off, or open to this machine with --open.',
    )
    .argument('<folder>', 'where instances are kept; images that lie in it are served')
    .option('--ae <title>', 'our AE title (default: SPECOLA)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--dimse-port <port>', 'port for DIMSE (default: 11112)')
    .option('--http-port <port>', 'port for DICOMweb (default: 8112)')
    .option('--allow <titles>', 'calling AE titles that are let in, with commas; nobody else is', commas)
    .option('--peer <AE@host:port>', 'a peer that may be moved to; may be given several times', collect)
    .option('--config <file>', 'settings as JSON; flags win over it')
    .option('--open', 'DICOMweb without a token, for programs on this machine')
    .option('--list', 'do not listen: list the series held, which of them are incomplete, and what was refused')
    .option('--json', 'events (or the list) as JSON')
    .action(async (folder: string, options: Options) => {
      const root = resolve(folder);
      if (options.list) return list(root, options.json === true);
      const settings = nodeSettings(flagsOf(options), options.config, process.env.SPECOLA_NODE_TOKEN);
      await mkdir(root, { recursive: true });
      await run(root, settings, options.json === true);
    });
}

const commas = (text: string): string[] => text.split(',').map((title) => title.trim());
const collect = (one: string, before: readonly string[] = []): string[] => [...before, one];

function flagsOf({ ae, host, dimsePort, httpPort, allow, peer, open }: Options): NodeFile {
  return {
    ...(ae === undefined ? {} : { ae }),
    ...(host === undefined ? {} : { host }),
    ...(dimsePort === undefined ? {} : { dimsePort: portOf(dimsePort, '--dimse-port') }),
    ...(httpPort === undefined ? {} : { httpPort: portOf(httpPort, '--http-port') }),
    ...(allow === undefined ? {} : { allow: [...allow] }),
    ...(peer === undefined ? {} : { peers: [...peer] }),
    ...(open === undefined ? {} : { open }),
  };
}

async function run(root: string, settings: NodeSettings, json: boolean): Promise<void> {
  const say = (event: NodeEvent | Ready): void =>
    void process.stdout.write(`${json ? JSON.stringify(event) : sentenceOf(event)}\n`);
  const { ae, host, access, tls, maxAssociations, maxInstanceBytes } = settings;
  await using store = await InstanceStore.open(root, {
    ...(maxInstanceBytes === undefined ? {} : { limits: { maxInstanceBytes } }),
  });
  await using dimse = await serveDimse(
    store,
    {
      ae,
      host,
      port: settings.dimsePort,
      allow: settings.allow,
      peers: settings.peers,
      ...(maxAssociations === undefined ? {} : { maxAssociations }),
      ...(tls ? { tls } : {}),
    },
    say,
  );
  // Pictures are asked for one by one; two at once keep a viewer fed.
  using decoders = openNodeDecoders(2);
  await using web = access
    ? await serveDicomWeb(store, { host, port: settings.httpPort, access, decoders, ...(tls ? { tls } : {}) }, say)
    : null;
  say({
    say: 'ready',
    ae,
    host,
    dimsePort: dimse.port,
    httpPort: web?.port ?? null,
    instances: store.holdings.size,
    incomplete: store.series().filter(({ state }) => state === 'incomplete').length,
    unreadable: store.unreadable,
    allow: settings.allow,
    secure: tls !== undefined,
  });
  await stopSignal();
}

interface Ready {
  readonly say: 'ready';
  readonly ae: string;
  readonly host: string;
  readonly dimsePort: number;
  readonly httpPort: number | null;
  readonly instances: number;
  readonly incomplete: number;
  readonly unreadable: number;
  readonly allow: readonly string[];
  readonly secure: boolean;
}

function sentenceOf(event: NodeEvent | Ready): string {
  switch (event.say) {
    case 'ready': {
      const { ae, host, dimsePort, httpPort, instances, incomplete, unreadable, allow, secure } = event;
      return [
        `DICOM: ${ae}@${host}:${dimsePort}${secure ? ' (TLS)' : ''}, for ${allow.length > 0 ? allow.join(', ') : 'nobody: name callers with --allow'}`,
        httpPort === null
          ? 'DICOMweb: off; set SPECOLA_NODE_TOKEN, or add --open for this machine alone'
          : `DICOMweb: ${secure ? 'https' : 'http'}://${host}:${httpPort}/dicom-web`,
        `Held: ${instances} instances; ${incomplete} series incomplete; ${unreadable} files unreadable`,
      ].join('\n');
    }
    case 'association-ended': {
      const { callingAe, ending, counts, reason } = event;
      const { stored, heldAlready, refused } = counts;
      const broke = ending === 'broken' ? ` BROKEN: ${reason} Its series are marked incomplete.` : '';
      return `${callingAe}: ${stored} stored, ${heldAlready} held already, ${refused} refused.${broke}`;
    }
    case 'association-refused':
      return `Turned away: ${event.reason}`;
    case 'store-refused':
      return `REFUSED ${event.sopInstanceUid} from ${event.from}: ${event.what} (${event.code})`;
    case 'held-in-other-encoding':
      return `NOT KEPT ${event.sopInstanceUid} from ${event.from}: it is held in ${event.held}, and came in ${event.offered}; the sender was warned.`;
    case 'fault':
      return `FAULT: ${event.what}`;
  }
}

async function list(root: string, json: boolean): Promise<void> {
  const { series, unreadable, refusals } = await InstanceStore.look(root);
  if (json) {
    process.stdout.write(`${JSON.stringify({ series, unreadable, refusals })}\n`);
    return;
  }
  for (const { seriesUid, studyUid, instances, state } of series)
    process.stdout.write(
      `${state.padEnd(10)} ${String(instances).padStart(5)}  series ${seriesUid}  study ${studyUid}\n`,
    );
  process.stdout.write(`${series.length} series, ${unreadable} files unreadable, ${refusals.length} refusals.\n`);
  for (const { at, from, sopInstanceUid, what } of refusals)
    process.stdout.write(`${at}  ${from}: ${sopInstanceUid}: ${what}\n`);
}

/** The first one ends the node in order: no new associations, those under way get a few seconds. */
const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
