import { HEAD_TO_FOOT } from '@specola/facts';
import {
  boxOfBricks,
  brickBoxAround,
  type Crew,
  components,
  countBricks,
  distanceField,
  enclosedCavities,
  keepComponents,
  maskInBox,
  Scope,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import {
  type BitMask,
  type Segmentation,
  type SegmentState,
  signedVoxelVolumeMm3,
  spacingMmOf,
  type Triple,
  toLps,
  tripleOf,
  voxelCountOf,
} from '@specola/space';
import type { Pace } from '../runner/values.ts';
import { type FlatFace, flatFaces } from './flat-faces.ts';

/** Planes along i, j and k of the scan where patches meet; none where that is not known. */
export type Seams = readonly [readonly number[], readonly number[], readonly number[]];
export const NO_SEAMS: Seams = [[], [], []];

/** As an island this far from the main part it belongs to something else. */
const FAR_MM = 10;
/** More of the scan than any anatomy fills. */
const EVERYTHING = 0.8;
/** A hollow that a probe of 2 mm fits into. */
const HOLE_MM3 = 8;

/**
 * Looks at what a network made for the faults that its users report: nothing or everything, cut off flat, holes, islands
 * far away, sides or ends of the body mixed up. Each is told with its numbers; nothing is changed.
 */
export async function checkSegments(
  segmentation: Segmentation,
  { seams, crew, pace }: { readonly seams: Seams; readonly crew: Crew; readonly pace: Pace },
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const middles = new Map<SegmentState, Triple>();
  const held = segmentation.segments.map(({ voxels }) => countBricks(voxels));
  const empty = segmentation.segments.filter((_, n) => held[n] === 0);
  if (empty.length > 0) findings.push(emptyFinding(empty, segmentation.segments.length));
  for (const [n, segment] of segmentation.segments.entries()) {
    pace.signal.throwIfAborted();
    const voxels = held[n]!;
    const share = voxels / voxelCountOf(segmentation.dimensions);
    if (share > EVERYTHING) findings.push(everythingFinding(segment, share));
    if (voxels > 0 && share <= EVERYTHING) {
      using scope = new Scope(crew.arena);
      const { found, middle } = await lookAt(segment, segmentation, { seams, crew, scope, voxels });
      findings.push(...found);
      middles.set(segment, middle);
    }
    pace.report((n + 1) / segmentation.segments.length);
  }
  return [...findings, ...orderFindings(middles)];
}

async function lookAt(
  segment: SegmentState,
  { dimensions, ijkToLps }: Segmentation,
  { seams, crew, scope, voxels }: { seams: Seams; crew: Crew; scope: Scope; voxels: number },
): Promise<{ found: Finding[]; middle: Triple }> {
  const box = brickBoxAround(dimensions, boxOfBricks(segment.voxels)!, [1, 1, 1]);
  const hold = (lent: BitMask): BitMask => {
    scope.hold(lent.words);
    return lent;
  };
  const mask = hold(maskInBox(segment.voxels, box, crew.arena));
  const spacingMm = spacingMmOf(ijkToLps);
  const voxelMm3 = Math.abs(signedVoxelVolumeMm3(ijkToLps));
  const found: Finding[] = [];
  for (const face of flatFaces(mask, spacingMm)) {
    const plane = face.plane + box.origin[face.axis];
    // The rim of the box that is not the rim of the scan has nothing behind it either: no face of a box widened by one.
    const atBorder = plane === (face.towards === 1 ? dimensions[face.axis] - 1 : 0);
    const seam = seams[face.axis].some((at) => Math.abs(at - plane) <= 1);
    found.push(cutFinding(segment, { ...face, plane, atBorder }, seam));
  }
  const { background, cavities } = await enclosedCavities(mask, crew);
  const holes = cavities.map((cavity) => background.voxels[cavity]! * voxelMm3);
  background.release();
  if (holes.length > 0) found.push(holesFinding(segment, holes, voxels * voxelMm3));
  using pieces = await components(mask, 6, crew);
  if (pieces.count > 1) {
    const main = pieces.voxels.reduce((best, count, piece) => (count > pieces.voxels[best]! ? piece : best), 0);
    const alone = hold(await keepComponents(pieces, (piece) => piece === main, crew));
    const field = await distanceField(alone, spacingMm, crew, { to: 'inside' });
    const apartMm = nearestOf(pieces, field, mask.dimensions);
    crew.arena.release(field);
    found.push(islandsFinding(segment, { apartMm, voxels: pieces.voxels, main, voxelMm3 }));
  }
  return { found, middle: middleOf(mask, box.origin, { ijkToLps, voxels }) };
}

/** For each piece, how near it comes to what the field is measured from. */
function nearestOf(
  { rowStarts, runs, runLabels, count }: Awaited<ReturnType<typeof components>>,
  field: Float32Array,
  [nx]: readonly number[],
): Float64Array {
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row + 1 < rowStarts.length; row++)
    for (let run = rowStarts[row]!; run < rowStarts[row + 1]!; run++) {
      const piece = runLabels[run]!;
      for (let i = runs[run]! & 0xffff; i <= runs[run]! >>> 16; i++)
        nearest[piece] = Math.min(nearest[piece]!, field[row * nx! + i]!);
    }
  return nearest;
}

