import type { ScanRule, ScanRuleName } from '@specola/facts';
import type { Finding } from '@specola/record';
import type { Triple } from '@specola/space';
import type { BrightBlood } from './examine-blood.ts';

/** The table of rules in force: the dated one, or with a site's own limits. */
export type RuleTable = Readonly<Record<ScanRuleName, ScanRule>>;

/** What the pixels of a volume show, apart from the anatomy that is wanted. Null where it was not or cannot be measured. */
export interface VolumeExamination {
  readonly noiseHu: number | null;
  readonly metalMm3: number | null;
  /** Of an MR: tissue against its noise, and the same tissue in its brightest part against its darkest. */
  readonly signalToNoise: number | null;
  readonly shading: number | null;
  /** The largest jump that stands out, or 0; null where slices are too far apart to say. */
  readonly largestJumpMm: number | null;
  /** Part of the slices in which the structure, and the body, leave the field on opposite sides, %. */
  readonly anatomyCutPercent: number | null;
  readonly bodyCutPercent: number | null;
  /** Enhanced blood by its grey values; null where none is seen, or no HU say so. */
  readonly blood: BrightBlood | null;
  readonly runsOn: readonly ('left' | 'right' | 'front' | 'back' | 'head' | 'feet')[];
  readonly coverage: readonly string[];
  readonly findings: readonly Finding[];
}

/** What is known of a series before it is judged: from its headers, its positions and its pixels. */
export interface ScanFacts {
  readonly modality: string;
  readonly kernel: string;
  /** Null where nothing can say, as in a volume file. */
  readonly contrastNamed: boolean | null;
  readonly derived: boolean;
  readonly spacingMm: Triple;
  readonly sliceThicknessMm: number | null;
  readonly lengthMm: number;
  readonly tiltDeg: number;
  /** The largest gap that missing slices leave, and the largest between slices that lie unevenly; 0 for none. */
  readonly missingGapMm: number;
  readonly unequalGapMm: number;
  /** Files of the study that cannot be read, and tell no series: any may be an end slice of this one. */
  readonly unreadableFiles: number;
  readonly kernelsInVolume: number;
  readonly lossyImages: number;
  readonly scanAgeDays: number | null;
  readonly contents: VolumeExamination | null;
}
