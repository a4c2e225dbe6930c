import { buildSolid, type Crew, type SolidExpression } from '@specola/kernels';
import { along } from '../edit/frame-about.ts';
import { facing, type HeightMap, heightAt, type LabelFrame } from './height-map.ts';
import { arrowContour, type LabelLayout, type PlacedMatrix } from './label-layout.ts';

/** Modules reach this share of a module into their neighbors, so that two that meet at a corner are joined. */
const BLEED = 0.04;
/** A surface that stays within this is flat. */
const FLAT_MM = 0.02;
/** Longest edge of letters before they are bent to the surface. */
const LONGEST_EDGE_MM = 1;

/**
 * The letters and modules of a label as one solid that follows the surface: between two heights over it.
 *
 * @param arrow  direction of the arrow in the label; read where the layout has one
 * @param map    heights of the surface that it follows
 */
export async function labelRelief(
  layout: LabelLayout,
  {
    frame,
    map,
    arrow,
    fromMm,
    toMm,
  }: {
    readonly frame: LabelFrame;
    readonly map: HeightMap;
    readonly arrow: readonly [number, number];
    readonly fromMm: number;
    readonly toMm: number;
  },
  crew: Crew,
): Promise<SolidExpression> {
  const heightMm = toMm - fromMm;
  const contoursMm = layout.arrow ? [...layout.contoursMm, arrowContour(layout.arrow, arrow)] : [...layout.contoursMm];
  const letters: SolidExpression = { make: 'extrude', contoursMm, heightMm };
  const flat: SolidExpression = layout.matrix
    ? { make: 'union', of: [letters, ...moduleBoxes(layout.matrix, heightMm)] }
    : letters;
  const evenMm = evenHeightOf(map);
  // On a flat surface nothing is bent, and nothing rounded before the cut.
  if (evenMm !== null) return standing(flat, frame, fromMm + evenMm);
  const { mesh } = await buildSolid({ make: 'refine', of: flat, longestMm: LONGEST_EDGE_MM }, crew);
  const positions = new Float32Array(mesh.positions.length);
  const front = facing(frame);
  for (let at = 0; at < positions.length; at += 3) {
    const [x, y, z] = [mesh.positions[at]!, mesh.positions[at + 1]!, mesh.positions[at + 2]!];
    const place = along(along(frame.centerMm, frame.right, x), frame.up, y);
    positions.set(along(place, front, fromMm + z + heightAt(map, x, y)), at);
  }
  return { make: 'mesh', mesh: { ...mesh, positions } };
}

/** The height of a surface that is flat; null for any other. */
function evenHeightOf({ heightMm }: HeightMap): number | null {
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const mm of heightMm) {
    least = Math.min(least, mm);
    most = Math.max(most, mm);
    sum += mm;
  }
  return most - least < FLAT_MM ? sum / heightMm.length : null;
}

function standing(of: SolidExpression, frame: LabelFrame, atMm: number): SolidExpression {
  const { right, up } = frame;
  const front = facing(frame);
  const origin = along(frame.centerMm, front, atMm);
  return {
    make: 'place',
    of,
    placement: [0, 1, 2].flatMap((row) => [right[row]!, up[row]!, front[row]!, origin[row]!]),
  };
}

/** A box for each run of dark modules of a row. */
function moduleBoxes({ matrix, moduleMm, leftMm, bottomMm }: PlacedMatrix, heightMm: number): SolidExpression[] {
  const boxes: SolidExpression[] = [];
  const { side, modules } = matrix;
  const bleed = BLEED * moduleMm;
  for (let row = 0; row < side; row++)
    for (let from = 0; from < side; from++) {
      if (modules[row * side + from] !== 1) continue;
      let to = from;
      while (to + 1 < side && modules[row * side + to + 1] === 1) to++;
      const count = to - from + 1;
      boxes.push({
        make: 'place',
        of: { make: 'box', sidesMm: [count * moduleMm + 2 * bleed, moduleMm + 2 * bleed, heightMm] },
        placement: [
          ...[1, 0, 0, leftMm + (from + count / 2) * moduleMm],
          ...[0, 1, 0, bottomMm + (side - row - 0.5) * moduleMm],
          ...[0, 0, 1, heightMm / 2],
        ],
      });
      from = to;
    }
  return boxes;
}