function middleOf(
  { dimensions: [, ny, nz], wordsPerRow, words }: BitMask,
  origin: Triple,
  { ijkToLps, voxels }: Pick<Segmentation, 'ijkToLps'> & { voxels: number },
): Triple {
  const sums = [0, 0, 0];
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let w = 0; w < wordsPerRow; w++)
        for (let left = words[(k * ny + j) * wordsPerRow + w]!; left !== 0; left &= left - 1) {
          sums[0] = sums[0]! + 32 * w + 31 - Math.clz32(left & -left);
          sums[1] = sums[1]! + j;
          sums[2] = sums[2]! + k;
        }
  return toLps(tripleOf(sums.map((sum, axis) => sum / voxels + origin[axis]!)), ijkToLps);
}

const tell = (code: string, severity: Finding['severity'], what: string, why: string, mend: string): Finding => ({
  code: `automatic/${code}`,
  severity,
  what,
  why,
  mend,
});

const emptyFinding = (empty: readonly SegmentState[], all: number): Finding =>
  tell(
    'empty-segments',
    empty.length === all ? 'error' : 'warning',
    `${empty.length} of ${all} segments have no voxel: ${empty.map(({ id }) => id).join(', ')}.`,
    'The anatomy is not in the scan, or the network did not find it.',
    'Look whether it is in the scan; check the manifest’s intensities and orientation if it is.',
  );

const everythingFinding = ({ id }: SegmentState, share: number): Finding =>
  tell(
    'everything',
    'error',
    `"${id}" fills ${(100 * share).toFixed(1)} % of the scan.`,
    'No anatomy does; the network was fed with values that it does not know, or its channels are mixed up.',
    'Check the manifest’s intensities and the channel of the background.',
  );

function cutFinding({ id }: SegmentState, face: FlatFace, seam: boolean): Finding {
  const where = `plane ${face.plane} along ${'ijk'[face.axis]}`;
  const size = `${(face.faceMm2 / 100).toFixed(2)} cm², ${(100 * face.share).toFixed(0)} % of its largest cut`;
  if (face.atBorder)
    return tell(
      'cut-by-border',
      'info',
      `"${id}" ends flat at the border of the scan (${where}; ${size}).`,
      'It goes on where nothing was scanned.',
      'Nothing needs to be done unless the part beyond matters.',
    );
  return tell(
    'cut-flat',
    'warning',
    `"${id}" is cut off flat at ${where}${seam ? ', where two patches meet' : ''}: ${size}, end in one plane.`,
    'Anatomy seldom ends so; the network may have lost it at the rim of what it sees.',
    'Look at that plane; run again with more overlap, or complete the segment by hand.',
  );
}

