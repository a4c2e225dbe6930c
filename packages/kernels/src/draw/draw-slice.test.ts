import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ijkToLpsFrom, pointLps, type TriMesh, type Triple, toLps, type Volume } from '@specola/space';
import { drawSlice, greyWindowFor, sliceCaption, sliceIndicesAcross } from './draw-slice.ts';
import { sliceFrameOf } from './slice-plane.ts';

/** A volume that is 0 but for a bright block at the patient's left, back and head. */
function marked(columns: readonly [Triple, Triple, Triple], dimensions: readonly [number, number, number]): Volume {
  const [nx, ny, nz] = dimensions;
  const ijkToLps = ijkToLpsFrom(...columns, pointLps(-31.5, 12.25, -402));
  const values = new Int16Array(nx * ny * nz);
  const middle = toLps([(nx - 1) / 2, (ny - 1) / 2, (nz - 1) / 2], ijkToLps);
  for (let k = 0, at = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, at++) {
        const place = toLps([i, j, k], ijkToLps);
        if (place.every((part, axis) => part > middle[axis]! + 3)) values[at] = 1000;
      }
  return { dimensions, values, valueScale: { slope: 1, intercept: 0, unit: 'HU' }, ijkToLps, modality: 'CT' };
}

const WINDOW = { low: 0, high: 1000 };
const GRIDS = {
  'as scanners send it': marked(
    [
      [0.8, 0, 0],
      [0, 0.7, 0],
      [0, 0, 1.5],
    ],
    [40, 36, 22],
  ),
  'sagittal, feet first': marked(
    [
      [0, 0.8, 0],
      [0, 0, -0.7],
      [-1.5, 0, 0],
    ],
    [40, 36, 22],
  ),
  'coronal, turned by 10°': marked(
    [
      [-0.788, 0.139, 0],
      [0, 0, -0.7],
      [0.26, 1.477, 0],
    ],
    [40, 36, 22],
  ),
};

for (const [title, volume] of Object.entries(GRIDS)) {
  test(`a block at the left, back and head is drawn where radiologists look for it (${title})`, () => {
    const expected = { axial: [1, 1], coronal: [1, 0], sagittal: [1, 0] } as const;
    for (const name of ['axial', 'coronal', 'sagittal'] as const) {
      const { through } = sliceFrameOf(volume, name);
      const places = [0.25, 0.75].map((share) => Math.round(share * (volume.dimensions[through]! - 1)));
      // Of two slices the one through the block shows it in the right quarter of the picture.
      const shown = places.map((index) => quarters(drawSlice(volume, { name, index, window: WINDOW, widthPx: 200 })));
      const best = shown[0]!.total > shown[1]!.total ? shown[0]! : shown[1]!;
      assert.deepEqual([best.right, best.bottom], expected[name], `${name}: ${JSON.stringify(shown)}`);
    }
  });
}

/** Which quarter holds the most bright pixels, letters and captions at the border left out. */
function quarters(picture: { width: number; height: number; data: Uint8Array }) {
  const sums = [0, 0, 0, 0];
  for (let y = 45; y < picture.height - 45; y++)
    for (let x = 35; x < picture.width - 35; x++)
      if (picture.data[3 * (y * picture.width + x)]! > 200)
        sums[(x > picture.width / 2 ? 1 : 0) + (y > picture.height / 2 ? 2 : 0)]!++;
  const at = sums.indexOf(Math.max(...sums));
  return { right: at & 1, bottom: at >> 1, total: Math.max(...sums) };
}

test('pixels are square: a slice of 40 × 36 voxels of 0.8 × 0.7 mm keeps its shape', () => {
  const picture = drawSlice(GRIDS['as scanners send it'], { name: 'axial', index: 11, window: WINDOW, widthPx: 320 });
  assert.equal(picture.width, 320);
  assert.equal(picture.height, Math.round((320 * 36 * 0.7) / (40 * 0.8)));
});

test('a picture of a given height keeps the scale on both axes and is black beyond the scan', () => {
  const volume = GRIDS['as scanners send it'];
  const bright = { ...volume, values: volume.values.map(() => 1000) };
  const picture = drawSlice(bright, { name: 'axial', index: 11, window: WINDOW, widthPx: 320, heightPx: 320 });
  const white = (x: number, y: number) => picture.data[3 * (y * picture.width + x)]! > 250;
  assert.deepEqual([picture.width, picture.height], [320, 320]);
  const column = Array.from({ length: 320 }, (_, y) => y).filter((y) => white(80, y));
  const shown = Math.round(36 * 0.7 * 10);
  assert.ok(Math.abs(column.length - shown) <= 1, String(column.length));
  assert.ok(!white(80, 10) && white(80, 160) && !white(80, 310));
});

test('the contour of a box is drawn around the voxels that the box encloses', () => {
  const volume = GRIDS['as scanners send it'];
  const [from, to]: [Triple, Triple] = [
    [-25, 18, -400],
    [-10, 30, -380],
  ];
  const positions: number[] = [];
  for (let c = 0; c < 8; c++) positions.push((c & 1 ? to : from)[0], (c & 2 ? to : from)[1], (c & 4 ? to : from)[2]);
  const faces = [
    0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5,
  ];
  const mesh: TriMesh = {
    positions: Float32Array.from(positions),
    triangles: Uint32Array.from(faces),
    frame: 'lps-mm',
  };
  const picture = drawSlice(volume, { name: 'axial', index: 8, window: { low: 5000, high: 6000 }, mesh, widthPx: 320 });
  const px = (x: number, y: number) => [(x + 31.5 + 0.4) * 10, (y - 12.25 + 0.35) * 10];
  const orange = (x: number, y: number) => {
    const at = 3 * (Math.floor(y) * picture.width + Math.floor(x));
    return picture.data[at]! > 80 && picture.data[at + 2]! < 40;
  };
  for (const [x, y] of [px(-25, 24), px(-10, 24), px(-17, 18), px(-17, 30)]) assert.ok(orange(x!, y!), `${x} ${y}`);
  for (const [x, y] of [px(-17, 24), px(-27, 24)]) assert.ok(!orange(x!, y!));
});

test('slices are chosen within the anatomy and named by their place in the patient', () => {
  const volume = GRIDS['as scanners send it'];
  const bounds = { min: [-20, 15, -399] as Triple, max: [-5, 30, -381] as Triple };
  assert.deepEqual(sliceIndicesAcross(volume, 'axial', bounds, [0, 0.5, 1]), [2, 8, 14]);
  assert.equal(sliceCaption(volume, 'axial', 8), 'Axial z = -390.0 mm');
  assert.match(sliceCaption(GRIDS['coronal, turned by 10°'], 'coronal', 3), /oblique 10°$/);
});

test('the window of a CT takes in soft tissue and cortex, that of other images follows their values', () => {
  const ct = greyWindowFor(GRIDS['as scanners send it'], 226);
  assert.ok(ct.low < -100 && ct.high > 900);
  const mr = greyWindowFor({ ...GRIDS['as scanners send it'], modality: 'MR' }, 500);
  assert.deepEqual(mr, { low: 0, high: 1000 });
});
