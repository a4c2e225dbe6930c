import { AT_REST, type RigidMotion, turnedAbout } from '@specola/kernels';
import { ijkToLpsOf, type Triple, tripleOf, type Volume } from '@specola/space';

/** A head that a CT and an MR see differently: what is bright in one is dark in the other. */
const TISSUES = {
  air: { hu: -1000, mr: 4 },
  fat: { hu: -90, mr: 760 },
  muscle: { hu: 55, mr: 330 },
  bone: { hu: 1150, mr: 25 },
  brain: { hu: 36, mr: 480 },
  fluid: { hu: 6, mr: 150 },
  lesion: { hu: 68, mr: 610 },
} as const;
type Tissue = keyof typeof TISSUES;

export interface PairImaging {
  readonly dimensions: readonly [number, number, number];
  readonly spacingMm: Triple;
  readonly originLps: Triple;
  /** Takes a place of this image to the head, LPS: 3×4, row-major. */
  readonly toHead: readonly number[];
  readonly seed: number;
}

/** The head as a CT: HU with noise. */
export const headCt = (how: PairImaging): Volume =>
  imaged(how, 'CT', (tissue) => TISSUES[tissue].hu, { noise: 22, bias: 0 });

/** The same head as an MR: other contrasts, a coil that sees one side brighter, noise that is never negative. */
export const headMr = (how: PairImaging): Volume =>
  imaged(how, 'MR', (tissue) => TISSUES[tissue].mr, { noise: 16, bias: 0.25 });

function imaged(
  { dimensions: [nx, ny, nz], spacingMm: [dx, dy, dz], originLps: o, toHead: m, seed }: PairImaging,
  modality: 'CT' | 'MR',
  meaning: (tissue: Tissue) => number,
  { noise, bias }: { noise: number; bias: number },
): Volume {
  const values = new Int16Array(nx * ny * nz);
  const random = mulberry(seed);
  for (let k = 0, v = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, v++) {
        let sum = 0;
        for (let s = 0; s < 16; s++) {
          const x = o[0] + (i + (s & 1 ? 0.25 : -0.25)) * dx;
          const y = o[1] + (j + (s & 2 ? 0.25 : -0.25)) * dy;
          const z = o[2] + (k - 0.375 + 0.25 * (s >> 2)) * dz;
          sum += meaning(
            tissueAt(
              m[0]! * x + m[1]! * y + m[2]! * z + m[3]!,
              m[4]! * x + m[5]! * y + m[6]! * z + m[7]!,
              m[8]! * x + m[9]! * y + m[10]! * z + m[11]!,
            ),
          );
        }
        const shade = 1 + bias * (i / nx - 0.5 + 0.6 * (j / ny - 0.5) - 0.4 * (k / nz - 0.5));
        const error = noise * (random() + random() + random() - 1.5) * 2;
        const value = (sum / 16) * shade + error;
        values[v] = Math.round(modality === 'MR' ? Math.abs(value) : value);
      }
  return {
    dimensions: [nx, ny, nz],
    values,
    modality,
    valueScale: { slope: 1, intercept: 0, unit: modality === 'CT' ? 'HU' : 'arbitrary' },
    ijkToLps: ijkToLpsOf([dx, 0, 0, o[0], 0, dy, 0, o[1], 0, 0, dz, o[2]]),
  };
}

const inEgg = (x: number, y: number, z: number, [a, b, c]: Triple): boolean =>
  (x / a) ** 2 + (y / b) ** 2 + (z / c) ** 2 < 1;

/**
 * Skin and fat, muscle, skull with sinuses and mastoid cells, eyes in their fat, jaw, palate and mouth, brain with
 * ventricles, one lesion, a neck with vertebrae and discs. Edges look every way: where all of one direction look up, a
 * shift along it can hide behind another mapping of the grey values.
 */
