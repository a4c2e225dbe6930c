// Measures how far the chain is from known truth, and writes docs/fidelity.md with the figures: `node scripts/measure-fidelity.ts`.
// The limits are held by packages/steps/src/model/fidelity.test.ts and packages/test-kit/src/ankle-truth.test.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refineMesh, unblurSurface } from '@specola/commands';
import {
  Arena,
  type Crew,
  extractSurface,
  soloCrew,
  thresholdMask,
  unblurSurface as unblurKnown,
} from '@specola/kernels';
import {
  anklePhantom,
  comparePhantomInDetail,
  imageScene,
  type PhantomComparison,
  shellsOf,
  shellVolumesMm3,
} from '@specola/phantom';
import type { TriMesh } from '@specola/space';
import { runRecipe } from '@specola/steps';
import {
  ANKLE_DATA,
  ankleAgreement,
  type BoneAgreement,
  ballPhantom,
  cylinderPhantom,
  DEFAULT_IMAGING,
  type DrawnSurface,
  meshVolumeMm3,
  needsData,
  partVolumeMm3,
  plateStudy,
  porousBones,
  type SmallPart,
  type SolidPhantom,
  slantedBoxPhantom,
  smallBall,
  smallHollow,
  smallRing,
  surfaceErrorOf,
  tubePhantom,
} from '@specola/test-kit';
import { runRefineMesh } from '../packages/steps/src/model/refine-mesh.ts';
import { runUnblurSurface } from '../packages/steps/src/model/unblur-surface.ts';

const SPACING_MM = DEFAULT_IMAGING.spacingMm;
const NOISE_HU = 18;
const EDGE_MM = 1.5;
const CHAIN = ['segment.anatomy', 'surface.extract', 'surface.unblur', 'mesh.refine'].map((command) => ({
  command,
  params: {},
}));
const crew = soloCrew(new Arena());
const arena = crew.arena;
const noisy = { noiseHu: NOISE_HU, arena };

const solids: readonly (readonly [string, SolidPhantom, number])[] = [
  ...[3, 5, 7, 10.3, 15].map(
    (radiusMm) =>
      [`ball, radius ${radiusMm} mm`, ballPhantom({ radiusMm, ...noisy }), (4 / 3) * Math.PI * radiusMm ** 3] as const,
  ),
  [
    'cylinder, radius 8.2 mm, length 31 mm',
    cylinderPhantom({ radiusMm: 8.2, lengthMm: 31, ...noisy }),
    Math.PI * 8.2 ** 2 * 31,
  ],
  ['slanted box, 14 × 18 × 23 mm', slantedBoxPhantom({ sidesMm: [14, 18, 23], ...noisy }), 14 * 18 * 23],
  [
    'tube, wall 2.4 mm (3 voxels)',
    tubePhantom({ radiusMm: 9, wallMm: 2.4, lengthMm: 60, ...noisy }),
    Math.PI * (81 - 6.6 ** 2) * 60,
  ],
];

const bench = { crew, pace: { report: () => undefined, signal: new AbortController().signal } };

/** A grey-value surface, the same with the blur taken back, and as it leaves the chain at default quality. */
async function finishedFrom(drawn: DrawnSurface): Promise<{ unblurred: TriMesh; refined: TriMesh }> {
  const { mesh, volume, mask, isoHu } = drawn;
  const segment = { name: 'bone', mask, isoHu, brighterInside: true, changedRegions: [] };
  const inputs = { volume, surface: { mesh, segment, borders: [] } };
  const { surface } = await runUnblurSurface(inputs, unblurSurface.params.parse({}), bench);
  const { mesh: refined } = await runRefineMesh({ surface }, refineMesh.params.parse({ smallestShellMm3: 1 }), bench);
  return {
    unblurred: { ...mesh, positions: surface.unblurred!.positions ?? mesh.positions },
    refined: refined.mesh,
  };
}

const unblurredFrom = async (drawn: DrawnSurface): Promise<TriMesh> => (await finishedFrom(drawn)).unblurred;

/** The voxels lie in the crew's memory, as the steps want them. */
async function drawnFrom({ volume, isoHu }: SolidPhantom): Promise<DrawnSurface> {
  const mask = await thresholdMask(volume, { from: isoHu, to: 4000 }, crew);
  return { volume, mask, isoHu, mesh: await extractSurface({ volume, mask, isoHu }, crew) };
}

