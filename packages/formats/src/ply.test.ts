import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGlb } from './glb.ts';
import { readPly } from './ply-read.ts';

const text = (lines: readonly string[]) => new TextEncoder().encode(lines.join('\r\n'));
const square = [
  'ply',
  'format ascii 1.0',
  'comment made by hand',
  'element vertex 4',
  'property double x',
  'property double y',
  'property double z',
  'property float quality',
  'element face 1',
  'property uchar flag',
  'property list uchar int vertex_index',
  'end_header',
  '0 0 1 9',
  '2 0 1 9',
  '2 3 1 9',
  '0 3 1 9',
  '7 4 0 1 2 3',
  '',
];

test('a text PLY of another program is read: other properties passed over, a square cut in two', () => {
  const { positions, triangles, colors, comments } = readPly(text(square));
  assert.deepEqual([...positions], [0, 0, 1, 2, 0, 1, 2, 3, 1, 0, 3, 1]);
  assert.deepEqual([...triangles], [0, 1, 2, 0, 2, 3]);
  assert.equal(colors, null);
  assert.deepEqual(comments, ['made by hand']);
});

test('what is no PLY, is cut short or names a vertex that is not there is refused', () => {
  const refused = (bytes: Uint8Array) => assert.throws(() => readPly(bytes), { code: 'ply/not-ply' });
  refused(text(['solid', '']));
  refused(text(square.slice(0, -3)));
  refused(text(square.map((line) => (line === '7 4 0 1 2 3' ? '7 4 0 1 2 4' : line))));
  refused(text(square.map((line) => line.replace('ascii', 'utf8'))));
  refused(text(square.map((line) => line.replace('element vertex 4', 'element vertex many'))));
});

test('a GLB of another program, or none at all, is refused', () => {
  assert.throws(() => readGlb(new Uint8Array(40)), { code: 'glb/not-glb' });
});
