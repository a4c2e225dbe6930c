import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStl, readThreeMf } from '@specola/formats';
import { Arena, soloCrew } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import type { MeshValue } from '../runner/values.ts';
import { runDrawPreview } from './draw-preview.ts';
import { runWriteMesh } from './write-mesh.ts';

/** A marker that is no mirror image of itself: 30 mm to the left, 20 to the back, 10 to the head. */
function marker(): MeshValue {
  const positions = Float32Array.from([5.1, -3.2, 700.3, 35.1, -3.2, 700.3, 5.1, 16.8, 700.3, 5.1, -3.2, 710.3]);
  const mesh: TriMesh = {
    positions,
    triangles: Uint32Array.from([0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3]),
    frame: 'lps-mm',
  };
  return {
    mesh,
    smoothing: { largestMoveMm: 0, boundMm: 0 },
    simplification: { trianglesBefore: 4, largestErrorMm: 0, boundMm: 0 },
    repair: { rounds: 0, largestMoveMm: 0, shellsRemoved: 0 },
    changedRegions: [],
  };
}

/** Six times the signed volume: positive while handedness and orientation stand. */
function sixfoldVolume(positions: ArrayLike<number>, corners: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 0; t < corners.length; t += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => [0, 1, 2].map((axis) => positions[3 * corners[t + k]! + axis]!));
    sum += a![0]! * (b![1]! * c![2]! - b![2]! * c![1]!);
    sum += a![1]! * (b![2]! * c![0]! - b![0]! * c![2]!) + a![2]! * (b![0]! * c![1]! - b![1]! * c![0]!);
  }
  return sum;
}

const bench = () => ({
  crew: soloCrew(new Arena()),
  pace: { report: () => {}, signal: new AbortController().signal },
});

test('a marker without mirror symmetry comes back with its handedness from STL and from 3MF', async () => {
  const { written } = await runWriteMesh({ mesh: marker() }, { name: 'marker' }, bench());
  const soup = readStl(written.stl);
  const { objects, metadata, unit } = readThreeMf(written.threeMf);
  const [object] = objects;
  const near = (value: number) => assert.ok(Math.abs(value - 30 * 20 * 10) < 0.5, String(value));
  near(sixfoldVolume(soup.positions, soup.positions.map((_, i) => i).slice(0, soup.positions.length / 3)));
  near(sixfoldVolume(object!.positions, object!.triangles));
  assert.equal(unit, 'millimeter');
  assert.equal(object!.name, 'marker');
  assert.match(metadata.Description!, /LPS.*not cleared by any regulator/);
  assert.match(soup.header, /mm LPS marker SPACE=LPS/);
});

test('writing and drawing the same mesh twice gives the same bytes', async () => {
  const made = async () => {
    const { written } = await runWriteMesh({ mesh: marker() }, { name: 'marker' }, bench());
    const { picture } = await runDrawPreview({ mesh: marker() }, { widthPx: 400 }, bench());
    return [written.stl, written.threeMf, picture.png];
  };
  assert.deepEqual(await made(), await made());
});

test('a cancelled command stops between its parts', async () => {
  const gone = { ...bench(), pace: { report: () => {}, signal: AbortSignal.abort() } };
  await assert.rejects(runWriteMesh({ mesh: marker() }, { name: 'marker' }, gone), { name: 'AbortError' });
});
