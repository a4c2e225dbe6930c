// Makes docs/aorta-model.md with its pictures: the dissected aorta of a real CT as wall, true lumen and false lumen, from
// the masks that come with it; labeled, written in every format and read again. `node scripts/aorta-model.ts`; needs the
// real data. Look at the difference, and at the pictures, before it is committed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readGlb, readNifti, readObj, readPly, readStl, readThreeMf, writePng } from '@specola/formats';
import {
  Arena,
  bricksFromRuns,
  drawViews,
  measuresOf,
  meshesTogether,
  soloCrew,
  type VoxelRun,
} from '@specola/kernels';
import { caseCodeFrom, itemCode } from '@specola/record';
import { emptyBrickMask, type SegmentState, type Triple } from '@specola/space';
import { modelAtStart, runRecipe } from '@specola/steps';
import { realData } from '@specola/test-kit';

const FOLDER = 'ct_gt/totalseg_aorta_cta_1p5mm';
const CREDIT =
  'Image and masks: TotalSegmentator test files (Wasserthal et al. 2023), Apache-2.0. Made by Specola; not for clinical use.';
const docs = join(import.meta.dirname, '..', 'docs');
const crew = soloCrew(new Arena());

const read = (file: string) =>
  readNifti(readFileSync(realData(`${FOLDER}/${file}.nii.gz`)!), (length) => crew.arena.int16(length));

async function segmentFrom(file: string, id: string, name: string, color: Triple): Promise<SegmentState> {
  const { volume } = await read(file);
  const [nx, ny] = volume.dimensions;
  const runs: VoxelRun[] = [];
  for (const [at, value] of volume.values.entries()) {
    const i = at % nx;
    if (value > 0) runs.push([i, i, Math.floor(at / nx) % ny, Math.floor(at / (nx * ny))]);
  }
  crew.arena.release(volume.values);
  return {
    id,
    name,
    color,
    anatomy: 'aorta',
    side: null,
    status: 'complete',
    locked: false,
    visible: true,
    isoHu: null,
    voxels: bricksFromRuns(volume.dimensions, runs),
    byHand: emptyBrickMask(volume.dimensions),
  };
}

const { volume } = await read('ct_cropped');
const segments = [
  await segmentFrom('aorta_true_lumen', 'true-lumen', 'True lumen', [214, 60, 48]),
  await segmentFrom('aorta_false_lumen', 'false-lumen', 'False lumen', [58, 104, 200]),
];
const now = { dimensions: volume.dimensions, ijkToLps: volume.ijkToLps, segments };
const code = itemCode(caseCodeFrom(Uint8Array.of(3, 141, 59, 26, 53, 58, 97, 93)), 'M', 0);
const recipe = [
  { command: 'model.components', params: { smoothMm: 0.5 } },
  { command: 'model.wall', params: { component: 'wall', name: 'Aortic wall', vessel: 'aorta', resolutionMm: 0.8 } },
  { command: 'model.describe', params: { component: 'wall', color: [226, 205, 180] } },
  { command: 'model.label', params: { component: 'wall', identifier: code, version: 'v1', awayMm: 1, backingMm: 1 } },
  { command: 'model.write', params: { name: 'aorta' } },
];
const { made, findings } = await runRecipe(
  volume,
  recipe,
  crew,
  { signal: new AbortController().signal, onStep: () => undefined },
  { ...modelAtStart('aorta'), segments: { now, past: [], undone: [] } },
);
const { components } = made.model!.model;
const label = made.model!.notes.find(({ command }) => command === 'model.label')!.measures;
const files = new Map(made.files!.map(({ name, bytes }) => [name, bytes]));

/** What each written file gives back: triangles, and how far its bounds lie from those of the model. */
const whole = meshesTogether(components.map(({ mesh }) => mesh));
const counts = components.map(({ mesh }) => mesh.triangles.length / 3);
const total = counts.reduce((sum, count) => sum + count, 0);
const boundsOf = (positions: Float32Array): readonly number[] => {
  const bounds = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  for (const [n, mm] of positions.entries()) {
    bounds[n % 3] = Math.min(bounds[n % 3]!, mm);
    bounds[3 + (n % 3)] = Math.max(bounds[3 + (n % 3)]!, mm);
  }
  return bounds;
};
const expected = boundsOf(whole.positions);
const offMm = (positions: Float32Array): number =>
  Math.max(...boundsOf(positions).map((mm, n) => Math.abs(mm - expected[n]!)));
