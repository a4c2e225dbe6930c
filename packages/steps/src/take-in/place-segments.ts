import type { SegmentationObject, StructureSet } from '@specola/dicom';
import { anatomyNamed, CODED_ANATOMIES, CODED_SIDES } from '@specola/facts';
import type { LabelFile } from '@specola/formats';
import { countBricks, fillContours, type Placing, placeLabels } from '@specola/kernels';
import type { Finding } from '@specola/record';
import { type BrickMask, emptyBrickMask, type Segmentation, type SegmentState, type Volume } from '@specola/space';
import { OutsideSeriesError } from './take-in-errors.ts';

type Grid = Pick<Volume, 'dimensions' | 'ijkToLps'>;

export interface PlacedSegments {
  readonly segmentation: Segmentation;
  readonly findings: readonly Finding[];
  readonly shareInside: number;
  /** Label or segment number of each segment in its file; null for regions of contours. */
  readonly labels: readonly (number | null)[];
  /** Voxel for voxel on the grid of the series (contours have no grid of their own). */
  readonly exact: boolean;
}

/** How a foreign object is laid over the series, and how its texts are emptied of the patient. */
interface Laying {
  readonly clean: (text: string) => string;
  readonly placing?: Placing;
}

/** One segment as it came: what it is called, and its voxels on the grid of the series. */
interface Foreign {
  readonly label: number | null;
  readonly name: string;
  readonly color: readonly [number, number, number] | null;
  readonly typeCode: string | null;
  readonly sideCode: string | null;
  readonly voxels: BrickMask;
  /** In voxels of its own grid. */
  readonly inSource: number;
  readonly outside: number;
}

/** A label map on the grid of the series; names of labels may be given beside. @throws OutsideSeriesError */
export function placeLabelFile(
  file: LabelFile,
  target: Grid,
  { names, clean, placing = 'nearest' }: Laying & { readonly names: ReadonlyMap<number, string> },
): PlacedSegments {
  const placed = file.layers.map((values) => placeLabels({ ...file, values }, target, { placing }));
  const foreign = file.segments.map(({ layer, label, name, color, typeCode, modifierCode }): Foreign => {
    const { masks, counts } = placed[layer]!;
    return {
      label,
      name: clean(names.get(label) ?? name ?? '') || `Label ${label}`,
      color,
      typeCode,
      sideCode: modifierCode,
      voxels: masks.get(label) ?? emptyBrickMask(target.dimensions),
      ...(counts.get(label) ?? { inSource: 0, outside: 0 }),
    };
  });
  return finished(foreign, target, placed.every(({ exact }) => exact) ? null : placing);
}

/** A DICOM segmentation on the grid of the series. @throws OutsideSeriesError */
export async function placeSegmentationObject(
  object: SegmentationObject,
  target: Grid,
  { clean, placing = 'nearest' }: Laying,
): Promise<PlacedSegments> {
  const foreign: Foreign[] = [];
  let exact = true;
  for await (const { numbers, values } of object.layers()) {
    const placed = placeLabels({ ...object, values }, target, { placing });
    exact &&= placed.exact;
    for (const number of numbers) {
      const { name, color, type, laterality } = object.segments.find((segment) => segment.number === number)!;
      foreign.push({
        label: number,
        name: clean(name) || `Segment ${number}`,
        color,
        typeCode: type?.value ?? null,
        sideCode: laterality?.value ?? null,
        voxels: placed.masks.get(number) ?? emptyBrickMask(target.dimensions),
        ...(placed.counts.get(number) ?? { inSource: 0, outside: 0 }),
      });
    }
  }
  const placed = finished(foreign, target, exact ? null : placing);
  if (object.form !== 'fractional') return placed;
  const halved: Finding = {
    code: 'take-in/fractional',
    severity: 'warning',
    what: 'The segmentation is fractional; a voxel was taken where it reaches half of the full value.',
    why: 'How much of a voxel belongs to the segment is lost, and the edge moves by up to half a voxel.',
    mend: 'Look at the edge on the pictures; segment again from the scan where it matters.',
  };
  return { ...placed, findings: [...placed.findings, halved] };
}

