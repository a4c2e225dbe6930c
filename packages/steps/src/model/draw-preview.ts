import type { drawPreview } from '@specola/commands';
import { writePng } from '@specola/formats';
import { drawViews } from '@specola/kernels';
import { type TriMesh, triangleCountOf } from '@specola/space';
import type { Run } from '../runner/values.ts';

/** Draws the model from four sides as PNG; without a GPU, and the same bytes each time. */
export const runDrawPreview: Run<typeof drawPreview> = async ({ mesh: { mesh } }, { widthPx }, { pace }) => {
  const picture = drawViews(mesh, {
    widthPx,
    title: 'Anatomic model',
    subtitle: `${grouped(triangleCountOf(mesh))} triangles · ${sidesOf(mesh)} mm`,
    footer: 'Specola · patient directions R L A P S I · not cleared by any regulator',
  });
  pace.report(0.8);
  pace.signal.throwIfAborted();
  const png = writePng(picture);
  pace.report(1);
  return { picture: { png } };
};

/** Thousands apart, in every language alike. */
const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');

/** Extents along the patient's axes: left to right, front to back, feet to head. */
function sidesOf({ positions }: TriMesh): string {
  const sides: string[] = [];
  for (let axis = 0; axis < 3; axis++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let at = axis; at < positions.length; at += 3) {
      low = Math.min(low, positions[at]!);
      high = Math.max(high, positions[at]!);
    }
    sides.push((positions.length > 0 ? high - low : 0).toFixed(1));
  }
  return sides.join(' × ');
}
