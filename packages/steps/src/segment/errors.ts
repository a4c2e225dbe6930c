import { SpecolaError } from '@specola/space';

export class NeedsHuError extends SpecolaError {
  readonly code = 'segment/needs-hu';
  constructor(anatomy: string, modality: string) {
    super({
      what: `The preset "${anatomy}" needs CT numbers, and this ${modality === 'other' ? 'image' : `${modality} image`} has arbitrary grey values.`,
      why: 'A threshold in HU means nothing on a scale that changes from scan to scan.',
      mend: 'Choose a CT series, or give the lowest and highest grey value to keep with --threshold-hu LOW,HIGH.',
    });
  }
}

export class EmptySegmentError extends SpecolaError {
  readonly code = 'segment/empty';
  constructor(anatomy: string, sought: string, lowest: number, highest: number) {
    super({
      what: `No "${anatomy}" was found: ${sought}, and the image holds values from ${lowest} to ${highest}.`,
      why: 'Without a voxel to keep there is no surface to draw.',
      mend: 'Give the lowest and highest value to keep with --threshold-hu LOW,HIGH, lower --island-mm3, or choose another series.',
    });
  }
}

export class ThresholdOrderError extends SpecolaError {
  readonly code = 'segment/threshold-order';
  override readonly exitCode = 2;
  constructor(low: number, high: number) {
    super({
      what: `The threshold ${low},${high} keeps nothing: its lowest value is above its highest.`,
      why: 'No voxel can lie above the one and below the other.',
      mend: 'Give the lowest value first, for instance --threshold-hu 226,3071.',
    });
  }
}
