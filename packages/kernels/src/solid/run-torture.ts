import type { TriMesh } from '@specola/space';
import { SpecolaError } from '@specola/space';
import type { Crew } from '../native/crew.ts';
import { combineSolids } from './combine-solids.ts';
import { tortureCase } from './torture-cases.ts';

/** What came of one pair; everything but the time follows from the seed. */
export interface TortureResult {
  readonly seed: number;
  readonly kind: string;
  readonly operation: string;
  readonly triangles: number;
  readonly valid: boolean;
  /** The code of a refusal, with what it said; null for a result. A result is proven before it is given. */
  readonly refused: string | null;
  readonly volumeErrorShare: number;
  readonly movedMm: number;
  /** What had to be repaired before, and how far it moved. */
  readonly repaired: readonly string[];
}

/** Combines one pair. What is thrown without a code is a crash, and goes on. */
export async function runTorture(
  seed: number,
  options: { readonly bodies: readonly TriMesh[]; readonly triangles: number },
  crew: Crew,
): Promise<TortureResult> {
  const { kind, operation, a, b, valid } = await tortureCase(seed, options);
  const facts = { seed, kind, operation, valid, triangles: (a.triangles.length + b.triangles.length) / 3 };
  try {
    const { volumeErrorShare, movedMm, repaired } = await combineSolids(operation, [a, b], { resolutionMm: 0.4 }, crew);
    return {
      ...facts,
      refused: null,
      volumeErrorShare,
      movedMm,
      repaired: repaired.map(({ report }) => `${report.method} ${report.displacementMaxMm.toFixed(3)} mm`),
    };
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return { ...facts, refused: `${thrown.code}: ${thrown.what}`, volumeErrorShare: 0, movedMm: 0, repaired: [] };
  }
}
