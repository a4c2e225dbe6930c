// Two spongy bones under a cortex of holes from 1 to 4 mm, a joint between them, and a pot with a mouth of 9 mm: solids
// of known volume, imaged with point spread and noise on an oblique, anisotropic grid.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { segmentAnatomy } from '@specola/commands';
import {
  Arena,
  components,
  enclosedCavities,
  extractSurface,
  keepComponents,
  maskHas,
  soloCrew,
} from '@specola/kernels';
import { invertIjkToLps, type Triple } from '@specola/space';
import { HOLES_MM, meshVolumeMm3, porousBones } from '@specola/test-kit';
import type { Run } from '../runner/values.ts';
import { runSegmentAnatomy } from './segment-anatomy.ts';

type Params = Parameters<Run<typeof segmentAnatomy>>[1];

async function segmentOf(jointMm: number, params: Partial<Params> = {}) {
  const crew = soloCrew(new Arena());
  const bones = porousBones({ jointMm, arena: crew.arena });
  const { volume } = bones;
  const { segment, findings = [] } = await runSegmentAnatomy({ volume }, segmentAnatomy.params.parse(params), {
    crew,
    pace: { report: () => {}, signal: new AbortController().signal },
  });
  const m = invertIjkToLps(volume.ijkToLps);
  const has = ([x, y, z]: Triple) => {
    const [i, j, k] = [0, 4, 8].map((r) => Math.round(m[r]! * x + m[r + 1]! * y + m[r + 2]! * z + m[r + 3]!));
    return maskHas(segment.mask, i!, j!, k!);
  };
  const volumeOf = (reason: string) =>
    segment.changedRegions
      .filter((region) => region.reason === reason)
      .reduce((sum, { volumeMm3 }) => sum + volumeMm3, 0);
  const codes = findings.map(({ code }) => code);
  return { crew, bones, segment, findings, codes, has, volumeOf };
}

/** What the surface of each piece encloses, the largest first. */
async function pieceVolumesMm3({ bones, segment, crew }: Awaited<ReturnType<typeof segmentOf>>): Promise<number[]> {
  using pieces = await components(segment.mask, 6, crew);
  const volumes: number[] = [];
  for (let c = 0; c < pieces.count; c++) {
    const mask = await keepComponents(pieces, (n) => n === c, crew);
    volumes.push(meshVolumeMm3(await extractSurface({ volume: bones.volume, mask, isoHu: segment.isoHu }, crew)));
  }
  return volumes.sort((a, b) => b - a);
}

for (const jointMm of [1, 1.5, 2, 3])
  test(`bones full of holes become solid, and a joint of ${jointMm} mm between them stays open`, async (t) => {
    const found = await segmentOf(jointMm);
    const { bones, has, codes } = found;
    const [socketMm3, headMm3, ...rest] = await pieceVolumesMm3(found);
    t.diagnostic(`head ${headMm3} of ${bones.headMm3} mm³, socket ${socketMm3} of ${bones.socketMm3} mm³`);
    assert.equal(rest.length, 1, 'head, socket and pot, each a piece of its own');
    assert.ok(Math.abs(headMm3! / bones.headMm3 - 1) < 0.02, `head: ${headMm3} of ${bones.headMm3} mm³`);
    assert.ok(Math.abs(socketMm3! / bones.socketMm3 - 1) < 0.02, `socket: ${socketMm3} of ${bones.socketMm3} mm³`);
    assert.deepEqual(bones.inJoint.map(has), [false, false, false, false, false]);
    assert.ok(codes.includes('segment/open-pores-closed') && !codes.includes('segment/pieces-joined'));
  });

test('holes are closed to half the depth of the cortex, and those of 4 mm leave a dimple of 2.6 mm at most', async () => {
  const { bones, has } = await segmentOf(1.5);
  for (const width of HOLES_MM) {
    const holes = bones.holes.filter(({ widthMm }) => widthMm === width);
    assert.ok(holes.length > 5);
    assert.ok(
      holes.every(({ behind }) => has(behind)),
      `${width} mm`,
    );
    if (width >= 2 && width <= 3)
      assert.ok(
        holes.every(({ within }) => has(within)),
        `${width} mm`,
      );
  }
});

test('bone under a cortex that is too thin to reach the threshold is kept', async () => {
  const { bones, has, volumeOf } = await segmentOf(2);
  assert.ok(has(bones.behindFaint));
  assert.ok(volumeOf('thin-cortex') > 100);
  const cut = await segmentOf(2, { poreMm: 0 });
  assert.ok(!cut.has(bones.behindFaint));
});

test('a hollow with a mouth wider than a pore stays hollow', async () => {
  const { bones, has } = await segmentOf(2);
  assert.ok(!has(bones.inPot));
  const wide = await segmentOf(2, { poreMm: 14 });
  assert.ok(wide.has(bones.inPot));
});

test('what was closed is told by its volume, and nothing is where pores of 0 mm are asked for', async () => {
  const { bones, volumeOf, findings } = await segmentOf(3);
  const closedMm3 = volumeOf('open-pore') + volumeOf('thin-cortex');
  assert.ok(closedMm3 > 0.6 * (bones.headMm3 + bones.socketMm3), `${closedMm3} mm³`);
  const told = findings.find(({ code }) => code === 'segment/open-pores-closed');
  assert.match(told!.what, /^\d hollows? behind pores narrower than 5 mm, 1\d\.\d cm³ in all/);
  const left = await segmentOf(3, { poreMm: 0 });
  assert.equal(left.volumeOf('open-pore') + left.volumeOf('thin-cortex'), 0);
  assert.ok(!left.codes.includes('segment/open-pores-closed'));
});

test('where hollows must stay, holes are shut and what lies behind them stays hollow', async () => {
  const { bones, crew, segment, has, codes } = await segmentOf(2, { fillCavities: false });
  assert.ok(codes.includes('segment/open-pores-closed') && codes.includes('segment/enclosed-cavities'));
  assert.ok(!has(bones.headCenter));
  const { background, cavities } = await enclosedCavities(segment.mask, crew);
  using _ = background;
  assert.ok(cavities.length >= 2);
});
