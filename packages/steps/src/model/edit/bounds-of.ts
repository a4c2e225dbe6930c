import { measuresOf } from '@specola/kernels';
import type { BoundsMm, Component, Triple } from '@specola/space';

/** The box around all of some components. */
export function boundsOf(components: readonly Pick<Component, 'mesh'>[]): BoundsMm {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (const { mesh } of components) {
    const { boundsMm } = measuresOf(mesh);
    for (let axis = 0; axis < 3; axis++) {
      min[axis] = Math.min(min[axis]!, boundsMm.min[axis]!);
      max[axis] = Math.max(max[axis]!, boundsMm.max[axis]!);
    }
  }
  return { min, max };
}

export function middleOf(components: readonly Pick<Component, 'mesh'>[]): Triple {
  const { min, max } = boundsOf(components);
  return [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2];
}