async function solidRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const [name, phantom, knownMm3] of solids) {
    const drawn = await drawnFrom(phantom);
    const { unblurred, refined } = await finishedFrom(drawn);
    const cells = [drawn.mesh, unblurred, refined].map((mesh) => {
      const error = surfaceErrorOf(mesh, phantom.solid, { edgeMm: EDGE_MM });
      const volume = 100 * (meshVolumeMm3(mesh) / knownMm3 - 1);
      return `${mm(error.meanMm)} | ${mm(error.biasMm)} | ${mm(error.maxMm)} | ${volume.toFixed(2)} %`;
    });
    rows.push(...cells.map((cell, n) => `| ${n === 0 ? name : ''} | ${STAGES[n]} | ${cell} |`));
  }
  return rows;
}

const STAGES = ['as the image has it', 'blur taken back', '**model**'];

const SEEDS = [7, 11, 23, 42, 57, 68];
const VOXELS = [3, 3.5, 4, 5, 8];
const COARSE = {
  spacingMm: [0.7, 0.7, 0.7],
  turn: [-0.11, 0.07, 0.2],
  pointSpreadMm: { inPlane: 0.4, throughPlane: 0.4 },
} as const;

/** Volumes of small parts beside a block, the mean of some noises and the worst of them. */
async function smallRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const [grid, how, largestMm] of [
    ['0.45 × 0.5 × 0.8', {}, 0.8],
    ['0.7 × 0.7 × 0.7', COARSE, 0.7],
  ] as const) {
    const imaging = { ...noisy, ...how, samplesPerVoxel: [5, 5, 8] } as const;
    const parts: (readonly [string, (seed: number) => SmallPart])[] = [
      ...VOXELS.map(
        (voxels) =>
          [
            `ball of ${voxels} voxels`,
            (seed: number) => smallBall({ radiusMm: (voxels * largestMm) / 2, ...imaging, seed }),
          ] as const,
      ),
      ['ring of 3 voxels', (seed) => smallRing({ ringMm: 4, tubeMm: 1.5 * largestMm, ...imaging, seed })],
      ['round hollow of 3 voxels', (seed) => smallHollow({ radiusMm: 1.5 * largestMm, ...imaging, seed })],
      ['round hollow of 5 voxels', (seed) => smallHollow({ radiusMm: 2.5 * largestMm, ...imaging, seed })],
    ];
    for (const [name, make] of parts) {
      const errors: number[][] = [[], [], []];
      for (const seed of SEEDS) {
        const part = make(seed);
        const drawn = await drawnFrom(part.phantom);
        const { unblurred, refined } = await finishedFrom(drawn);
        [drawn.mesh, unblurred, refined].forEach((mesh, n) => {
          errors[n]!.push(100 * (partVolumeMm3(mesh, part) / part.knownMm3 - 1));
        });
      }
      const cells = errors.map((list) => {
        const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
        const worst = list.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
        return `${mean.toFixed(1)} (${worst.toFixed(1)})`;
      });
      rows.push(`| ${grid} | ${name} | ${cells.join(' | ')} |`);
    }
  }
  return rows;
}

