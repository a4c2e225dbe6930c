import { readLabelFile } from '@specola/formats';
import type { Crew } from '@specola/kernels';
import type { PrintCheckRecord } from '@specola/record';
import type { TriMesh } from '@specola/space';
import { type ForeignUnit, labelSurface, type PrintFile, printFileFrom, readForeignMesh } from '@specola/steps';
import { sha256Of } from '../sha256.ts';
import { NotTakenInError, openForeign } from '../take-in/open-foreign.ts';

/** A mesh file as it lies on disk, and how a record names it. */
export interface OpenedMesh {
  readonly print: PrintFile;
  readonly facts: PrintCheckRecord['file'];
}

/** @throws NotTakenInError when it is no mesh, and what the readers throw */
export async function openMeshFile(path: string, unit: ForeignUnit | null): Promise<OpenedMesh> {
  const foreign = await openForeign(path);
  if (foreign.kind !== 'mesh') throw new NotTakenInError();
  const print = printFileFrom(readForeignMesh(foreign.document, foreign.mesh), { unit });
  return { print, facts: factsOf(foreign.bytes, foreign.format, print) };
}

export interface OpenedSurface {
  readonly kind: 'mesh' | 'segmentation';
  readonly mesh: TriMesh;
  readonly facts: PrintCheckRecord['file'];
}

/** What a part is held against: another mesh, or the surface of a label map. */
export async function openSurface(
  path: string,
  { unit, labels }: { readonly unit: ForeignUnit | null; readonly labels?: ReadonlySet<number> },
  crew: Crew,
): Promise<OpenedSurface> {
  const foreign = await openForeign(path);
  if (foreign.kind === 'mesh') {
    const { print, facts } = await openMeshFile(path, unit);
    return { kind: 'mesh', mesh: print.whole, facts };
  }
  if (foreign.kind !== 'labels') throw new NotTakenInError();
  const file = await readLabelFile(foreign.bytes, foreign.labels);
  const mesh = await labelSurface(file, crew, labels ? { labels } : {});
  return {
    kind: 'segmentation',
    mesh,
    facts: { ...factsOf(foreign.bytes, foreign.format, null), unit: 'mm', frame: 'LPS' },
  };
}

function factsOf(bytes: Uint8Array, format: string, print: PrintFile | null): PrintCheckRecord['file'] {
  return {
    format,
    sha256: sha256Of(bytes),
    bytes: bytes.length,
    unit: print?.statedUnit ?? null,
    frame: print?.statedFrame ?? null,
  };
}
