import { type Crew, unblurSurface as unblurKnown } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { type DrawnSurface, plateStudy } from '@specola/test-kit';
import { crew, NOISE_HU, SPACING_MM } from './bench-of-fidelity.ts';

export const SPREADS_MM = [0.25, 0.4, 0.6];
const THICKNESSES_MM = [0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 3];

/** A plate alone shows no even edge to read the blur from, as a patient's skin does; so it is told. */
export const knowing =
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

/** Thicknesses of plates as found, for each point spread. */
export async function plateRows(withCrew: Crew, finish?: typeof knowing): Promise<string[]> {
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
