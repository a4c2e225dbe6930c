import type { Command, ParamsOf } from '@specola/commands';
import type { Crew, FlatPlane, Registration, ThresholdMoves } from '@specola/kernels';
import type {
  Blur,
  ChangedRegion,
  Check,
  Fidelity,
  Finding,
  MeshMeasures,
  ModelNote,
  SegmentComparison,
  SegmentMeasures,
  SurfaceSource,
  SurgicalPlan,
  Uncertainty,
} from '@specola/record';
import type { BitMask, BrickMask, Model, TriMesh, Volume } from '@specola/space';
import type { SegmentsValue } from '../segment/edit/edit-history.ts';
import type { StoredInputs } from '../segment/stored-inputs.ts';
import type { BothWays } from '../verify/gate/deviation-between.ts';
import type { Session } from './session.ts';

/** The voxels of one anatomy, and the grey value that its surface runs through. */
export interface SegmentValue {
  readonly name: string;
  readonly mask: BitMask;
  readonly isoHu: number;
  /** False where the segment is the darker side (airway): inside means below isoHu. */
  readonly brighterInside: boolean;
  readonly changedRegions: readonly ChangedRegion[];
  /** Voxels that a hand added or took away in this session; absent where none did. */
  readonly byHand?: BrickMask;
  /** Where segments that somebody made get their surface from; absent for a preset, whose own threshold it is. */
  readonly surfaceSource?: SurfaceSource;
  /** What the surface is drawn in instead of the scan, when no grey value of that bounds the segment. */
  readonly image?: SegmentImage;
}

/** A part of the grid with the blurred voxels of a segment as values; `isoHu` is the half of them. */
export interface SegmentImage {
  readonly volume: Volume;
  /** The segment on that part of the grid. */
  readonly mask: BitMask;
  /** The grey value of the scan that follows the segment best, though not well enough to draw its surface. */
  readonly inScan: { readonly isoHu: number; readonly brighterInside: boolean };
}

/** The grey-value surface as extracted, before anything was smoothed. */
export interface SurfaceValue {
  readonly mesh: TriMesh;
  readonly segment: SegmentValue;
  /** Where the border of the image cuts it. */
  readonly borders: readonly FlatPlane[];
  /** What was done about the scan's blur; not asked for where there is none. */
  readonly unblurred?: UnblurredValue;
}

/** Where the vertices of the surface lie once the blur is taken back (null where that was left alone), and the record of it. */
export interface UnblurredValue {
  readonly positions: Float32Array | null;
  readonly blur: Blur;
}

/** A refined mesh, with what refining did to it. */
export interface MeshValue {
  readonly mesh: TriMesh;
  readonly smoothing: { readonly largestMoveMm: number; readonly boundMm: number };
  readonly simplification: {
    readonly trianglesBefore: number;
    readonly largestErrorMm: number;
    readonly boundMm: number;
  };
  readonly repair: { readonly rounds: number; readonly largestMoveMm: number; readonly shellsRemoved: number };
  readonly changedRegions: readonly ChangedRegion[];
}

/** Components in one frame, with what every command did to them, oldest first. */
export interface ModelValue {
  readonly model: Model;
  readonly notes: readonly ModelNote[];
}

/** Files as bytes. */
export interface WrittenValue {
  readonly stl: Uint8Array;
  readonly threeMf: Uint8Array;
}

export interface MeasuresValue {
  readonly mesh: MeshMeasures;
  readonly fidelity: Omit<Fidelity, 'changedRegions'>;
  readonly checks: readonly Check[];
  readonly printReady: boolean;
  /** The mesh as read again from the file, and for each of its vertices the signed distance to the image's surface. */
  readonly readBack: TriMesh;
  readonly deviationMm: Float32Array;
}

/** How well the surface is known, in numbers and as a map. */
export interface UncertaintyValue {
  readonly numbers: Uncertainty;
  /** At each vertex the largest move of both shifts and ways, mm; NaN where there is none, see `states`. */
  readonly largestMm: Float32Array;
  /** At each vertex: 0 a number, 1 no edge of the image, 2 vanishes or merges, 3 further than was looked. */
  readonly states: Uint8Array;
  readonly byNoise: ThresholdMoves | null;
  readonly byTenth: ThresholdMoves | null;
}

/** The same of one segment, with the surface that the map belongs to. */
export interface SegmentUncertaintyValue extends UncertaintyValue {
  readonly segment: string;
  readonly surface: TriMesh;
}

export interface PictureValue {
  readonly png: Uint8Array;
}

export interface FileValue {
  readonly bytes: Uint8Array;
}

/** A file with the name that it is to have. */
export interface NamedFile extends FileValue {
  readonly name: string;
}

/** A rigid motion between two volumes, and how far it can be trusted: the error goes wherever the motion goes. */
export interface RegistrationValue extends Registration {
  readonly method: 'images' | 'landmarks';
  readonly landmarks: {
    readonly pairs: number;
    readonly rmsBeforeMm: number;
    readonly rmsAfterMm: number;
    readonly residualsMm: readonly number[];
    /** What is left when the landmarks alone decide; null when they fix no motion. */
    readonly fiducialErrorMm: number | null;
    /** What to expect of the landmarks alone at the corners of the volume; null with fewer than four. */
    readonly targetErrorMm: number | null;
  } | null;
  readonly errorEstimate: { readonly mm: number; readonly basis: string };
}

export interface ValueOf {
  volume: Volume;
  segments: SegmentsValue;
  segment: SegmentValue;
  surface: SurfaceValue;
  mesh: MeshValue;
  model: ModelValue;
  plan: SurgicalPlan;
  written: WrittenValue;
  measures: MeasuresValue;
  deviation: BothWays;
  uncertainty: UncertaintyValue;
  uncertainties: readonly SegmentUncertaintyValue[];
  registration: RegistrationValue;
  picture: PictureValue;
  table: readonly SegmentMeasures[];
  comparisons: readonly SegmentComparison[];
  file: FileValue;
  files: readonly NamedFile[];
}

export type Values<T extends Readonly<Record<string, keyof ValueOf>>> = {
  readonly [Name in keyof T]: ValueOf[T[Name]];
};

/** Long work reports how far it is, and stops when it is told to. */
export interface Pace {
  readonly report: (doneFraction: number) => void;
  readonly signal: AbortSignal;
}

/** What a step works with: threads on shared memory, and its pace. */
export interface Workbench {
  readonly crew: Crew;
  readonly pace: Pace;
  /** What earlier steps kept for this one; without it every step starts anew. */
  readonly session?: Session;
  /** Files that the recipe names; absent where nobody can give any. */
  readonly stored?: StoredInputs;
}

/** The step of a command: it must take and give what the command declares, or it does not compile. */
export type Run<C extends Command> = (
  inputs: Values<C['takes']>,
  params: ParamsOf<C>,
  bench: Workbench,
) => Promise<Values<C['gives']> & { readonly findings?: readonly Finding[] }>;
