import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataMatrixOf } from '@specola/kernels';
import { caseCodeFrom, itemCode } from '@specola/record';
import type { Triple } from '@specola/space';
import { ballMesh, boxMesh, codesRead, meshVolumeMm3, needsCodeReaders } from '@specola/test-kit';
import { newComponent } from './edit/model-value.ts';
import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';
import { heightMapOf, smoothed } from './label/height-map.ts';
import { frameAt } from './label/label-frames.ts';
import { labelArrangements } from './label/label-words.ts';
import { codePicture } from './label/read-back.ts';

const CODE = itemCode(caseCodeFrom(Uint8Array.of(3, 141, 59, 26, 53, 58, 97, 93)), 'M', 0);
const LETTERS = CODE.replaceAll('-', '');
const block = boxMesh({ sidesMm: [120, 14, 50], centerMm: [5, -40, 10] });
/** The front of the block: y is −47 there. */
const front = { atLpsMm: [7, -47, 11], direction: [0, -1, 0] } as const;

const label = (params: Record<string, unknown>) => [
  { command: 'model.label', params: { component: 'part', identifier: CODE, ...params } },
];

/** The Data Matrix of a labeled component, drawn with the printer's blur. */
function drawn(run: Awaited<ReturnType<typeof recipeOnMeshes>>, normal: Triple, before = block) {
  const { measures: m } = run.made.model!.notes.at(-1)!;
  const frame = frameAt([m.atXMm!, m.atYMm!, m.atZMm!], normal, [0, 0, 1]);
  const sideMm = m.modules! * m.moduleMm!;
  const matrix = {
    matrix: dataMatrixOf(LETTERS)!,
    moduleMm: m.moduleMm!,
    leftMm: -m.widthMm! / 2 + 0.25 * m.heightMm!,
    bottomMm: -sideMm / 2,
  };
  const map = smoothed(heightMapOf(before, frame, { widthMm: m.widthMm!, heightMm: sideMm + 4, pxPerMm: 4 }), 1);
  const settings = { frame, map, depthMm: m.depthMm!, featureMm: m.moduleMm! / 2 };
  return {
    frame,
    picture: (engraved: boolean) => codePicture(run.component('part').mesh, matrix, { ...settings, engraved }),
  };
}

test(
  'what is engraved is as deep as asked, and libdmtx and ZXing read its code after the blur of the printer',
  needsCodeReaders(),
  async () => {
    const run = await recipeOnMeshes({ part: block }, label({ place: front, depthMm: 0.6, smallestFeatureMm: 0.5 }));
    const note = run.made.model!.notes.at(-1)!.measures;
    assert.equal(note.codeReadBack, 1);
    assert.equal(note.moduleMm, 1);
    assert.equal(note.modules, 16);
    const { frame, picture } = drawn(run, [0, -1, 0]);
    assert.deepEqual(codesRead(picture(true)), { dmtx: LETTERS, zxing: LETTERS });
    const seen = heightMapOf(run.component('part').mesh, frame, { widthMm: 108, heightMm: 30, pxPerMm: 16 });
    const cut = seen.heightMm.filter((mm) => mm < -0.3);
    assert.ok(cut.every((mm) => Math.abs(mm + 0.6) < 1e-3));
    const removedMm3 = meshVolumeMm3(block) - meshVolumeMm3(run.component('part').mesh);
    const expected = (0.6 * cut.length) / 16 ** 2;
    assert.ok(Math.abs(removedMm3 - expected) < 0.01 * expected, `${removedMm3} against ${expected}`);
  },
);

test('a raised label follows a ball, and its code is read', needsCodeReaders(), async () => {
  const ball = ballMesh({ radiusMm: 45, rings: 90 });
  const place = { atLpsMm: [0, -45, 0], direction: [0, -1, 0] };
  const run = await recipeOnMeshes(
    { part: ball },
    label({ place, relief: 'embossed', heightMm: 4, smallestHeightMm: 3 }),
  );
  assert.equal(run.made.model!.notes.at(-1)!.measures.codeReadBack, 1);
  assert.deepEqual(codesRead(drawn(run, [0, -1, 0], ball).picture(false)), { dmtx: LETTERS, zxing: LETTERS });
  // Nothing stands higher than the label, and something does stand so high.
  const { positions } = run.component('part').mesh;
  let highest = 0;
  for (let n = 0; n < positions.length; n += 3)
    highest = Math.max(highest, Math.sqrt(positions[n]! ** 2 + positions[n + 1]! ** 2 + positions[n + 2]! ** 2));
  assert.ok(highest > 45.6 && highest < 45.85, `${highest}`);
});

test('a label finds the flat side of a part, and stays off what must be kept free', async () => {
  const found = await recipeOnMeshes({ part: block }, label({ matrix: 'none', heightMm: 5 }));
  const at = found.made.model!.notes.at(-1)!.measures;
  assert.equal(at.heightMm, 5);
  assert.ok(Math.abs(Math.abs(at.atYMm! + 40) - 7) < 0.01, 'on one of the two large sides');
  const side = Math.sign(at.atYMm! + 40);
  const keepOff = [{ atLpsMm: [5, -40 + 57 * side, 10], radiusMm: 55 }];
  const other = await recipeOnMeshes({ part: block }, label({ matrix: 'none', heightMm: 5, keepOff }));
  assert.equal(Math.sign(other.made.model!.notes.at(-1)!.measures.atYMm! + 40), -side);
});

test('where the code finds no room there are letters alone, with a finding; where letters find none, a refusal', async () => {
  const strip = boxMesh({ sidesMm: [70, 5, 9], centerMm: [0, 0, 0] });
  const run = await recipeOnMeshes({ part: strip }, label({}));
  assert.deepEqual(
    run.findings.map(({ code }) => code),
    ['model/no-room-for-code'],
  );
  assert.equal(run.made.model!.notes.at(-1)!.measures.modules, 0);
  await assert.rejects(recipeOnMeshes({ part: strip }, label({ matrix: 'required' })), {
    code: 'model/no-place-for-label',
  });
  const thin = boxMesh({ sidesMm: [70, 1.5, 60] });
  await assert.rejects(recipeOnMeshes({ part: thin }, label({})), { code: 'model/no-place-for-label' });
  await assert.rejects(recipeOnMeshes({ part: block }, label({ identifier: '漢字', matrix: 'none' })), {
    code: 'model/not-in-the-font',
  });
});

test('a mirrored component says so on its label', () => {
  const component = newComponent({
    id: 'part',
    mesh: block,
    side: 'left',
    placement: [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
  });
  const rows = labelArrangements(component, { identifier: CODE, version: 'v2', lines: [], showSide: true });
  assert.equal(rows[1]!.join('|'), `${CODE}|LEFT  MIRRORED  v2`);
});