async function patient(unblurMm: 0 | null): Promise<PhantomComparison> {
  const { scene, scanner, truth } = anklePhantom();
  const volume = imageScene(scene, scanner, (length) => arena.int16(length));
  const recipe = CHAIN.map((step) => (step.command === 'surface.unblur' ? { ...step, params: { unblurMm } } : step));
  const { made } = await runRecipe(volume, recipe, crew, {
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  return comparePhantomInDetail(made.mesh!.mesh, truth);
}

const SPREADS_MM = [0.25, 0.4, 0.6];
const THICKNESSES_MM = [0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3];

/** A plate alone shows no even edge to read the blur from, as a patient's skin does; so it is told. */
const knowing =
  (pointSpreadMm: number) =>
  async ({ mesh, volume, isoHu }: DrawnSurface): Promise<TriMesh> => {
    const [si, sj, sk] = SPACING_MM.map((mm) => Math.sqrt(pointSpreadMm ** 2 + mm ** 2 / 12)) as [
      number,
      number,
      number,
    ];
    const { positions } = await unblurKnown(
      mesh,
      volume,
      {
        blur: { sigmaMm: [si, sj, sk] },
        isoHu,
        brighterInside: true,
        boundMm: 0.9 * Math.cbrt(si * sj * sk),
        noise: NOISE_HU,
        believedFrom: 4 * NOISE_HU,
        believedFully: 8 * NOISE_HU,
      },
      crew,
    );
    return { ...mesh, positions };
  };

async function plateRows(withCrew: Crew, finish?: typeof knowing): Promise<string[]> {
  const rows: string[] = [];
  for (const thicknessMm of THICKNESSES_MM) {
    const cells: string[] = [];
    for (const pointSpreadMm of SPREADS_MM) {
      const { foundMm, keptPercent } = await plateStudy(
        { thicknessMm, pointSpreadMm, spacingMm: SPACING_MM },
        withCrew,
        finish?.(pointSpreadMm),
      );
      if (foundMm === null || keptPercent < 1) cells.push('lost');
      else if (keptPercent < 99) cells.push(`${keptPercent.toFixed(0)} % left, in shreds`);
      else cells.push(`${foundMm.toFixed(2)} (${(100 * (foundMm / thicknessMm - 1)).toFixed(0)} %)`);
    }
    rows.push(`| ${thicknessMm} | ${cells.join(' | ')} |`);
  }
  return rows;
}

async function ankleRows(): Promise<string[]> {
  const { skip } = needsData(...ANKLE_DATA);
  if (skip) throw new Error(skip);
  const before = await ankleAgreement(crew);
  const rows = await ankleAgreement(crew, unblurredFrom);
  const cell = (value: number | null) => value?.toFixed(2) ?? '';
  return rows.map(({ side, bone, inScanPercent, medianMm, p90Mm, otherFootMedianMm, mirroredMedianMm }, n) => {
    const cells = [before[n]!.medianMm, before[n]!.p90Mm, medianMm, p90Mm, otherFootMedianMm, mirroredMedianMm];
    return `| ${side} ${BONE_NAMES[bone]} | ${inScanPercent.toFixed(0)} % | ${cells.map(cell).join(' | ')} |`;
  });
}

const BONE_NAMES = {
  Calcaneous: 'calcaneus',
  Talus: 'talus',
  Navicular: 'navicular',
  Cuboid: 'cuboid',
  MedialCuneiform: 'medial cuneiform',
  IntermediateCuneiform: 'intermediate cuneiform',
  LateralCuneiform: 'lateral cuneiform',
  Phalanges: 'metatarsals and phalanges',
  Fibula: 'fibula',
  Tibia: 'tibia',
} as const satisfies Record<BoneAgreement['bone'], string>;

async function porousRows(withCrew: Crew): Promise<string[]> {
  const rows: string[] = [];
  for (const jointMm of [1, 1.5, 2, 3]) {
    const bones = porousBones({ jointMm, arena });
    const { made } = await runRecipe(bones.volume, CHAIN, withCrew, {
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    const { positions, triangles } = made.mesh!.mesh;
    const shells = shellsOf(positions.length / 3, triangles);
    const [socket, head] = [...shellVolumesMm3(positions, triangles, shells)].sort((a, b) => b - a);
    const error = (found: number, known: number) => `${(100 * (found / known - 1)).toFixed(2)} %`;
    rows.push(`| ${jointMm} | ${shells.count} | ${error(head!, bones.headMm3)} | ${error(socket!, bones.socketMm3)} |`);
    arena.release(bones.volume.values);
  }
  return rows;
}

const mm = (value: number): string => value.toFixed(3);

const ankle = await patient(null);
const asImaged = await patient(0);
const page = `# How far a model is from the truth

Written by \`node scripts/measure-fidelity.ts\`; the limits are held by tests. All lengths in mm.

## Solids of known shape

Imaged with 1200 HU inside and 50 outside on an oblique grid off zero, voxels of ${SPACING_MM.join(' × ')} mm, point spread
(sigma) ${DEFAULT_IMAGING.pointSpreadMm.inPlane} in the plane and ${DEFAULT_IMAGING.pointSpreadMm.throughPlane} through it on top of the voxel's own averaging, noise of ${NOISE_HU} HU; drawn at half-maximum.
Limits: mean below ${mm(0.1 * Math.min(...SPACING_MM))} (a tenth of the smallest spacing), maximum below ${mm(0.5 * Math.max(...SPACING_MM))} (half the largest). Places within ${EDGE_MM} of
an edge sharper than the point spread are left out of the distances; the volume is of the whole body, edges included.

| solid | | mean | bias | largest | volume |
|---|---|---|---|---|---|
${(await solidRows()).join('\n')}

**What the blur does, and what is done about it.** A blurred image shows a curved surface too far in: at half-maximum by
sigma² × mean curvature to first order, sigma² / R for a ball (sigma here about 0.42 with the voxel), and by more where the
other side is near. A ball of 3 mm radius loses 7 % of its volume that way, one of three voxels across 40 %. The chain reads
the blur from the image's own edges and takes it back (\`surface.unblur\`): it images the surface as the scanner did, and
moves it until that image has its half-maximum where the scan has its own. Flat surfaces stay where they are. The model's
own volume error is what smoothing and simplifying within their bounds leave.

**What limits it.** Noise, most of all: taking back a blur enlarges noise, so moves are averaged over 1.5 sigma, shrink where
noise is as large as they are, and stop where an edge rises by less than eight times the noise from one sigma outside to one
inside (altogether below four). Then the estimate of sigma, which enters squared: three percent of sigma are six of the
correction. It wants 40 even edges, of skin or thick cortex; a scan that shows none, or only a part of a few voxels by itself,
is left as it is and a finding says so. And simplifying: within a fifth of a voxel it cuts the tops of balls of three voxels,
which is all of what is lost between the last two columns below; \`--simplify-mm 0\` keeps it.

## Small parts

Volumes of parts imaged beside a block of 9 mm, in percent of their own: the mean of ${SEEDS.length} noises of ${NOISE_HU} HU, and the worst.
Voxels are counted in the largest spacing. Point spread 0.35 and 0.4 at the first grid, 0.4 at the second, where the blur is
0.64 of a voxel: a ball of three voxels has a radius of 2.3 sigma there and does not reach its full value even in its middle.

| voxels | part | as the image has it | blur taken back | model |
|---|---|---|---|---|
${(await smallRows()).join('\n')}

## The phantom patient

An ankle of known dimensions, imaged on 256 × 256 × 200 voxels of 0.55 × 0.55 × 0.8 mm and taken through the whole chain at
default quality (threshold found in the image, table removed, marrow filled, smoothed, simplified).

| | mean | bias | 95 of 100 below | largest | volume |
|---|---|---|---|---|---|
${[asImaged, ankle]
  .map(
    (found, n) =>
      `| ${['blur left as it is', '**blur taken back**'][n]} | ${mm(found.meanMm)} | ${mm(found.biasMm)} | ${mm(found.p95Mm)} | ${mm(found.maxMm)} | ${found.volumeErrorPercent.toFixed(2)} % |`,
  )
  .join('\n')}

| bones in one piece | true volume, mm³ | error, blur left as it is | error |
|---|---|---|---|
${[...ankle.parts]
  .sort((a, b) => b.trueMm3 - a.trueMm3)
  .map(
    ({ bones, trueMm3, errorPercent }) =>
      `| ${bones.join(' + ')} | ${Math.round(trueMm3)} | ${asImaged.parts.find((part) => part.bones.join() === bones.join())?.errorPercent.toFixed(2) ?? '–'} % | ${errorPercent.toFixed(2)} % |`,
  )
  .join('\n')}

Joint gaps of 1, 1.5, 2 and 3 mm are open: every bone is a piece of its own. The two metatarsals are stumps that the border of
the image cuts. The threshold is halfway up the edges of cortex that is thick enough to be even on both sides; halfway up all
edges is some 40 HU lower, since a cortex of 1.5 mm does not reach its full 1200 HU in a blurred image, and 100 HU move a
bone's surface by about 0.08 mm here.

## Porous bones

Two spongy balls (150 HU, cortex of 1.3 mm at 1100 HU, on a part of 0.55 mm) whose cortex has ${porousBones({ jointMm: 1.5, arena }).holes.length} holes of 1 to 4 mm, one a
socket for the other, imaged on voxels of 0.6 × 0.65 × 0.8 mm and taken through the whole chain: what a model should fill is
the balls without their holes. A third, hollow body with a mouth of 9 mm must stay hollow.

| joint | pieces | head, volume | socket, volume |
|---|---|---|---|
${(await porousRows(crew)).join('\n')}

The joints stay open and the hollow body stays hollow. Holes are closed to a dimple, the place
where a ball of 5 mm comes to rest: 1 mm deep by geometry for one of 4 mm, up to 1.9 mm as found on this phantom (a test
holds 2.6).

## Thin plates

A plate of bone in soft tissue, imaged as above with three point spreads, drawn at the half-maximum of *thick* bone:
thickness found in the middle of the plate, and its error. First as the image has it, then with the
blur taken back.

| plate | ${SPREADS_MM.map((s) => `point spread ${s}`).join(' | ')} |
|---|${SPREADS_MM.map(() => '---').join('|')}|
${(await plateRows(crew)).join('\n')}

| plate, blur taken back | ${SPREADS_MM.map((s) => `point spread ${s}`).join(' | ')} |
|---|${SPREADS_MM.map(() => '---').join('|')}|
${(await plateRows(crew, knowing)).join('\n')}

As the image has it a plate keeps its thickness within 2 % from about three times the total blur on (point spread and voxel
together, 0.44 for a point spread of 0.4), and with the blur taken back from two and a half times on. Thinner ones are drawn
too thin, less so with the blur taken back: one of 0.8 at a point spread of 0.4 by 12 % instead of 33 %. Below 1.35 times the
blur they do not reach half-maximum and are lost, first in shreds, then altogether: at a point spread of 0.4 that is a wall of
about 0.6 mm, little more than one voxel. What is lost stays lost, there is no surface to move. Lower the threshold to keep such
walls (\`--threshold-hu 226,3071\`); they come out too thick then, as everything else does.

**What a user is told.** The report's check "wall-thickness" names walls of the model thinner than 1 mm with their places:
these are the ones drawn too thin. A wall that is lost leaves nothing to name; the report says which threshold was used and
where it came from, and the slices in it show the contour of the model on the image, where a missing wall is seen.

## A real ankle

CT of the Visible Human Female's feet (1 mm voxels, bone above 226 HU) against surfaces of the same woman's bones from
cryosections, each bone fitted rigidly (trimmed to four fifths of its points): distance of the points of the bone that lie in
the scan from the CT's surface, and the same for two bones of the wrong side, put in its place and fitted as well as they
go: that of the *other* foot, where there is one, and the bone's own mirror image.

| bone | in the scan | median, blur left | 90 of 100 below | median, blur taken back | 90 of 100 below | other foot, median | mirrored, median |
|---|---|---|---|---|---|---|---|
${(await ankleRows()).join('\n')}

Taking back the blur (0.49 mm in the slices, 0.77 through them) brings the bones nearer to the cryosections, by a tenth in
the median. The wrong side fits two and a half to seven times worse, but for two: the intermediate cuneiform is a wedge of 20 mm that nearly is its
own mirror image, and of the fibula the scan holds a tip that is too plain to tell a side. Handedness is right from the DICOM
file to the mesh. The distances are one way, and the fit's own freedom is in them, so they say that the surfaces agree to less
than half a voxel, not more. Of the points that lie far off (1.4 mm and more) most are joint surfaces, where the CT at 226 HU has
no gap between two bones: 83 of 100 of the navicular's, all of the medial cuneiform's and 78 of the cuboid's lie within 3 mm of
another bone.

**What the scan holds of the leg.** 150 slices of 1 mm, the last of them through the body of the talus, below its dome:

| bone | right | left |
|---|---|---|
| fibula | the tip of the malleolus, slices 132 to 149 (18 mm), 3.9 cm³ | slices 141 to 149 (9 mm), 1.2 cm³; no cryosection surface |
| tibia | the tip of the medial malleolus in slices 148 and 149, 56 mm³ at (223, 268) mm, below the size of a loose island; its cryosection surface, placed with the talus, ends at (225, 269), 0.5 mm inside the scan | none: its cryosection surface ends 9 mm above the last slice |
| talus | cut through the body, three quarters of its points | cut through the body, half of its points |
| calcaneus | whole | cut at the top of the tuber, nine tenths of its points |

So there is no row for either tibia to fill in, and what is modelled from this scan as "fibula" is a tip.
`;
writeFileSync(join(import.meta.dirname, '../docs/fidelity.md'), page);
process.stdout.write(page);
