import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import { NotStlError, readStl, TruncatedStlError, writeStl } from './stl.ts';

/** A box away from the origin, no two sides alike, seen counter-clockwise from outside. */
function box(): TriMesh {
  const positions = new Float32Array(24);
  for (let corner = 0; corner < 8; corner++)
    positions.set([-7.25 + 10 * (corner & 1), 31.5 + 12.5 * ((corner >> 1) & 1), 3 + 17 * (corner >> 2)], 3 * corner);
  const faces = [
    0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5,
  ];
  return { positions, triangles: Uint32Array.from(faces), frame: 'lps-mm' };
}

test('a box comes back from its binary STL corner for corner, and the header names unit and frame', () => {
  const mesh = box();
  const bytes = writeStl(mesh, { header: 'left ankle, bone' });
  const soup = readStl(bytes);
  assert.equal(bytes.length, 84 + 50 * 12);
  assert.equal(soup.triangles, 12);
  assert.deepEqual(
    [...soup.positions],
    [...mesh.triangles].flatMap((v) => [...mesh.positions.subarray(3 * v, 3 * v + 3)]),
  );
  assert.equal(soup.header, 'Specola mm LPS left ankle, bone SPACE=LPS');
});

test('normals point out of the box and have unit length', () => {
  const view = new DataView(writeStl(box()).buffer);
  const normal = (i: number) => [0, 4, 8].map((f) => view.getFloat32(84 + 50 * i + f, true));
  assert.deepEqual(normal(0).map(Math.round), [0, 0, -1]);
  assert.deepEqual(normal(2).map(Math.round), [0, 0, 1]);
  assert.deepEqual(normal(4).map(Math.round), [0, -1, 0]);
  assert.deepEqual(normal(10).map(Math.round), [1, 0, 0]);
});

test('no header can make a binary STL start with "solid" or push the frame out of its 80 bytes', () => {
  const header = readStl(writeStl(box(), { header: `solid ${'long words '.repeat(20)}\u00e4` })).header;
  assert.match(header, /^Specola mm LPS solid .*SPACE=LPS$/);
  assert.ok(header.length <= 80);
});

test('a text STL with exponents and capitals in its name is read', () => {
  const text = `solid Box A\n facet normal 0 0 1\n outer loop\n vertex 1.5e1 -2 3\n vertex 4 5.25 6\n vertex -7 8 9E-1\n endloop\n endfacet\nendsolid Box A\n`;
  const soup = readStl(new TextEncoder().encode(text));
  assert.equal(soup.header, 'Box A');
  assert.deepEqual([...soup.positions], [15, -2, 3, 4, 5.25, 6, -7, 8, Math.fround(0.9)]);
});

test('a binary STL whose header starts with "solid" is still read as binary', () => {
  const bytes = writeStl(box());
  bytes.set(new TextEncoder().encode('solid facet'), 0);
  assert.equal(readStl(bytes).triangles, 12);
});

test('a cut STL, binary or text, is refused as cut', () => {
  assert.throws(() => readStl(writeStl(box()).subarray(0, 500)), TruncatedStlError);
  const text = 'solid a\nfacet normal 0 0 1\nouter loop\nvertex 1 2 3\nvertex 4 5 6\n';
  assert.throws(() => readStl(new TextEncoder().encode(text)), TruncatedStlError);
});

test('what is no STL is refused as such: nothing, prose, noise', () => {
  assert.throws(() => readStl(new Uint8Array(0)), NotStlError);
  assert.throws(() => readStl(new TextEncoder().encode('Dear colleague, '.repeat(30))), NotStlError);
  assert.throws(() => readStl(Uint8Array.from({ length: 999 }, (_, i) => (i * 89 + 255) & 255)), NotStlError);
});

test('admesh finds a closed box of the right sides and volume in the written file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'specola-stl-'));
  try {
    const file = join(folder, 'box.stl');
    writeFileSync(file, writeStl(box()));
    const said = execFileSync('admesh', [file], { encoding: 'utf8' });
    assert.match(said, /Min X = -7\.250000, Max X =\s+2\.750000/);
    assert.match(said, /Volume\s*:\s*2125\.0+/);
    assert.match(said, /Backwards edges\s*:\s*0/);
    assert.match(said, /Total disconnected facets\s*:\s*0\s+0/);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    t.skip('admesh is not installed');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
