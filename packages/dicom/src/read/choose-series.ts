import type { FrameStack, SpecolaError } from '@specola/space';
import { spacingMmOf } from '@specola/space';
import {
  BrokenFilesError,
  CompressedNotReadError,
  LocalizerOnlyError,
  NoDicomError,
  NoImagesError,
  NotCtError,
  plural,
  TwoPatientsError,
  UnknownSeriesError,
} from '../errors.ts';
import type { ReadFinding } from '../finding.ts';
import { affineOfStack } from './affine-of-stack.ts';
import { brokenFindings } from './broken-findings.ts';
import { geometryFindings } from './geometry-findings.ts';
import { gridPlanOf } from './grid-plan.ts';
import { headerFindings } from './header-findings.ts';
import { formatRefusal } from './refuse-format.ts';
import { refusalOf } from './refuse-stack.ts';
import type { SeriesSummary, StudyScan } from './scan-study.ts';

/** What the series is for: every preset needs CT; null is a threshold of the user's own on any modality. */
export type WantedAnatomy = 'bone' | 'skin' | 'contrast' | 'airway' | null;

export type CostOfStack = (series: SeriesSummary, stack: FrameStack) => number;

export interface ChooseSeriesOptions {
  readonly anatomy: WantedAnatomy;
  readonly seriesUid?: string | undefined;
  /** Lower is better, among volumes of one modality that cover enough: kernel, contrast agent. */
  readonly costOf?: CostOfStack | undefined;
}

export interface ChosenSeries {
  readonly series: SeriesSummary;
  readonly stack: FrameStack;
  /** Why this one, and what was noticed on the way. */
  readonly findings: readonly ReadFinding[];
}

/** Pixels that are drawn or computed, not imaged. */
const NO_IMAGING = new Set(['SEG', 'RTDOSE', 'RTSTRUCT', 'PR', 'SR', 'KO', 'REG']);

/** A series that covers less than this part of the longest one is a piece of the study, however thin its slices are. */
const ENOUGH_COVER = 0.7;

/**
 * The series with the best geometry for the job: CT for every preset; a regular stack that can be read; original before
 * derived; among those that cover nearly as much as the longest the thinnest slices, then the most, then the finest pixels.
 *
 * @throws NoDicomError, NoImagesError, LocalizerOnlyError, NotCtError, TwoPatientsError, UnknownSeriesError,
 *   CompressedNotReadError, and what `refusalOf` says of the best stack when none is regular
 */
export function chooseSeries(scan: StudyScan, { anatomy, seriesUid, costOf }: ChooseSeriesOptions): ChosenSeries {
  if (scan.files === scan.notDicom) throw new NoDicomError(scan.files);
  const asked = seriesUid === undefined ? scan.series : scan.series.filter(({ uid }) => uid === seriesUid);
  if (seriesUid !== undefined && asked.length === 0)
    throw new UnknownSeriesError(
      seriesUid,
      scan.series.map(({ uid }) => uid),
    );
  refuseTwoPatients(scan, seriesUid === undefined ? null : asked);
  refuseNoImages(scan, asked);

  const imaging = asked.filter(({ stacks, modality }) => stacks.length > 0 && !NO_IMAGING.has(modality));
  const ofModality = anatomy === null ? imaging : imaging.filter(({ modality }) => modality === 'CT');
  if (ofModality.length === 0) throw new NotCtError(imaging[0]!.modality, anatomy ?? '');
  const candidates = ofModality.map((series) => candidateOf(series, costOf));
  const usable = candidates.filter(({ refusal }) => refusal === null);
  if (usable.length === 0) {
    // The largest is the one that the user had in mind: its reason is the one to tell.
    const best = candidates.sort((a, b) => b.stack.frames.length - a.stack.frames.length)[0]!;
    throw best.refusal!;
  }
  const longest = Math.max(...usable.map(({ coverMm }) => coverMm));
  usable.sort((a, b) => compare(a, b, longest, costOf));
  const best = usable[0]!;
  const passedOver = scan.series.filter((series) => series !== best.series);
  return {
    series: best.series,
    stack: best.stack,
    findings: [
      chosenFinding(best, passedOver, seriesUid !== undefined),
      ...brokenFindings(scan),
      ...geometryFindings(best.series, best.stack),
      ...headerFindings(best.series, best.stack),
    ],
  };
}

