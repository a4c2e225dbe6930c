import type { CodedConcept, SegmentToWrite } from '@specola/dicom';
import { ALGORITHM_FAMILIES, anatomyNamed, CODED_ANATOMIES, CODED_SIDES } from '@specola/facts';
import type { ModelRecord, SegmentationRecord } from '@specola/record';

export type StatedSide = 'left' | 'right' | 'both' | 'unpaired';

/** What a segment is when nobody said more: CID 7150 and 7191 have "Tissue" for it. */
const UNTOLD = { category: CODED_ANATOMIES.bone!.category, type: CODED_ANATOMIES.bone!.category };

const codedSide = (side: StatedSide | null): CodedConcept | null =>
  side === null || side === 'unpaired' ? null : CODED_SIDES[side === 'both' ? 'bilateral' : side];

/** The one segment of a model. */
export function segmentOfModel(
  { surface, recipe, specola }: ModelRecord,
  { laterality, region }: { laterality: StatedSide | null; region: CodedConcept | null },
  { label, layer, color }: { label: number; layer: number; color: readonly [number, number, number] | null },
): SegmentToWrite {
  const named = anatomyNamed(surface.anatomy)?.anatomy;
  const { category, type } = named ?? UNTOLD;
  // Where the voxels came in a file, nothing is known of how they were made.
  const stored = recipe.some(({ command }) => command === 'segment.load');
  const byHand = recipe.some(({ command, params }) => command === 'segment.anatomy' && params.thresholdHu !== null);
  return {
    label,
    layer,
    name: surface.anatomy,
    color: color ?? named?.color ?? [204, 204, 204],
    category,
    type,
    laterality: codedSide(laterality),
    region,
    algorithm: {
      type: byHand || stored ? 'SEMIAUTOMATIC' : 'AUTOMATIC',
      name: stored ? 'Specola segment.load' : 'Specola segment.anatomy',
      version: specola.version,
      family: stored ? ALGORITHM_FAMILIES.manual : ALGORITHM_FAMILIES.histogram,
    },
    trackingId: surface.anatomy,
  };
}

/** The segments of a segmentation, by its record. */
export function segmentsOfSegmentation({ segments, specola, origin, recipe }: SegmentationRecord): SegmentToWrite[] {
  // Who made them elsewhere stays named; edits of ours after that would name us.
  const untouched = recipe.every(({ command }) => command === 'segment.load' || command.startsWith('segments.'));
  const foreign = origin && untouched ? origin.software : null;
  return segments.map(({ id, name, color, anatomy, side, label, layer }) => {
    const named = anatomy === null ? anatomyNamed(name) : null;
    const { category, type } = (anatomy ? CODED_ANATOMIES[anatomy] : named?.anatomy) ?? UNTOLD;
    return {
      label,
      layer,
      name,
      color,
      category,
      type,
      laterality: codedSide(side ?? named?.side ?? null),
      region: null,
      algorithm: {
        type: 'SEMIAUTOMATIC',
        name: foreign ? [foreign.name, foreign.version].filter(Boolean).join(' ') : 'Specola segment tools',
        version: foreign ? (foreign.version ?? 'unknown') : specola.version,
        family: ALGORITHM_FAMILIES.manual,
      },
      trackingId: id,
    };
  });
}
