import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TriMesh, Triple } from '@specola/space';
import { deviationColor } from './color-scale.ts';
import { drawViews, VIEWS } from './draw-views.ts';
import { blankPicture } from './picture.ts';
import { rasterizeMesh } from './rasterize-mesh.ts';
import { layView, shadeView } from './shade-view.ts';
import { GLYPHS } from './stroke-font.ts';
import { unitNormals } from './unit-normals.ts';

const FACES = [
  0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5,
];

function boxes(...list: readonly (readonly [from: Triple, to: Triple])[]): TriMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const [from, to] of list) {
    const first = positions.length / 3;
    for (let c = 0; c < 8; c++) positions.push((c & 1 ? to : from)[0], (c & 2 ? to : from)[1], (c & 4 ? to : from)[2]);
    triangles.push(...FACES.map((v) => first + v));
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

const camera = { ...VIEWS.anterior, centerMm: [3, 5, 7] as Triple, pxPerMm: 4, width: 120, height: 100 };

test('every view is a right-handed frame, so that left and right are never mirrored', () => {
  for (const { right: r, up: u, toEye } of Object.values(VIEWS)) {
    const cross = [r[1] * u[2] - r[2] * u[1], r[2] * u[0] - r[0] * u[2], r[0] * u[1] - r[1] * u[0]];
    assert.deepEqual(
      cross.map((part) => part + 0),
      [...toEye],
    );
  }
});

test('seen from the front, what lies to the left of the patient (+x) is drawn at the right, and the head (+z) at the top', () => {
  const mesh = boxes([
    [8, 4, 9],
    [12, 6, 15],
  ]);
  const { triangle, columns } = rasterizeMesh(mesh, camera);
  let [sumX, sumY, count] = [0, 0, 0];
  triangle.forEach((id, at) => {
    if (id === 0xffffffff) return;
    sumX += at % columns;
    sumY += Math.floor(at / columns);
    count++;
  });
  assert.equal(count, 4 * 4 * (4 * 4) * 6, 'a face of 4 × 6 mm at 4 px/mm and 2 × 2 samples');
  assert.ok(Math.abs(sumX / count + 0.5 - (120 + (10 - 3) * 8)) < 1e-6);
  assert.ok(Math.abs(sumY / count + 0.5 - (100 - (12 - 7) * 8)) < 1e-6);
});

test('of two boxes in line the one nearer to the eye is seen', () => {
  const mesh = boxes(
    [
      [0, 0, 0],
      [6, 2, 14],
    ],
    [
      [1, -9, 1],
      [5, -7, 13],
    ],
  );
  const { triangle, columns } = rasterizeMesh(mesh, camera);
  assert.ok(triangle[100 * columns + 120]! >= 12, 'the box at y = -9 stands before the one at y = 0');
});

test('the same mesh is drawn in the same bytes, and the mesh is not touched', () => {
  const mesh = boxes(
    [
      [-3, 1, 2],
      [9, 6, 31],
    ],
    [
      [10, 1, 2],
      [14, 9, 8],
    ],
  );
  const before = mesh.positions.slice();
  const first = drawViews(mesh, { widthPx: 400, title: 'Two boxes' });
  const second = drawViews(mesh, { widthPx: 400, title: 'Two boxes' });
  assert.deepEqual(first, second);
  assert.deepEqual(mesh.positions, before);
  assert.equal(first.width, 400);
  assert.equal(first.data.length, 3 * first.width * first.height);
});

test('a painted mesh shows its colors: blue inside, red outside', () => {
  const mesh = boxes([
    [-7, 1, -3],
    [13, 6, 17],
  ]);
  const mean = (deviation: number) => {
    const mm = new Float32Array(8).fill(deviation);
    const colors = new Uint8Array(24);
    for (let v = 0; v < 8; v++) colors.set(deviationColor(mm[v]!, 0.5), 3 * v);
    const picture = blankPicture(120, 100, [255, 255, 255]);
    layView(picture, shadeView(mesh, unitNormals(mesh), camera, colors), camera, 0, 0);
    return [...picture.data.subarray(3 * (50 * 120 + 60), 3 * (50 * 120 + 60) + 3)];
  };
  const [inside, outside] = [mean(-0.5), mean(0.5)];
  assert.ok(inside[2]! > inside[0]! + 40, String(inside));
  assert.ok(outside[0]! > outside[2]! + 40, String(outside));
});

test('an empty mesh still makes a picture', () => {
  const none: TriMesh = { positions: new Float32Array(0), triangles: new Uint32Array(0), frame: 'lps-mm' };
  assert.equal(drawViews(none, { widthPx: 300, title: 'Nothing' }).width, 300);
});

test('every glyph is made of whole points on the grid, and every letter and digit has one', () => {
  for (const [sign, glyph] of Object.entries(GLYPHS))
    for (const stroke of glyph.split(' ')) assert.match(stroke, /^[~@]?([0-9a-d]{2})+$/, sign);
  for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') assert.ok(GLYPHS[sign], sign);
});