/** A series of a study, with the stack that stands for it, or with the reason why it serves nothing. */
export interface RankedSeries {
  readonly series: SeriesSummary;
  readonly stack: FrameStack | null;
  readonly refusal: SpecolaError | null;
}

/** Every series of a study, that which `chooseSeries` would take first; what makes no volume stands last, with its reason. */
export function rankSeries(scan: StudyScan, { costOf }: Pick<ChooseSeriesOptions, 'costOf'> = {}): RankedSeries[] {
  const imaging = scan.series.filter(({ stacks, modality }) => stacks.length > 0 && !NO_IMAGING.has(modality));
  const candidates = imaging.map((series) => candidateOf(series, costOf));
  const usable = candidates.filter(({ refusal }) => refusal === null);
  const longest = Math.max(0, ...usable.map(({ coverMm }) => coverMm));
  usable.sort((a, b) => compare(a, b, longest, costOf));
  const refused = candidates.filter(({ refusal }) => refusal !== null);
  const rest = scan.series.filter((series) => !imaging.includes(series));
  return [
    ...[...usable, ...refused].map(({ series, stack, refusal }) => ({ series, stack, refusal })),
    ...rest.map((series) => ({ series, stack: null, refusal: noStackReason(series) })),
  ];
}

function noStackReason({ localizers, modality }: SeriesSummary): SpecolaError {
  if (localizers > 0) return new LocalizerOnlyError(localizers);
  return new NoImagesError(
    NO_IMAGING.has(modality)
      ? `The series is of modality ${modality}: drawn or computed, not imaged.`
      : 'None of the images has a place in the patient (position and orientation).',
  );
}

interface Candidate {
  readonly series: SeriesSummary;
  readonly stack: FrameStack;
  readonly refusal: SpecolaError | null;
  readonly original: boolean;
  readonly coverMm: number;
  readonly sliceMm: number;
  readonly pixelMm: number;
}

/** A series stands for the stack that suits best among those that make a volume, the largest of equals; or for its largest. */
function candidateOf(series: SeriesSummary, costOf: CostOfStack = () => 0): Candidate {
  const usable = series.stacks.filter((one) => refusalOf(one) === null);
  // The largest is the first; a smaller one is taken only where it suits better.
  const stack = usable.toSorted((a, b) => costOf(series, a) - costOf(series, b))[0] ?? series.stacks[0]!;
  const object = series.objects[stack.frames[0]!.object]!;
  const { transferSyntax: syntax } = object;
  const geometry = refusalOf(stack);
  const packed = syntax.packing === 'unread' ? new CompressedNotReadError(syntax.name, syntax.uid) : null;
  const broken = series.brokenFiles.length > 0 ? new BrokenFilesError(series.brokenFiles) : null;
  const refusal = geometry ?? formatRefusal(object.format) ?? packed ?? broken;
  const [pixelMm, , sliceMm] = geometry ? [0, 0, 0] : spacingMmOf(gridPlanOf(stack)?.ijkToLps ?? affineOfStack(stack));
  const original = !object.imageType.some((type) => /^(DERIVED|SECONDARY)$/i.test(type));
  return { series, stack, refusal, original, coverMm: sliceMm * stack.frames.length, sliceMm, pixelMm };
}