/** Regions drawn as contours, filled on the grid of the series. @throws OutsideSeriesError */
export function placeStructureSet({ regions, empty }: StructureSet, target: Grid, { clean }: Laying): PlacedSegments {
  const findings: Finding[] = [];
  let askew = 0;
  let nested = 0;
  let leftOut = 0;
  let copies = 0;
  const foreign = regions.map(({ name, color, contours, otherContours }): Foreign => {
    const filled = fillContours(contours, target);
    if (!filled.alongSlices) askew++;
    nested += filled.holes;
    leftOut += filled.leftOut + otherContours;
    copies += filled.copies;
    const count = countBricks(filled.mask);
    // Contours have no voxels of their own: what is filled counts, and a plane outside as much as one inside.
    const outside =
      filled.planes > 0 ? Math.round((count * filled.outside) / Math.max(1, filled.planes - filled.outside)) : 0;
    return {
      label: null,
      name: clean(name) || 'Region',
      color,
      typeCode: null,
      sideCode: null,
      voxels: filled.mask,
      inSource: count + outside + (count === 0 ? filled.planes : 0),
      outside: outside + (count === 0 ? filled.planes : 0),
    };
  });
  const say = (code: string, severity: Finding['severity'], what: string, why: string, mend: string) =>
    findings.push({ code: `take-in/${code}`, severity, what, why, mend });
  if (nested > 0)
    say(
      'nested-contours',
      'info',
      `${nested} contours lie wholly inside another of their region and were taken for holes.`,
      'DICOM leaves open whether they are holes; nearly every program means them so.',
      'Look at the pictures.',
    );
  if (askew > 0)
    say(
      'contours-askew',
      'warning',
      `${askew} regions were drawn in planes that are not slices of the series; they were filled in their own planes and laid over.`,
      'Between their planes each voxel took the nearest one.',
      'Look at the edge on the pictures.',
    );
  if (leftOut > 0)
    say(
      'contours-left-out',
      'warning',
      `${leftOut} contours were left out: points, open lines, or lines that leave their plane.`,
      'They enclose no voxels.',
      'Export them as closed planar contours if they matter.',
    );
  if (copies > 0)
    say(
      'contour-copies',
      'warning',
      `${copies} contours were drawn twice, corner for corner, and counted once.`,
      'Put together by exclusive or they would erase each other.',
      'Nothing needs to be done.',
    );
  if (empty.length > 0)
    say(
      'regions-empty',
      'info',
      `${empty.length} regions have no closed contour and were left out.`,
      'There is nothing to fill.',
      'Nothing needs to be done.',
    );
  const placed = finished(foreign, target, null);
  return { ...placed, findings: [...placed.findings, ...findings] };
}

/** @param resampled  how labels came from another grid; null where voxel stands on voxel */
function finished(
  foreign: readonly Foreign[],
  { dimensions, ijkToLps }: Grid,
  resampled: Placing | null,
): PlacedSegments {
  const inSource = foreign.reduce((sum, one) => sum + one.inSource, 0);
  const outside = foreign.reduce((sum, one) => sum + one.outside, 0);
  if (inSource > 0 && outside >= inSource) throw new OutsideSeriesError(null);
  const findings: Finding[] = [];
  if (outside > 0)
    findings.push({
      code: 'take-in/partly-outside',
      severity: 'warning',
      what: `${outside} of ${inSource} voxels (${((100 * outside) / inSource).toFixed(1)} %) lie outside the series and were lost.`,
      why: 'They have no grey values here, and no voxel that they could stand in.',
      mend: 'Give the series that the segments were made on, if another one covers them.',
    });
  if (resampled)
    findings.push({
      code: 'take-in/resampled',
      severity: 'warning',
      what: `The segments lie on another grid than the series; each voxel took the label ${resampled === 'nearest' ? 'of the nearest one' : 'that fills most of it'}.`,
      why: 'Edges move by up to half a voxel of the coarser grid.',
      mend: 'Give the series that they were made on with --series, where there is one.',
    });
  const empty = foreign.filter(({ voxels }) => countBricks(voxels) === 0);
  if (empty.length > 0)
    findings.push({
      code: 'take-in/empty-segments',
      severity: 'info',
      what: `${empty.length} of ${foreign.length} segments have no voxel here.`,
      why: 'They were named and not drawn, or lie outside the series.',
      mend: 'Nothing needs to be done.',
    });
  return {
    segmentation: { dimensions, ijkToLps, segments: withIds(foreign) },
    findings,
    shareInside: inSource === 0 ? 1 : 1 - outside / inSource,
    labels: foreign.map(({ label }) => label),
    exact: resampled === null,
  };
}

/** Shown one after another where the file gives no color. */
const COLORS = [
  [128, 174, 128],
  [241, 214, 145],
  [177, 122, 101],
  [111, 184, 210],
  [216, 101, 79],
  [221, 130, 101],
  [144, 238, 144],
  [192, 104, 88],
] as const;

function withIds(foreign: readonly Foreign[]): SegmentState[] {
  const taken = new Set<string>();
  return foreign.map(({ name, color, typeCode, sideCode, voxels }, n) => {
    const named = anatomyNamed(name);
    const byCode = typeCode ? Object.values(CODED_ANATOMIES).find(({ type }) => type.value === typeCode) : undefined;
    const anatomy = byCode ?? named?.anatomy ?? null;
    const sideByCode =
      sideCode === CODED_SIDES.left.value ? 'left' : sideCode === CODED_SIDES.right.value ? 'right' : null;
    const slug =
      name
        .normalize('NFD')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'segment';
    let id = slug;
    for (let copy = 2; taken.has(id); copy++) id = `${slug}-${copy}`;
    taken.add(id);
    return {
      id,
      name,
      color: color ?? anatomy?.color ?? COLORS[n % COLORS.length]!,
      anatomy: anatomy?.key ?? null,
      side: sideByCode ?? named?.side ?? null,
      status: 'in-progress',
      locked: false,
      visible: true,
      isoHu: null,
      voxels,
      byHand: emptyBrickMask(voxels.dimensions),
    };
  });
}
