// Measures segmentations by documented recipes against what others say of the same scans, and two raters against each
// other, and writes docs/segmentation-figures.md: `npm run docs:segmentation`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNifti, readNrrd } from '@specola/formats';
import { Arena, brickBuilder, type Crew } from '@specola/kernels';
import { Recipe, type SegmentComparison } from '@specola/record';
import { type BrickMask, emptyBrickMask, type Segmentation, type SegmentState, type Volume } from '@specola/space';
import { runRecipe, segmentsAtStart } from '@specola/steps';
import { realData, zipEntries } from '@specola/test-kit';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { ankleBones, boneFacts, cryosectionAgreement, readAnkle, touchingPairs } from './ankle-bones.ts';

const root = join(import.meta.dirname, '..');
const watcher = { signal: new AbortController().signal, onStep: () => undefined };
const RATERS = 'masks_gt/deepmind_tcia_two_raters.zip';

/** Segments of the recipe beside labels of the map. */
const PELVIS: Readonly<Record<string, readonly number[]>> = {
  sacrum: [25, 26],
  'vertebra-l5': [27],
  'vertebra-l4': [28],
  'vertebra-l3': [29],
  'vertebra-l2': [30],
  'vertebra-l1': [31],
  'hip-left': [77],
  'hip-right': [78],
  'femur-left': [75],
  'femur-right': [76],
};

const nifti = async (file: string, crew: Crew): Promise<Volume> =>
  (await readNifti(new Uint8Array(readFileSync(realData(file)!)), (length) => crew.arena.int16(length))).volume;

