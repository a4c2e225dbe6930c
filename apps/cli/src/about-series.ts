import {
  describeStack,
  geometryFindings,
  headerFindings,
  type SeriesSummary,
  type StackDescription,
  type StudyScan,
} from '@specola/dicom';
import type { Finding, SeriesInspection, Source } from '@specola/record';
import { type FrameStack, signedVoxelVolumeMm3, type Volume } from '@specola/space';
import type { ScanFacts } from '@specola/steps';
import { sha256Of } from './sha256.ts';

/** A series before its pixels are looked at: what the record says of it, and what it is judged by. */
export interface SeriesAbout {
  readonly told: Pick<
    SeriesInspection,
    | 'uid'
    | 'modality'
    | 'description'
    | 'kernel'
    | 'instances'
    | 'dimensions'
    | 'spacingMm'
    | 'geometry'
    | 'headerSha256'
  >;
  readonly findings: readonly Finding[];
  /** Null where the images make no stack. */
  readonly facts: Omit<ScanFacts, 'contents'> | null;
}

const DAY_MS = 86_400_000;

/** Files that cannot be read and tell no series: within a stack a missing slice shows as a gap, at its ends nothing shows it. */
export const unplacedIn = ({ broken }: Pick<StudyScan, 'broken'>): number =>
  broken.filter(({ seriesUid }) => seriesUid === null).length;

/** Told of a DICOM series from its headers alone. */
export function aboutDicomSeries(
  series: SeriesSummary,
  stack: FrameStack | null,
  { plannedOn, unreadableFiles }: { readonly plannedOn: string | null; readonly unreadableFiles: number },
): SeriesAbout {
  const headerSha256 = headerHashOf(series);
  const { uid, modality, description, objects } = series;
  const kernel = (stack && objects[stack.frames[0]!.object]?.facts.kernel) || series.kernel;
  const named = { uid, modality, description, kernel, headerSha256 };
  const instances = objects.length;
  if (!stack || stack.geometry.kind === 'scattered')
    return {
      told: { ...named, instances, dimensions: null, spacingMm: null, geometry: null },
      findings: [],
      facts: null,
    };
  const stacked = describeStack(stack, objects);
  const first = objects[stack.frames[0]!.object]!;
  const { i, j } = stack.frames[0]!.place.pixelSpacingMm;
  const used = [...new Set(stack.frames.map(({ object }) => objects[object]!))];
  const spacingMm: [number, number, number] = [i, j, micron(stacked.stepMm)];
  const thickness = first.facts.sliceThicknessMm ?? series.sliceThicknessMm;
  const findings = [...geometryFindings(series, stack), ...headerFindings(series, stack)];
  return {
    told: {
      ...named,
      instances,
      dimensions: [first.format.columns, first.format.rows, stack.frames.length],
      spacingMm,
      geometry: geometryTold(stacked),
    },
    findings,
    facts: {
      modality,
      kernel,
      contrastNamed: used.some(({ facts }) => facts.contrast),
      derived: used.some(({ imageType }) => imageType.some((type) => /^DERIVED$/i.test(type))),
      spacingMm,
      sliceThicknessMm: thickness,
      lengthMm: lengthOf(stacked),
      tiltDeg: stacked.tiltDeg,
      missingGapMm: Math.max(0, ...stacked.missing.map(({ gapMm }) => gapMm)),
      unreadableFiles,
      unequalGapMm: Math.max(0, ...stacked.oddGaps.map(({ gapMm }) => gapMm)),
      kernelsInVolume: new Set(used.map(({ facts }) => facts.kernel)).size,
      lossyImages: used.filter(({ facts }) => facts.lossy !== null).length,
      scanAgeDays: ageDays(first.facts.madeOn, plannedOn),
    },
  };
}

/** Told of a NIfTI or NRRD volume, which has a grid but no series. */
export function aboutVolumeFile(volume: Volume, source: Source, findings: readonly Finding[]): SeriesAbout {
  const spacingMm: [number, number, number] = [...source.spacingMm];
  const step = spacingMm[2];
  return {
    told: {
      uid: null,
      modality: source.modality,
      description: '',
      kernel: '',
      instances: source.instances,
      dimensions: [...source.dimensions],
      spacingMm,
      geometry: {
        tiltDeg: 0,
        uniformSpacing: true,
        missingSlices: [],
        missingRuns: [],
        stepMm: step,
        largestGapMm: step,
        largestShiftMm: 0,
        handedness: signedVoxelVolumeMm3(volume.ijkToLps) > 0 ? 'right' : 'left',
      },
      headerSha256: sha256Of(new TextEncoder().encode(JSON.stringify([source.dimensions, source.affineIjkToLps]))),
    },
    findings: findings.filter(({ severity }) => severity !== 'info'),
    facts: {
      modality: source.modality,
      kernel: '',
      contrastNamed: null,
      derived: false,
      spacingMm,
      sliceThicknessMm: null,
      lengthMm: step * source.dimensions[2],
      tiltDeg: 0,
      missingGapMm: 0,
      unequalGapMm: 0,
      unreadableFiles: 0,
      kernelsInVolume: 1,
      lossyImages: 0,
      scanAgeDays: null,
    },
  };
}

function geometryTold(told: StackDescription): NonNullable<SeriesInspection['geometry']> {
  return {
    tiltDeg: Math.round(told.tiltDeg * 100) / 100,
    uniformSpacing: told.uniformSpacing,
    missingSlices: told.missing.flatMap(({ numbers }) => numbers),
    missingRuns: told.missing.map(({ numbers, numberedBy, betweenMm, gapMm }) => ({
      numbers: [...numbers],
      numberedBy,
      betweenMm: [micron(betweenMm[0]), micron(betweenMm[1])],
      gapMm: micron(gapMm),
    })),
    stepMm: micron(told.stepMm),
    largestGapMm: micron(told.largestGapMm),
    largestShiftMm: micron(told.largestShiftMm),
    // Slices are sorted along row × column, so a stack is always right-handed as read.
    handedness: 'right',
  };
}

/** Positions are written with four decimals or so; what follows is the rounding of sums. */
const micron = (mm: number): number => Math.round(mm * 1000) / 1000;

function lengthOf({ slices, stepMm, missing, oddGaps }: StackDescription): number {
  const odd = [...missing, ...oddGaps].reduce((sum, { gapMm }) => sum + gapMm - stepMm, 0);
  return slices * stepMm + odd;
}

/** Days between the scan and the planned day; the days themselves are told nowhere. */
function ageDays(madeOn: string | null, plannedOn: string | null): number | null {
  if (madeOn === null || plannedOn === null) return null;
  const days = Math.round((Date.parse(plannedOn) - Date.parse(madeOn)) / DAY_MS);
  return Number.isFinite(days) ? days : null;
}

/** What tells one set of images from another, whatever the names and the order of their files. */
function headerHashOf({ uid, studyUid, objects }: SeriesSummary): string {
  const images = objects.map(({ sopInstanceUid, instanceNumber, format, frames }) => [
    sopInstanceUid,
    instanceNumber,
    format,
    frames.map(({ place, rescale }) => [place, rescale]),
  ]);
  return sha256Of(new TextEncoder().encode(JSON.stringify([studyUid, uid, images])));
}
