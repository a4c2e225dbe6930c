import {
  ballPhantom,
  cylinderPhantom,
  meshVolumeMm3,
  type SolidPhantom,
  slantedBoxPhantom,
  surfaceErrorOf,
  tubePhantom,
} from '@specola/test-kit';
import { drawnFrom, finishedFrom, mm, noisy, STAGES } from './bench-of-fidelity.ts';

/** Places nearer than this to a sharp edge are left out of the distances. */
export const EDGE_MM = 1.5;

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

/** Distances and volume of solids of known shape, at each stage. */
export async function solidRows(): Promise<string[]> {
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
