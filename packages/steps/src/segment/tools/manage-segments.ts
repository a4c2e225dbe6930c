import type { addSegment, deleteSegment, describeSegment, redoEdits, undoEdits } from '@specola/commands';
import { CODED_ANATOMIES } from '@specola/facts';
import type { Finding } from '@specola/record';
import { emptyBrickMask, type Segmentation, type SegmentState, tripleOf, type Volume } from '@specola/space';
import type { Run } from '../../runner/values.ts';
import { segmentOf } from '../edit/change-segment.ts';
import { SegmentExistsError, SegmentLockedError } from '../edit/edit-errors.ts';
import { edited, redone, type SegmentsValue, undone, volumeOfNow } from '../edit/edit-history.ts';

/** Category of what has a place in the body, other than tissues and things. Source: SNOMED CT as in DICOM CID 7150. */
const STRUCTURE = '123037004';

/** Told apart on grey, also by eyes that see red and green alike. Source: Okabe and Ito, Color Universal Design (2008), less black. */
const COLORS: readonly SegmentState['color'][] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];

/** The series again, lighter the second time round and darker the third. */
function colorOf(index: number): SegmentState['color'] {
  const [toward, share] = [
    [0, 0],
    [255, 0.5],
    [0, 0.4],
  ][Math.floor(index / COLORS.length) % 3] as [number, number];
  return tripleOf(COLORS[index % COLORS.length]!.map((c) => Math.round(c + share * (toward - c))));
}

export const newSegment = (
  { dimensions, segments }: Segmentation,
  facts: Partial<SegmentState> & { readonly id: string },
): SegmentState => ({
  name: facts.id,
  color: (facts.anatomy && CODED_ANATOMIES[facts.anatomy]?.color) || colorOf(segments.length),
  anatomy: null,
  side: null,
  status: 'not-started',
  locked: false,
  visible: true,
  isoHu: null,
  voxels: emptyBrickMask(dimensions),
  byHand: emptyBrickMask(dimensions),
  ...facts,
});

/** A segment of which more is known; it takes the color of its anatomy unless somebody chose another. */
export function withFacts(
  segment: SegmentState,
  facts: Partial<Omit<SegmentState, 'id' | 'voxels'>>,
  index: number,
): SegmentState {
  const coded = (key: string | null | undefined) => (key ? CODED_ANATOMIES[key]?.color : undefined);
  const untouched = [colorOf(index), coded(segment.anatomy)].some((color) => color?.join() === segment.color.join());
  const color = untouched ? coded(facts.anatomy) : undefined;
  return { ...segment, ...(color && { color }), ...facts };
}

/** @throws SegmentExistsError */
export function withSegment(segmentation: Segmentation, segment: SegmentState): Segmentation {
  if (segmentation.segments.some(({ id }) => id === segment.id)) throw new SegmentExistsError(segment.id);
  return { ...segmentation, segments: [...segmentation.segments, segment] };
}

export const runAddSegment: Run<typeof addSegment> = async ({ segments }, { segment, name, color, anatomy, side }) => {
  const facts = { id: segment, anatomy, side, ...(name && { name }), ...(color && { color }) };
  const added = newSegment(segments.now, facts);
  return { segments: edited(segments, withSegment(segments.now, added)), findings: oddSides([added]) };
};

/** Segments of which a side is told that their anatomy does not have: mostly a slip in one of the two. */
export function oddSides(segments: readonly Pick<SegmentState, 'id' | 'anatomy' | 'side'>[]): Finding[] {
  return segments.flatMap(({ id, anatomy, side }) => {
    const coded = anatomy === null ? undefined : CODED_ANATOMIES[anatomy];
    // A tissue, or a thing, may lie on any side.
    if (!coded || side === null || coded.category.value !== STRUCTURE) return [];
    if (coded.paired === (side !== 'unpaired')) return [];
    const has = coded.paired ? `There are two of "${anatomy}", left and right` : `The body has "${anatomy}" once`;
    return [
      {
        code: 'segment/odd-side',
        severity: 'warning',
        what: `${has}, but the segment "${id}" is said to be ${coded.paired ? 'unpaired' : `the ${side} one`}.`,
        why: 'Side and anatomy go into every file and onto the label; one of them may be a slip.',
        mend: coded.paired
          ? 'Say "left" or "right".'
          : 'Say another anatomy, or leave the side out; keep it where the half on that side is meant.',
      } satisfies Finding,
    ];
  });
}

export const runDescribeSegment: Run<typeof describeSegment> = async ({ segments }, { segment, ...told }) => {
  const before = segmentOf(segments.now, segment);
  const facts = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
  const index = segments.now.segments.indexOf(before);
  const after = withFacts(before, facts, index);
  const next = segments.now.segments.map((one) => (one === before ? after : one));
  const toldOfIt = told.anatomy !== undefined || told.side !== undefined;
  return {
    segments: edited(segments, { ...segments.now, segments: next }),
    findings: toldOfIt ? oddSides([after]) : [],
  };
};

export const runDeleteSegment: Run<typeof deleteSegment> = async ({ segments }, { segment }) => {
  if (segmentOf(segments.now, segment).locked) throw new SegmentLockedError(segment);
  const next = segments.now.segments.filter(({ id }) => id !== segment);
  return { segments: edited(segments, { ...segments.now, segments: next }) };
};

export const runUndoEdits: Run<typeof undoEdits> = async ({ volume, segments }, { steps }) =>
  withItsVolume(undone(segments, steps), volume);

export const runRedoEdits: Run<typeof redoEdits> = async ({ volume, segments }, { steps }) =>
  withItsVolume(redone(segments, steps), volume);

const withItsVolume = (segments: SegmentsValue, volume: Volume) => ({
  volume: volumeOfNow(segments, volume),
  segments,
});