function tissueAt(x: number, y: number, z: number): Tissue {
  const neck = z < -40 && (x / 50) ** 2 + ((y - 20) / 55) ** 2 < 1;
  if (!inEgg(x, y, z, [76, 95, 105]) && !neck && !inEgg(x, y + 92, z + 18, [11, 16, 20])) return 'air';
  if (inEgg(x - 3, y + 62, z + 12, [14, 13, 11]) || inEgg(x + 21, y + 58, z + 30, [9, 12, 10])) return 'air';
  if (inEgg(x, y + 47, z + 54, [19, 26, 7]) || inEgg(x - 1, y + 6, z + 66, [9, 10, 26])) return 'air';
  if (inEgg(Math.abs(x) - 50, y - 20, z + 27, [8, 12, 11])) return (Math.floor(z / 4) & 1) === 0 ? 'air' : 'bone';
  if (inEgg(Math.abs(x) - 31, y + 70, z + 1, [12, 12, 12])) return 'fluid';
  if (inEgg(Math.abs(x) - 30, y + 62, z + 1, [17, 21, 16])) return 'fat';
  if (inEgg(x - 14, y - 8, z - 22, [7, 31, 11]) || inEgg(x + 13, y - 10, z - 23, [6, 28, 10])) return 'fluid';
  if (inEgg(x - 31, y + 21, z - 34, [10, 12, 9])) return 'lesion';
  if (inEgg(x, y, z - 14, [62, 80, 76])) return 'brain';
  if (inEgg(x, y, z - 14, [68, 87, 83])) return 'bone';
  if (Math.abs(z + 44) < 3.5 && inEgg(x, y + 45, 0, [25, 31, 1])) return 'bone';
  if (z < -58 && z > -84 && inEgg(x, y + 34, 0, [46, 48, 1]) && !inEgg(x, y + 30, 0, [36, 40, 1])) return 'bone';
  if (neck && (x / 15) ** 2 + ((y - 38) / 17) ** 2 < 1) {
    if ((x / 6) ** 2 + ((y - 48) / 6) ** 2 < 1) return 'fluid';
    return ((z % 19) + 19) % 19 < 6 ? 'muscle' : 'bone';
  }
  if (inEgg(x, y, z, [70, 89, 99]) || (neck && (x / 44) ** 2 + ((y - 20) / 49) ** 2 < 1)) return 'muscle';
  return 'fat';
}

/** A small generator with a seed: the same noise on every machine. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** How the head is usually imaged: anisotropic, off zero, no number twice. */
export const HEAD_CT: PairImaging = {
  dimensions: [142, 168, 105],
  spacingMm: [1.3, 1.35, 2],
  originLps: [-91, -121, -92],
  toHead: AT_REST,
  seed: 11,
};
export const HEAD_MR: Omit<PairImaging, 'toHead'> = {
  dimensions: [132, 148, 112],
  spacingMm: [1.4, 1.45, 1.8],
  originLps: [-90, -112, -88],
  seed: 12,
};

/** A turn of some degrees about the middle of the head, and a shift: what a patient does between two scans. */
export const headMotion = (turnDeg: Triple, shiftMm: Triple): RigidMotion => {
  const angle = Math.sqrt(turnDeg.reduce((sum, deg) => sum + deg * deg, 0));
  const perDeg = angle === 0 ? 0 : Math.tan((angle * Math.PI) / 360) / angle;
  return turnedAbout([4, -7, 12], tripleOf(turnDeg.map((deg) => deg * perDeg)), shiftMm);
};

/** The angle of the turn that is left between two motions, degrees. */
export function turnBetweenDeg(a: RigidMotion, b: RigidMotion): number {
  let trace = 0;
  for (let r = 0; r < 3; r++) for (let c = 0; c < 3; c++) trace += a[4 * r + c]! * b[4 * r + c]!;
  return (Math.acos(Math.max(-1, Math.min(1, (trace - 1) / 2))) * 180) / Math.PI;
}
