import { SpecolaError } from '@specola/space';

/** A segment without a single voxel has no surface. Segmenting refuses to make one; a later edit or cut may. */
export class NoVoxelsError extends SpecolaError {
  readonly code = 'surface/no-voxels';
  constructor(name: string) {
    super({
      what: `The segment "${name}" holds no voxels.`,
      why: 'Without a voxel there is no surface to draw, and an empty file would look like a model that the printer lost.',
      mend: 'Take back the step that removed the last of it, or segment again with other thresholds.',
    });
  }
}