function holesFinding({ id }: SegmentState, holesMm3: readonly number[], wholeMm3: number): Finding {
  const [sum, largest] = [holesMm3.reduce((total, one) => total + one, 0), Math.max(...holesMm3)];
  return tell(
    'holes',
    largest >= HOLE_MM3 ? 'warning' : 'info',
    `"${id}" encloses ${holesMm3.length} hole${holesMm3.length === 1 ? '' : 's'} of ${sum.toFixed(1)} mm³ (${((100 * sum) / wholeMm3).toFixed(2)} % of it), the largest of ${largest.toFixed(1)} mm³.`,
    'A print would be hollow there, and powder or resin stays inside.',
    'Fill them with "segment.fill-holes" if the anatomy is solid.',
  );
}

function islandsFinding(
  { id }: SegmentState,
  { apartMm, voxels, main, voxelMm3 }: { apartMm: Float64Array; voxels: Uint32Array; main: number; voxelMm3: number },
): Finding {
  const islands = [...voxels.keys()].filter((piece) => piece !== main);
  const volume = (pieces: readonly number[]) => pieces.reduce((sum, piece) => sum + voxels[piece]!, 0) * voxelMm3;
  const far = islands.filter((piece) => apartMm[piece]! >= FAR_MM);
  const farthest = Math.max(...islands.map((piece) => apartMm[piece]!));
  const share = (100 * volume(islands)) / (volume(islands) + voxels[main]! * voxelMm3);
  return tell(
    'islands',
    far.length > 0 ? 'warning' : 'info',
    `"${id}" has ${islands.length} island${islands.length === 1 ? '' : 's'} beside its main part (${volume(islands).toFixed(0)} mm³, ${share.toFixed(2)} % of it); ${far.length} of ${volume(far).toFixed(0)} mm³ lie ${FAR_MM} mm or more away, the farthest ${farthest.toFixed(0)} mm.`,
    'What lies far away is mostly something else that looks alike.',
    'Keep the main part with "segment.islands", or those islands that belong to it.',
  );
}

/** Left must lie to the left of right, and head above foot; both by the middles of segments. */
function orderFindings(middles: ReadonlyMap<SegmentState, Triple>): Finding[] {
  const found: Finding[] = [];
  const all = [...middles];
  for (const [left, [leftX]] of all.filter(([{ side }]) => side === 'left'))
    for (const [right, [rightX]] of all.filter(([{ side }]) => side === 'right')) {
      if (left.anatomy === null || left.anatomy !== right.anatomy || leftX > rightX) continue;
      found.push(
        tell(
          'sides-swapped',
          'error',
          `"${left.id}" lies ${(rightX - leftX).toFixed(1)} mm to the right of "${right.id}".`,
          'Left and right are mixed up: a guide made of it would be for the wrong side.',
          'Check the orientation in the manifest; do not use these segments.',
        ),
      );
    }
  for (const chain of HEAD_TO_FOOT) {
    const members = all
      .filter(([{ anatomy }]) => anatomy !== null && chain.includes(anatomy))
      .sort(([a], [b]) => chain.indexOf(a.anatomy!) - chain.indexOf(b.anatomy!));
    for (const [n, [above, at]] of members.entries())
      for (const [below, next] of members.slice(n + 1)) {
        const apart = above.side === below.side || above.side === null || below.side === null;
        if (!apart || above.anatomy === below.anatomy || at[2] > next[2]) continue;
        found.push(
          tell(
            'upside-down',
            'error',
            `"${above.id}" lies ${(next[2] - at[2]).toFixed(1)} mm nearer to the feet than "${below.id}".`,
            'Head and foot are mixed up, or one is taken for the other.',
            'Check the orientation in the manifest, and look at both segments.',
          ),
        );
      }
  }
  return found;
}
