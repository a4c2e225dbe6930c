import { identifierSearch } from '../deidentify/identifier-search.ts';
import type { Identifier, IdentifierKind } from '../deidentify/identifiers.ts';
import { textsOf } from './texts-of.ts';
import { unpackArtifact } from './unpack-artifact.ts';

/** A place of a file where an identifier stands, and of what kind it is; what it is stays unsaid. */
export interface IdentifierFinding {
  readonly place: string;
  readonly kind: IdentifierKind;
}

export interface ScannedArtifact {
  readonly findings: readonly IdentifierFinding[];
  /** True when something in the file was too large, too deep or too damaged to be looked through. */
  readonly incomplete: boolean;
}

export interface ArtifactScanner {
  /** Looks through a file's name and bytes. */
  scan(name: string, bytes: Uint8Array): Promise<ScannedArtifact>;
  /** Identifiers that cannot be told from ordinary words and numbers, and are not looked for alone. */
  readonly notSearchable: number;
}

/** Looks for the identifiers of one patient in files of any kind that Specola writes or is given. */
export function artifactScanner(
  identifiers: readonly Identifier[],
  kinds: readonly IdentifierKind[] = ['name', 'id', 'birth-date', 'contact'],
): ArtifactScanner {
  const search = identifierSearch(identifiers.filter(({ kind }) => kinds.includes(kind)));
  return {
    notSearchable: search.notSearchable,
    async scan(name, bytes) {
      const findings = new Map<string, IdentifierFinding>();
      const add = (place: string, kind: IdentifierKind) => findings.set(`${place} ${kind}`, { place, kind });
      for (const { kind } of search.find(name, { strict: true })) add('file name', kind);
      const { parts, incomplete } = await unpackArtifact(bytes);
      for (const part of parts)
        for (const text of textsOf(part.bytes)) for (const { kind } of search.find(text)) add(part.place, kind);
      return { findings: [...findings.values()], incomplete };
    },
  };
}
