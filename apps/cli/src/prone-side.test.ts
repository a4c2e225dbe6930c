import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, runCase, temporaryFolder, versionRecorded, WAY_OF_A_GUIDE } from '@specola/test-kit';
import { readStudy } from './read-study.ts';

/** A bright rod at the same place of the patient, imaged supine and prone: rows of the image run the other way. */
const SIDES = 40;
const ROD_LPS = [31, -12] as const;
async function rodX(prone: boolean): Promise<number> {
  using folder = temporaryFolder();
  const dir = join(folder.path, 'study');
  mkdirSync(dir);
  const [step, first] = prone ? [-2, [60, 30]] : [2, [-20, -50]];
  for (let k = 0; k < 12; k++)
    writeFileSync(
      join(dir, `IM${k}`),
      dicomSlice({
        studyUid: '2.25.1',
        seriesUid: '2.25.2',
        sopInstanceUid: `2.25.3.${k}`,
        instanceNumber: k + 1,
        position: [first![0]!, first![1]!, 3 * k],
        orientation: prone ? [-1, 0, 0, 0, -1, 0] : [1, 0, 0, 0, 1, 0],
        spacingMm: [2, 2],
        rows: SIDES,
        columns: SIDES,
        slope: 1,
        intercept: 0,
        padding: null,
        raw: Array.from({ length: SIDES * SIDES }, (_, v) => {
          const x = first![0]! + step! * (v % SIDES);
          const y = first![1]! + step! * Math.floor(v / SIDES);
          return Math.hypot(x - ROD_LPS[0], y - ROD_LPS[1]) < 5 ? 900 : 0;
        }),
        more: [{ tag: 0x00185100, vr: 'CS', value: prone ? 'HFP' : 'HFS' }],
      }),
    );
  const { volume } = await readStudy(dir, {
    seriesUid: undefined,
    anatomy: null,
    lend: (length) => new Int16Array(length),
    workers: 1,
    report: () => {},
    signal: new AbortController().signal,
  });
  const [nx, ny] = volume.dimensions;
  let [sum, count] = [0, 0];
  for (let v = 0; v < volume.values.length; v++) {
    if (volume.values[v]! < 400) continue;
    const [i, j, k] = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    const m = volume.ijkToLps;
    sum += m[0]! * i + m[1]! * j + m[2]! * k + m[3]!;
    count++;
  }
  return sum / count;
}

test('a rod on the left lies on the left whether the patient lay on the back or on the belly', async () => {
  for (const prone of [false, true]) assert.ok(Math.abs((await rodX(prone)) - ROD_LPS[0]) < 1, `prone ${prone}`);
});

test('an order for the right stops what the prone images put on the left, at plan and at design', async () => {
  const side = (await rodX(true)) > 0 ? 'left' : 'right';
  assert.equal(side, 'left');
  for (const thing of ['plan', 'design'] as const) {
    const way = WAY_OF_A_GUIDE.map((doing): (typeof WAY_OF_A_GUIDE)[number] =>
      doing[2].kind === 'version-recorded' && doing[2].thing === thing
        ? [
            doing[0],
            doing[1],
            versionRecorded(thing, thing === 'plan' ? '3' : '4', [thing === 'plan' ? '2' : '3'], 'pass', side),
          ]
        : doing,
    );
    const { file, refused } = runCase(way);
    assert.ok(refused.includes('case/side-not-in-the-images'), `${thing}: ${refused.join()}`);
    assert.ok(!file.entries.some(({ act }) => act.kind === 'item-released'));
  }
});
