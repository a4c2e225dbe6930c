import type { TriMesh } from '@specola/space';
import { measuresOf } from '../measure/measures-of.ts';
import type { Crew } from '../native/crew.ts';
import type { SolidExpression } from '../native/solid/solid-expression.ts';
import { type BuiltSolid, buildSolids, demandSolid } from './build-solids.ts';
import { type Repaired, repairMesh } from './repair-mesh.ts';
import { NotASolidError, SolidRefusedError } from './solid-errors.ts';

export type SolidOperation = 'union' | 'subtract' | 'intersect';

export interface Combined extends BuiltSolid {
  /** What had to be repaired first, by its place in the list: 0 is the first mesh. */
  readonly repaired: readonly { readonly at: number; readonly report: Repaired }[];
  /** How far the others were moved so that surfaces no longer lay in one another, mm; 0 as a rule. */
  readonly movedMm: number;
  /** How far the volumes of the pieces are from adding up, as a share of the whole. */
  readonly volumeErrorShare: number;
}

/** Volumes of pieces add up to this. */
const VOLUME_SHARE = 1e-4;
/** Moves, one after the other, where surfaces lie in one another in a way that does not come out: less than anything prints. */
const MOVES_MM = [0, 0.0016, 0.0061, 0.023, 0.047] as const;
/** A direction that no face of a box or cylinder has. */
const ASKEW = [0.6124, -0.3536, 0.7079] as const;

/**
 * Joins solids, takes some out of one, or keeps what they share. What is no solid is repaired first, and the result is
 * proven twice: as a closed manifold that does not cut itself, and by the volumes of what is taken and what is left.
 *
 * @throws NothingEnclosedError when a mesh is no solid and cannot become one; SolidRefusedError when no result can be proven
 */
export async function combineSolids(
  operation: SolidOperation,
  [first, ...others]: readonly [TriMesh, ...TriMesh[]],
  { resolutionMm }: { readonly resolutionMm: number },
  crew: Crew,
): Promise<Combined> {
  const repaired: { at: number; report: Repaired }[] = [];
  const sound: TriMesh[] = [];
  for (const [at, mesh] of [first, ...others].entries()) {
    if (await isSolid(mesh, crew)) {
      sound.push(mesh);
      continue;
    }
    const report = await repairMesh(mesh, { resolutionMm }, crew);
    repaired.push({ at, report });
    sound.push(report.mesh);
  }
  let refusal: SolidRefusedError | undefined;
  for (const movedMm of MOVES_MM) {
    try {
      return { ...(await proven(operation, sound, movedMm, crew)), repaired, movedMm };
    } catch (thrown) {
      if (!(thrown instanceof SolidRefusedError)) throw thrown;
      refusal = thrown;
    }
  }
  throw refusal!;
}

async function isSolid(mesh: TriMesh, crew: Crew): Promise<boolean> {
  try {
    await demandSolid(mesh, crew);
    return true;
  } catch (thrown) {
    if (thrown instanceof NotASolidError) return false;
    throw thrown;
  }
}

async function proven(
  operation: SolidOperation,
  [first, ...others]: readonly TriMesh[],
  movedMm: number,
  crew: Crew,
): Promise<BuiltSolid & Pick<Combined, 'volumeErrorShare'>> {
  const a: SolidExpression = { make: 'mesh', mesh: first! };
  const together: SolidExpression = { make: 'union', of: others.map((mesh) => ({ make: 'mesh', mesh })) };
  const b: SolidExpression = movedMm === 0 ? together : moved(together, movedMm);
  const both: SolidExpression = { make: 'intersect', of: [a, b] };
  const rest: SolidExpression = { make: 'subtract', from: a, what: [b] };
  const wanted: SolidExpression =
    operation === 'union' ? { make: 'union', of: [a, b] } : operation === 'subtract' ? rest : both;
  const against = operation === 'subtract' ? both : operation === 'intersect' ? rest : both;
  const [result, other, whole] = await buildSolids([wanted, against, b], crew);
  const volumeA = measuresOf(first!).volumeMm3;
  const sum = operation === 'union' ? volumeA + whole!.volumeMm3 : volumeA;
  const got = measuresOf(result!.mesh).volumeMm3 + measuresOf(other!.mesh).volumeMm3;
  const volumeErrorShare = Math.abs(got - sum) / Math.max(sum, Number.MIN_VALUE);
  if (volumeErrorShare > VOLUME_SHARE)
    throw new SolidRefusedError(
      `the volumes of the pieces are ${(100 * volumeErrorShare).toFixed(3)} % from adding up.`,
    );
  return { ...result!, volumeErrorShare };
}

const moved = (of: SolidExpression, byMm: number): SolidExpression => ({
  make: 'place',
  of,
  placement: [1, 0, 0, byMm * ASKEW[0], 0, 1, 0, byMm * ASKEW[1], 0, 0, 1, byMm * ASKEW[2]],
});