function labelMask({ values, dimensions }: Volume, labels: readonly number[]): BrickMask {
  const [nx, ny] = dimensions;
  const builder = brickBuilder(dimensions);
  for (let v = 0; v < values.length; v++)
    if (labels.includes(values[v]!)) builder.set(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
  return builder.finish();
}

const stated = (id: string, voxels: BrickMask): SegmentState => ({
  id,
  name: id,
  color: [255, 255, 255],
  anatomy: null,
  side: null,
  status: 'complete',
  locked: false,
  visible: true,
  isoHu: null,
  voxels,
  byHand: emptyBrickMask(voxels.dimensions),
});

async function compared(
  volume: Volume,
  now: Segmentation,
  pairs: readonly (readonly [string, string])[],
  crew: Crew,
): Promise<readonly SegmentComparison[]> {
  const recipe = pairs.map(([segment, other]) => ({ command: 'segments.compare', params: { segment, with: other } }));
  const start = { segments: { now, past: [], undone: [] }, comparisons: [] };
  return (await runRecipe(volume, recipe, crew, watcher, start)).made.comparisons!;
}

/** Runs a recipe on a volume and compares its segments with labels. */
async function againstLabels(
  file: string,
  recipeName: string,
  references: (crew: Crew) => Promise<Readonly<Record<string, BrickMask>>>,
  crew: Crew,
): Promise<readonly SegmentComparison[]> {
  const volume = { ...(await nifti(file, crew)), modality: 'CT' as const };
  const recipe = Recipe.parse(JSON.parse(readFileSync(join(root, 'docs', 'recipes', recipeName), 'utf8')));
  const { made } = await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
  const known = await references(crew);
  const now = made.segments!.now;
  const all = {
    ...now,
    segments: [...now.segments, ...Object.entries(known).map(([id, voxels]) => stated(`map-${id}`, voxels))],
  };
  return compared(
    volume,
    all,
    Object.keys(known).map((id) => [id, `map-${id}`] as const),
    crew,
  );
}

/** The mandible of each patient by both raters, compared. */
export async function raterComparisons(
  crew: Crew,
): Promise<readonly (SegmentComparison & { readonly patient: string })[]> {
  const entries = zipEntries(realData(RATERS)!).filter(({ name }) => name.endsWith('/Mandible.nrrd'));
  const patients = [...new Set(entries.map(({ name }) => name.split('/').at(-3)!))].sort();
  const rows: (SegmentComparison & { patient: string })[] = [];
  for (const patient of patients) {
    const maskOf = async (rater: string) => {
      const entry = entries.find(({ name }) => name.endsWith(`/${patient}/${rater}/Mandible.nrrd`))!;
      const { volume } = await readNrrd(entry.bytes(), (length) => crew.arena.int16(length));
      return { volume, mask: labelMask(volume, [1]) };
    };
    const [a, b] = [await maskOf('oncologist'), await maskOf('radiographer')];
    const now = {
      dimensions: a.volume.dimensions,
      ijkToLps: a.volume.ijkToLps,
      segments: [stated('oncologist', a.mask), stated('radiographer', b.mask)],
    };
    const [row] = await compared(a.volume, now, [['oncologist', 'radiographer']], crew);
    rows.push({ ...row!, patient });
    crew.arena.release(a.volume.values);
    crew.arena.release(b.volume.values);
  }
  return rows;
}

const HEAD = [
  '| | Dice | volume, cm³ | its, cm³ | there: mean, p95, max, mm | back: mean, p95, max, mm |',
  '|---|---|---|---|---|---|',
];

const tableOf = (
  rows: readonly SegmentComparison[],
  nameOf: (row: SegmentComparison, n: number) => string,
): string[] => [
  ...HEAD,
  ...rows.map((row, n) => {
    const way = (one: { meanMm: number; p95Mm: number; maxMm: number } | undefined) =>
      one ? [one.meanMm, one.p95Mm, one.maxMm].map((mm) => mm.toFixed(2)).join(', ') : '';
    const [own, its] = row.volumesMm3.map((mm3) => (mm3 / 1000).toFixed(1)) as [string, string];
    return `| ${nameOf(row, n)} | ${row.dice?.toFixed(3) ?? ''} | ${own} | ${its} | ${way(row.distances?.there)} | ${way(row.distances?.back)} |`;
  }),
];

async function ankleLines(crew: Crew): Promise<string[]> {
  const volume = await readAnkle(crew);
  const lines: string[] = [];
  for (const fromHu of [null, 400]) {
    const bones = await ankleBones(volume, crew, fromHu);
    const facts = await boneFacts(bones, crew);
    const agreement = await cryosectionAgreement(bones, crew);
    const isoHu = bones.segmentation.segments[0]!.isoHu!;
    const touching = touchingPairs(bones);
    lines.push(
      `At ${fromHu === null ? `the threshold that the preset finds (${isoHu.toFixed(0)} HU)` : `${fromHu} HU`}: ${touching.length === 0 ? 'no two parts share a face, an edge or a corner.' : `touching: ${touching.join('; ')}.`}`,
      '',
      '| part | voxels (1 mm³) | in its largest piece | middle at x, mm | from its cryosection: median, mm | p95, mm |',
      '|---|---|---|---|---|---|',
      ...facts.map(({ id, voxels, largestPieceShare, xMm }) => {
        const row = agreement.find(
          ({ side, bone }) => id === `${bone === 'Calcaneous' ? 'calcaneus' : bone.toLowerCase()}-${side}`,
        );
        return `| ${id} | ${voxels} | ${(100 * largestPieceShare).toFixed(2)} % | ${xMm.toFixed(0)} | ${row?.medianMm.toFixed(2) ?? 'none'} | ${row?.p95Mm.toFixed(2) ?? ''} |`;
      }),
      '',
    );
  }
  crew.arena.release(volume.values);
  return lines;
}

async function page(crew: Crew): Promise<string> {
  const pelvis = await againstLabels(
    'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz',
    'pelvis.json',
    async () => {
      const map = await nifti('ct_gt/totalseg_pelvis_spine_3mm/labels_117class.nii.gz', crew);
      return Object.fromEntries(Object.entries(PELVIS).map(([id, labels]) => [id, labelMask(map, labels)]));
    },
    crew,
  );
  const aorta = await againstLabels(
    'ct_gt/totalseg_aorta_cta_1p5mm/ct_cropped.nii.gz',
    'aorta.json',
    async () => ({ aorta: labelMask(await nifti('ct_gt/totalseg_aorta_cta_1p5mm/aorta.nii.gz', crew), [1]) }),
    crew,
  );
  const raters = await raterComparisons(crew);
  return [
    '# Segmentation in figures',
    '',
    `Made by \`npm run docs:segmentation\` on ${new Date().toISOString().slice(0, 10)} from real scans; read the difference before it is committed. "There" is from our surface to the other, "back" from the other to ours; the mean and the 95th percentile are weighted by area.`,
    '',
    '## The bones of an ankle',
    '',
    'Both feet of the Visible Human Female, by [recipes/ankle-bones.json](recipes/ankle-bones.json). Each bone’s cryosection surface is fitted rigidly to the surface of its own segment; what lies above the last slice is left out. The left tibia ends 9 mm above the last slice, so the scan has none; of the right one it holds the tip of the malleolus, too little to fit. Cryosections of the left foot have no fibula, navicular or cuboid to compare with. Held by `scripts/ankle-bones.test.ts`. At 400 HU spongy bone is no bone: segments are shells, and the large distances are where a thin cortex is gone.',
    '',
    ...(await ankleLines(crew)),
    'CT and surfaces: Visible Human Project, U.S. National Library of Medicine; surfaces by Andreassen et al. 2022 (doi:10.1038/s41597-022-01905-2), CC BY 4.0.',
    '',
    '## Pelvis and lumbar spine, 3 mm, beside a model’s labels',
    '',
    'By [recipes/pelvis.json](recipes/pelvis.json): bone above 150 HU with pores up to 10 mm closed, parted at its joints from points set inside each bone of the label map; then each part is wrapped over gaps of 15 mm, taking from no other. The wrapping was added once, after the figures of the recipe without it had been seen (Dice 0.48 to 0.66: spongy bone stayed hollow); 9 and 15 mm were tried, and wrapping all bone before it is parted, which joins what lies across a joint. Nothing else was changed for the figures. The labels are a model’s output, no truth; voxels are 3 mm, as wide as a hip joint. The left femur holds metal.',
    '',
    ...tableOf(pelvis, ({ segment }) => segment),
    '',
    '## Aorta with stent and dissection, 1.5 mm, beside a model’s labels',
    '',
    'By [recipes/aorta.json](recipes/aorta.json): grown from a tube along its course against the heart, veins and bone, within 150 to 3071 HU. Other settings were tried before these with this figure in sight, so it is no blind test. One voxel in twenty of the label map’s aorta lies below 48 HU, where no range of values for blood finds it; the median of its false lumen is 230 HU.',
    '',
    ...tableOf(aorta, ({ segment }) => segment),
    '',
    'Both scans and label maps: TotalSegmentator, Wasserthal et al. 2023, Apache-2.0.',
    '',
    '## What two people agree on: mandibles of eight patients',
    '',
    'An oncologist’s outlines ("ours" here) beside a radiographer’s, on slices of 2.5 mm: the bar that a comparison with one person’s outlines can reach.',
    '',
    ...tableOf(raters, (_, n) => `patient ${n + 1}`),
    '',
    'Masks: Nikolov et al. 2018 (arXiv:1809.04430), CC BY 4.0; scans of TCIA Head-Neck Cetuximab and TCGA-HNSC.',
    '',
  ].join('\n');
}

if (import.meta.main) {
  const crew = openNodeCrew(new Arena(), 2, new AbortController().signal);
  writeFileSync(join(root, 'docs', 'segmentation-figures.md'), await page(crew));
  await crew.close();
}
