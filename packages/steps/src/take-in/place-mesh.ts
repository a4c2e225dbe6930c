import { weldTriangles } from '@specola/kernels';
import type { Finding, Origin } from '@specola/record';
import { type IjkToLps, invertIjkToLps, pointLps, type TriMesh, toIjk, type Volume } from '@specola/space';
import { type ForeignMesh, type ForeignUnit, MM_PER_UNIT } from './foreign-mesh.ts';
import { FrameConflictError, NoFrameStatedError, NoUnitStatedError, OutsideSeriesError } from './take-in-errors.ts';

/** What the user says of a file that does not say it itself. */
export interface MeshStatement {
  readonly frame: 'LPS' | 'RAS' | null;
  readonly unit: ForeignUnit | null;
}

export interface PlacedMesh {
  readonly mesh: TriMesh;
  readonly placement: Omit<Origin['placement'], 'frameOfReferenceUid'>;
  readonly findings: readonly Finding[];
}

/** Less than this share within the series, and it is said. */
const MOSTLY_INSIDE = 0.999;
/** Inside by that much more when read in the other frame: the stated one is doubtful. */
const CLEARLY_MORE = 0.25;

/**
 * Brings a mesh into LPS millimeters, by what its file or its giver says, and looks whether it lies in the series.
 *
 * @param byDicom  the mesh came in a DICOM object, whose frame of reference and unit speak for it
 * @throws NoFrameStatedError, NoUnitStatedError, FrameConflictError, OutsideSeriesError
 */
export function placeMesh(
  foreign: ForeignMesh,
  told: MeshStatement,
  {
    volume,
    byDicom,
  }: {
    readonly volume: Pick<Volume, 'dimensions' | 'ijkToLps'>;
    readonly byDicom: { readonly unit: ForeignUnit } | null;
  },
): PlacedMesh {
  const inFile = byDicom ? { frame: 'LPS' as const, unit: byDicom.unit } : foreign;
  if (inFile.frame && told.frame && inFile.frame !== told.frame) throw new FrameConflictError(inFile.frame, told.frame);
  if (inFile.unit && told.unit && inFile.unit !== told.unit) throw new FrameConflictError(inFile.unit, told.unit);
  const frame = inFile.frame ?? told.frame;
  const unit = inFile.unit ?? told.unit;
  if (!frame) throw new NoFrameStatedError();
  if (!unit) throw new NoUnitStatedError();
  const by = (stated: unknown) => (byDicom ? 'dicom' : stated ? 'file' : 'user');
  const share = (as: 'LPS' | 'RAS', mm: number) => shareInside(foreign.corners, { as, mm }, volume);
  const inside = share(frame, MM_PER_UNIT[unit]);
  const other = frame === 'LPS' ? 'RAS' : 'LPS';
  const inOther = share(other, MM_PER_UNIT[unit]);
  if (inside === 0) throw new OutsideSeriesError(elsewhereOf(inOther, other, unit, (mm) => share(frame, mm)));
  const positions = new Float32Array(foreign.corners.length);
  const turn = frame === 'RAS' ? -1 : 1;
  const mm = MM_PER_UNIT[unit];
  for (let n = 0; n < positions.length; n++) positions[n] = (n % 3 === 2 ? 1 : turn) * mm * foreign.corners[n]!;
  return {
    mesh: weldTriangles(positions, 'lps-mm'),
    placement: {
      frame,
      frameBy: by(inFile.frame),
      unit,
      unitBy: by(inFile.unit),
      shareInside: Math.round(inside * 1e4) / 1e4,
    },
    findings: findingsOf(inside, inOther, other),
  };
}

/** Share of the corners within the volume and a voxel around it: where a scan ends, a model is closed just outside. */
function shareInside(
  corners: Float64Array,
  { as, mm }: { as: 'LPS' | 'RAS'; mm: number },
  { dimensions, ijkToLps }: { dimensions: Volume['dimensions']; ijkToLps: IjkToLps },
): number {
  const toGrid = invertIjkToLps(ijkToLps);
  const turn = as === 'RAS' ? -mm : mm;
  let inside = 0;
  for (let n = 0; n < corners.length; n += 3) {
    const at = toIjk(pointLps(turn * corners[n]!, turn * corners[n + 1]!, mm * corners[n + 2]!), toGrid);
    if (at.every((index, axis) => index >= -1 && index <= dimensions[axis]!)) inside++;
  }
  return corners.length > 0 ? inside / (corners.length / 3) : 0;
}

function elsewhereOf(
  inOther: number,
  other: 'LPS' | 'RAS',
  unit: ForeignUnit,
  asMm: (mm: number) => number,
): string | null {
  if (inOther > 0) return `Read as ${other}, ${percent(inOther)} of it would.`;
  const units = (Object.keys(MM_PER_UNIT) as ForeignUnit[]).filter((one) => one !== unit);
  const fits = units.find((one) => asMm(MM_PER_UNIT[one]) > 0.5);
  return fits ? `Read in ${fits}, it would.` : null;
}

function findingsOf(inside: number, inOther: number, other: 'LPS' | 'RAS'): Finding[] {
  const findings: Finding[] = [];
  if (inside < MOSTLY_INSIDE)
    findings.push({
      code: 'take-in/partly-outside',
      severity: 'warning',
      what: `${percent(1 - inside)} of the mesh lies outside the volume of the series.`,
      why: 'What lies there cannot be compared with the scan.',
      mend: 'Look at the pictures: a part that reaches beyond the scan may be meant, one that is turned or shifted is not.',
    });
  if (inOther > inside + CLEARLY_MORE)
    findings.push({
      code: 'take-in/frame-doubtful',
      severity: 'error',
      what: `Read as ${other}, ${percent(inOther)} of the mesh would lie in the series; as stated, ${percent(inside)} does.`,
      why: 'The stated frame is probably wrong: left and right, front and back would be exchanged.',
      mend: `Ask who made it; if it is ${other}, take it in again with --frame ${other}.`,
    });
  return findings;
}

const percent = (share: number): string => `${(100 * share).toFixed(share > 0.99 || share < 0.01 ? 1 : 0)} %`;
