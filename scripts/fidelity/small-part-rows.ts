import {
  partVolumeMm3,
  type SmallPart,
  smallBall,
  smallCube,
  smallHollow,
  smallRing,
  smallRod,
} from '@specola/test-kit';
import { drawnFrom, finishedFrom, noisy } from './bench-of-fidelity.ts';

export const SEEDS = [7, 11, 23, 42, 57, 68, 1, 2, 3, 4, 5, 6];
const COARSE = {
  spacingMm: [0.7, 0.7, 0.7],
  turn: [-0.11, 0.07, 0.2],
  pointSpreadMm: { inPlane: 0.4, throughPlane: 0.4 },
} as const;
const GRIDS = [
  { grid: '0.45 × 0.5 × 0.8', how: {}, largestMm: 0.8 },
  { grid: '0.7 × 0.7 × 0.7', how: COARSE, largestMm: 0.7 },
] as const;

type Imaged = Omit<Parameters<typeof smallBall>[0], 'radiusMm'>;

const PARTS: readonly { readonly name: string; readonly make: (largestMm: number, how: Imaged) => SmallPart }[] = [
  ...[3, 3.5, 4, 5, 6, 8].map((voxels) => ({
    name: `ball of ${voxels} voxels`,
    make: (mm: number, how: Imaged) => smallBall({ radiusMm: (voxels * mm) / 2, ...how }),
  })),
  ...[3, 4, 6].map((voxels) => ({
    name: `rod of ${voxels} voxels, 12 long`,
    make: (mm: number, how: Imaged) => smallRod({ radiusMm: (voxels * mm) / 2, lengthMm: 12 * mm, ...how }),
  })),
  ...[3, 4, 6].map((voxels) => ({
    name: `slanted cube of ${voxels} voxels`,
    make: (mm: number, how: Imaged) => smallCube({ sideMm: voxels * mm, ...how }),
  })),
  { name: 'ring of 3 voxels', make: (mm, how) => smallRing({ ringMm: 4, tubeMm: 1.5 * mm, ...how }) },
  ...[3, 4, 5].map((voxels) => ({
    name: `round hollow of ${voxels} voxels`,
    make: (mm: number, how: Imaged) => smallHollow({ radiusMm: (voxels * mm) / 2, ...how }),
  })),
];

/** Errors of a part's volume in percent at each stage: as imaged, blur taken back, model. */
async function errorsOf(make: (seed: number) => SmallPart): Promise<readonly (readonly number[])[]> {
  const errors: number[][] = [[], [], []];
  for (const seed of SEEDS) {
    const part = make(seed);
    const drawn = await drawnFrom(part.phantom);
    const { unblurred, refined } = await finishedFrom(drawn);
    [drawn.mesh, unblurred, refined].forEach((mesh, n) => {
      errors[n]!.push(100 * (partVolumeMm3(mesh, part) / part.knownMm3 - 1));
    });
    noisy.arena.release(part.phantom.volume.values);
  }
  return errors;
}

const meanOf = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;

function spreadOf(list: readonly number[]): number {
  const mean = meanOf(list);
  return Math.sqrt(list.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (list.length - 1));
}

/** Volumes of small parts beside a block: the mean of some noises, and their spread. */
export async function smallPartRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const { grid, how, largestMm } of GRIDS)
    for (const { name, make } of PARTS) {
      const imaging: Imaged = { ...noisy, ...how, samplesPerVoxel: [5, 5, 8] };
      const errors = await errorsOf((seed) => make(largestMm, { ...imaging, seed }));
      const cells = errors.map((list) => `${meanOf(list).toFixed(1)} ± ${spreadOf(list).toFixed(1)}`);
      const worst = errors[2]!.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      rows.push(`| ${grid} | ${name} | ${cells.join(' | ')} | ${worst.toFixed(1)} |`);
    }
  return rows;
}

/** The same for a ball and a rod of three voxels at other noises. */
export async function noiseRows(noisesHu: readonly number[]): Promise<string[]> {
  const rows: string[] = [];
  for (const { grid, how, largestMm } of GRIDS)
    for (const [name, make] of [
      ['ball of 3 voxels', (imaging: Imaged) => smallBall({ radiusMm: 1.5 * largestMm, ...imaging })],
      [
        'rod of 3 voxels',
        (imaging: Imaged) => smallRod({ radiusMm: 1.5 * largestMm, lengthMm: 12 * largestMm, ...imaging }),
      ],
    ] as const) {
      const cells: string[] = [];
      for (const noiseHu of noisesHu) {
        const errors = await errorsOf((seed) => make({ ...noisy, ...how, samplesPerVoxel: [5, 5, 8], noiseHu, seed }));
        cells.push(`${meanOf(errors[2]!).toFixed(1)} ± ${spreadOf(errors[2]!).toFixed(1)}`);
      }
      rows.push(`| ${grid} | ${name} | ${cells.join(' | ')} |`);
    }
  return rows;
}