function compare(a: Candidate, b: Candidate, longestMm: number, costOf: CostOfStack = () => 0): number {
  const enough = ({ coverMm }: Candidate) => (coverMm >= ENOUGH_COVER * longestMm ? 0 : 1);
  // What had to be laid on a grid comes after what lies on one.
  const mended = ({ stack }: Candidate) => (stack.geometry.kind === 'regular' ? 0 : 1);
  const isCt = ({ series }: Candidate) => (series.modality === 'CT' ? 0 : 1);
  return (
    isCt(a) - isCt(b) ||
    mended(a) - mended(b) ||
    Number(b.original) - Number(a.original) ||
    enough(a) - enough(b) ||
    costOf(a.series, a.stack) - costOf(b.series, b.stack) ||
    Math.round((a.sliceMm - b.sliceMm) * 1000) ||
    b.stack.frames.length - a.stack.frames.length ||
    Math.round((a.pixelMm - b.pixelMm) * 1000) ||
    (a.series.uid < b.series.uid ? -1 : 1)
  );
}

/** Without a named series two people in one folder are refused; with one, its own study must show one person. */
function refuseTwoPatients(scan: StudyScan, asked: readonly SeriesSummary[] | null): void {
  const studies = asked && new Set(asked.map(({ studyUid }) => studyUid));
  const inView = studies ? scan.series.filter(({ studyUid }) => studies.has(studyUid)) : scan.series;
  const patients = new Set(inView.map(({ patient }) => patient)).size;
  if (patients > 1) throw new TwoPatientsError(patients);
}

function refuseNoImages(scan: StudyScan, asked: readonly SeriesSummary[]): void {
  if (asked.some(({ stacks, modality }) => stacks.length > 0 && !NO_IMAGING.has(modality))) return;
  const localizers = asked.reduce((sum, series) => sum + series.localizers, 0);
  if (localizers > 0) throw new LocalizerOnlyError(localizers);
  const dicom = scan.files - scan.notDicom;
  if (scan.broken.length > 0 && scan.series.length === 0)
    throw new NoImagesError(`None of the ${plural(dicom, 'DICOM file')} can be read to its pixels.`);
  throw new NoImagesError(
    asked.length > 0
      ? 'None of the images has a place in the patient (position and orientation), or they are drawn, not imaged.'
      : `None of the ${plural(dicom, 'DICOM file')} holds an image.`,
  );
}

function chosenFinding(best: Candidate, passedOver: readonly SeriesSummary[], named: boolean): ReadFinding {
  const { series, stack, sliceMm, pixelMm } = best;
  const kernel = series.kernel ? `, kernel ${series.kernel}` : '';
  const others = passedOver.slice(0, 8).map((other) => `${other.uid} (${whyNot(other, best)})`);
  const more = passedOver.length > 8 ? ` and ${passedOver.length - 8} more` : '';
  return {
    code: 'dicom/series-chosen',
    severity: 'info',
    what: `Series ${series.uid} is used: ${series.modality}, ${stack.frames.length} slices ${sliceMm.toFixed(2)} mm apart, pixels of ${pixelMm.toFixed(2)} mm${kernel}.`,
    why: named
      ? 'It was named with --series.'
      : others.length
        ? `It has the best geometry for the job. Passed over: ${others.join('; ')}${more}.`
        : 'It is the only series with images.',
    mend: 'Name another series with --series if this is not the one you mean.',
  };
}

function whyNot(other: SeriesSummary, best: Candidate): string {
  const stack = other.stacks[0];
  if (!stack) return other.localizers > 0 ? 'a localizer' : 'no place in the patient';
  if (other.modality !== best.series.modality) return other.modality || 'no modality';
  const candidate = candidateOf(other);
  if (refusalOf(candidate.stack))
    return stack.geometry.kind === 'regular' ? 'too few slices' : `${stack.geometry.kind} geometry`;
  if (other.brokenFiles.length > 0) return 'files that cannot be read';
  if (candidate.refusal) return 'pixels of a kind that is not read';
  if (best.original && !candidate.original) return 'derived';
  return `${candidate.stack.frames.length} slices, ${candidate.sliceMm.toFixed(2)} mm apart`;
}
