import { SpecolaError } from '@specola/space';

const mm = (spacing: readonly number[]): string => spacing.map((side) => Number(side.toFixed(4))).join(' × ');

export class NotFinerError extends SpecolaError {
  readonly code = 'segment/not-finer';
  override readonly exitCode = 2;
  constructor(asked: readonly number[], held: readonly number[]) {
    super({
      what: `Voxels of ${mm(asked)} mm are not finer than those of the grid, ${mm(held)} mm.`,
      why: 'A coarser grid would lose what was segmented, and the same grid gains nothing.',
      mend: 'Ask for a smaller spacing, half of the grid’s for instance.',
    });
  }
}

export class GridTooLargeError extends SpecolaError {
  readonly code = 'segment/grid-too-large';
  override readonly exitCode = 2;
  constructor(dimensions: readonly number[], mostVoxels: number) {
    super({
      what: `The finer grid would have ${dimensions.join(' × ')} voxels, more than ${Math.floor(mostVoxels / 2 ** 20)} million.`,
      why: 'The image and the work on it would not fit into the 4 GiB that the work has.',
      mend: 'Ask for a larger spacing, or refine only the axis that needs it, such as [0.5, 0.5, 0.6].',
    });
  }
}
