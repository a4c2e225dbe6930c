import { writePng } from '@specola/formats';
import { drawPlace, drawViews, WALL_STOPS, type WallMap, wallColors } from '@specola/kernels';
import type { Check } from '@specola/record';
import type { TriMesh } from '@specola/space';
import type { BothWays, DeviationMap, PrintVerdict } from '@specola/steps';

const FOOTER = 'Specola · not cleared by any regulator';

/** Bones and their walls are some hundred millimetres large: this shows what a place looks like, not only where it is. */
const CLOSE_MM = 12;

/** The wall under every place as colors on the part, from four sides. */
export function drawWalls({ walls, wallsShownToMm }: PrintVerdict, limitMm: number): Uint8Array {
  const { mesh, thicknessMm } = asOne(walls);
  const png = drawViews(mesh, {
    widthPx: 1600,
    title: 'Wall thickness',
    subtitle: `Least wall for printer and material: ${limitMm} mm. Lightest: ${wallsShownToMm} mm and more, or no wall (ridges, corners)`,
    footer: FOOTER,
    paint: {
      colors: wallColors(thicknessMm, wallsShownToMm),
      title: 'Wall under the surface',
      stops: WALL_STOPS,
      ends: ['0 mm', `${wallsShownToMm / 2} mm`, `${wallsShownToMm} mm`],
    },
  });
  return writePng(png);
}

/** Signed distances as colors on the surface that they start from. */
export function drawDeviation({ mesh, signedMm }: DeviationMap, title: string, limitMm: number): Uint8Array {
  return writePng(
    drawViews(mesh, {
      widthPx: 1600,
      title,
      subtitle: 'Blue: inside the other surface. Red: outside',
      footer: FOOTER,
      deviation: { mm: signedMm, limitMm },
    }),
  );
}

/** A scale that shows what most of both surfaces do: round, and at least a tenth of a millimetre. */
export function deviationLimitMm({ there, back }: BothWays): number {
  const p95 = Math.max(there.numbers.p95Mm, back.numbers.p95Mm);
  return [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50].find((mm) => mm >= 1.5 * p95) ?? 100;
}

/** Pictures of the first place of each check that is not passed, by file name. */
export function drawPlaces(mesh: TriMesh, checks: readonly Check[]): Map<string, Uint8Array> {
  const pictures = new Map<string, Uint8Array>();
  for (const { name, result, places } of checks) {
    if (result === 'pass' || places.length === 0) continue;
    const title = `${name.replaceAll('-', ' ')}: ${places[0]!.map((c) => c.toFixed(1)).join(', ')} mm`;
    pictures.set(
      `check-${name}.png`,
      writePng(drawPlace(mesh, { atMm: places[0]!, title, widthPx: 900, closeMm: CLOSE_MM })),
    );
  }
  return pictures;
}

/** All maps in one mesh, with the wall at each vertex: the mean of the triangles around it, by number. */
function asOne(maps: readonly WallMap[]): { mesh: TriMesh; thicknessMm: Float32Array } {
  const vertices = maps.reduce((sum, { mesh }) => sum + mesh.positions.length / 3, 0);
  const positions = new Float32Array(3 * vertices);
  const triangles = new Uint32Array(maps.reduce((sum, { mesh }) => sum + mesh.triangles.length, 0));
  const sums = new Float64Array(vertices);
  const counts = new Uint32Array(vertices);
  let [vertex, corner] = [0, 0];
  for (const { mesh, thicknessMm } of maps) {
    positions.set(mesh.positions, 3 * vertex);
    for (let c = 0; c < mesh.triangles.length; c++) {
      const v = vertex + mesh.triangles[c]!;
      triangles[corner++] = v;
      const mm = thicknessMm[Math.floor(c / 3)]!;
      if (!Number.isFinite(mm)) continue;
      sums[v]! += mm;
      counts[v]!++;
    }
    vertex += mesh.positions.length / 3;
  }
  const thicknessMm = Float32Array.from(sums, (sum, v) => (counts[v]! > 0 ? sum / counts[v]! : Infinity));
  return { mesh: { positions, triangles, frame: maps[0]!.mesh.frame }, thicknessMm };
}