const joined = (lists: readonly Float32Array[]): Float32Array => Float32Array.from(lists.flatMap((list) => [...list]));
const threeMf = readThreeMf(files.get('aorta.3mf')!);
const obj = readObj(files.get('aorta.obj')!);
const ply = readPly(files.get('aorta.ply')!);
const glb = readGlb(files.get('aorta.glb')!);
const stl = components.map(({ id }) => readStl(files.get(`aorta-${id}.stl`)!));
const rows = [
  [
    '3MF',
    threeMf.objects.reduce((sum, { triangles }) => sum + triangles.length / 3, 0),
    offMm(joined(threeMf.objects.map(({ positions }) => positions))),
  ],
  ['STL', stl.reduce((sum, { triangles }) => sum + triangles, 0), offMm(joined(stl.map(({ positions }) => positions)))],
  ['OBJ', obj.triangles.length / 3, offMm(obj.positions)],
  ['PLY', ply.triangles.length / 3, offMm(ply.positions)],
  [
    'GLB',
    glb.reduce((sum, { mesh }) => sum + mesh.triangles.length / 3, 0),
    offMm(joined(glb.map(({ mesh }) => mesh.positions))),
  ],
] as const;
for (const [format, triangles, mm] of rows)
  if (triangles !== total || mm > 0.001)
    throw new Error(`${format} gives back ${triangles} of ${total} triangles, ${mm} mm off.`);

const lumens = components.slice(0, 2);
const colors = Uint8Array.from(
  lumens.flatMap(({ mesh, color }) => Array.from({ length: mesh.positions.length / 3 }, () => color).flat()),
);
const [red, blue] = lumens.map(({ color }) => color);
const save = (name: string, picture: Parameters<typeof writePng>[0]) =>
  writeFileSync(join(docs, name), writePng(picture));
const wallMesh = components[2]!.mesh;
const title = 'Aortic wall, labeled';
save('aorta-wall.png', drawViews(wallMesh, { widthPx: 1200, title, footer: CREDIT }));
save(
  'aorta-lumens.png',
  drawViews(meshesTogether(lumens.map(({ mesh }) => mesh)), {
    widthPx: 1200,
    title: 'True and false lumen',
    footer: CREDIT,
    paint: { colors, title: 'The two lumens', stops: [red!, red!, blue!, blue!], ends: ['true', '', 'false'] },
  }),
);

/** The triangles near the label. */
const near = wallMesh.triangles.filter((_, n, all) => {
  const corner = 3 * all[n - (n % 3)]!;
  return [label.atXMm!, label.atYMm!, label.atZMm!].every(
    (mm, axis) => Math.abs(wallMesh.positions[corner + axis]! - mm) < label.widthMm! / 2 + 4,
  );
});
const used = new Map([...new Set(near)].map((vertex, n) => [vertex, n]));
save(
  'aorta-label.png',
  drawViews(
    {
      positions: Float32Array.from(
        [...used.keys()].flatMap((vertex) => [...wallMesh.positions.subarray(3 * vertex, 3 * vertex + 3)]),
      ),
      triangles: near.map((vertex) => used.get(vertex)!),
      frame: 'lps-mm',
    },
    { widthPx: 1200, title: 'The label, near', views: ['posterior', 'right', 'anterior', 'superior'], footer: CREDIT },
  ),
);
const [tl, fl, wall] = components.map(({ mesh }) => measuresOf(mesh));
writeFileSync(
  join(docs, 'aorta-model.md'),
  `# A model of three components: a dissected aorta

Made by \`node scripts/aorta-model.ts\` from a real CT angiogram (1.5 mm voxels) and the masks of true and false lumen that come with it. ${CREDIT}

![The wall of the aorta from four sides, with a label engraved in it](aorta-wall.png)

![True lumen in red and false lumen in blue from four sides](aorta-lumens.png)

![The part of the wall with the label, near](aorta-label.png)

The recipe: \`model.components\` (both lumens with one surface where they touch), \`model.wall\` (3 mm), \`model.label\`, \`model.write\`. Each component is proven a closed manifold that does not cut itself before it is kept.

| component | triangles | volume, cm³ | area, cm² |
|---|---|---|---|
${[tl!, fl!, wall!].map((m, n) => `| ${components[n]!.name} | ${counts[n]} | ${(m.volumeMm3 / 1000).toFixed(2)} | ${(m.areaMm2 / 100).toFixed(1)} |`).join('\n')}

The label: \`${code}\` in letters of ${label.heightMm!.toFixed(1)} mm, ${label.modules ? `a Data Matrix of ${label.modules} × ${label.modules} modules of ${label.moduleMm} mm, ${label.codeReadBack ? 'read back' : 'not read back'} from the finished mesh after a blur of ${label.moduleMm! / 2} mm` : 'without a Data Matrix, for which there is no room'}.

Out and in again: bounds within 0.001 mm, and all triangles, in every format.

| format | triangles read | bounds off, mm |
|---|---|---|
${rows.map(([format, triangles, mm]) => `| ${format} | ${triangles} | ${mm.toFixed(4)} |`).join('\n')}

What was told on the way: ${findings.length === 0 ? 'nothing' : findings.map(({ code: told, what }) => `${what} (\`${told}\`)`).join(' ')}
`,
);
