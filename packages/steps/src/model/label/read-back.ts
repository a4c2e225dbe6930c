import { type Picture, readDataMatrix } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { type HeightMap, heightAt, heightMapOf, type LabelFrame } from './height-map.ts';
import type { PlacedMatrix } from './label-layout.ts';

const PX_PER_FEATURE = 8;
/** White around the symbol in the picture, in modules. */
const AROUND = 2;

/**
 * The Data Matrix of a finished component as its printer may leave it: seen from the front, what was cut dark (as filled
 * with paint) or what was raised dark (as inked), blurred by the printer's smallest feature: a Gaussian with that feature
 * as its two standard deviations.
 */
export function codePicture(
  component: TriMesh,
  placed: PlacedMatrix,
  {
    frame,
    map,
    depthMm,
    engraved,
    featureMm,
  }: {
    readonly frame: LabelFrame;
    readonly map: HeightMap;
    readonly depthMm: number;
    readonly engraved: boolean;
    readonly featureMm: number;
  },
): Picture {
  const pxPerMm = PX_PER_FEATURE / featureMm;
  const sideMm = (placed.matrix.side + 2 * AROUND) * placed.moduleMm;
  const middleX = placed.leftMm + (placed.matrix.side * placed.moduleMm) / 2;
  const middleY = placed.bottomMm + (placed.matrix.side * placed.moduleMm) / 2;
  const [cx, cy, cz] = [0, 1, 2].map(
    (n) => frame.centerMm[n]! + middleX * frame.right[n]! + middleY * frame.up[n]!,
  ) as [number, number, number];
  const seen = heightMapOf(
    component,
    { ...frame, centerMm: [cx, cy, cz] },
    { widthMm: sideMm, heightMm: sideMm, pxPerMm },
  );
  const paper = new Float32Array(seen.heightMm.length);
  for (let at = 0; at < paper.length; at++) {
    const xMm = middleX + ((at % seen.columns) + 0.5 - seen.columns / 2) / pxPerMm;
    const yMm = middleY - (Math.floor(at / seen.columns) + 0.5 - seen.rows / 2) / pxPerMm;
    const above = seen.heightMm[at]! - heightAt(map, xMm, yMm);
    paper[at] = (engraved ? above < -depthMm / 2 : above > depthMm / 2) ? 0 : 255;
  }
  const blurred = blurredOf(paper, seen.columns, seen.rows, PX_PER_FEATURE / 2);
  const data = new Uint8Array(3 * paper.length);
  for (let at = 0; at < paper.length; at++) data.fill(Math.round(blurred[at]!), 3 * at, 3 * at + 3);
  return { width: seen.columns, height: seen.rows, channels: 3, data };
}

/** Reads the middle of each module of such a picture, without any correction. @returns null when one is wrong */
export function codeReadBack(picture: Picture, { matrix: { side }, moduleMm }: PlacedMatrix, featureMm: number) {
  const pxPerModule = (moduleMm * PX_PER_FEATURE) / featureMm;
  const modules = new Uint8Array(side * side);
  const at = (n: number, length: number) => Math.floor(length / 2 + (n + 0.5 - side / 2) * pxPerModule);
  for (let r = 0; r < side; r++)
    for (let c = 0; c < side; c++) {
      const pixel = at(r, picture.height) * picture.width + at(c, picture.width);
      modules[r * side + c] = picture.data[3 * pixel]! < 128 ? 1 : 0;
    }
  return readDataMatrix({ side, modules });
}

function blurredOf(values: Float32Array, columns: number, rows: number, sigma: number): Float32Array {
  const reach = Math.ceil(3 * sigma);
  const weights = Array.from({ length: 2 * reach + 1 }, (_, n) => gaussian((n - reach) / sigma));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const along = (from: Float32Array, step: number): Float32Array =>
    from.map((_, at) => {
      const [place, length] = step === 1 ? [at % columns, columns] : [Math.floor(at / columns), rows];
      let sum = 0;
      for (let d = -reach; d <= reach; d++) {
        const clamped = Math.min(length - 1, Math.max(0, place + d)) - place;
        sum += weights[d + reach]! * from[at + clamped * step]!;
      }
      return sum / total;
    });
  return along(along(values, 1), columns);
}

/** e^(−x²/2) without the platform's own exponential: (1 + y/1024)^1024, squared ten times. */
function gaussian(x: number): number {
  let value = 1 - (x * x) / 2 / 1024;
  for (let n = 0; n < 10; n++) value *= value;
  return value;
}
