import { type Crew, distancesTo, type SurfaceIndex, vertexShells } from '@specola/kernels';
import type { TriMesh } from '@specola/space';

/**
 * Refining shrinks a shell a little, so one just above the limit may end below it and be left out as well: up to here
 * it is looked up in the model.
 */
const UP_TO = 1.25;
/** A shell that is in the model is nowhere as far from it as this; one that is not, nearly everywhere. */
const MISSING_MM = 1;

/**
 * Which triangles of the image's surface belong to shells that the model leaves out on purpose, being too small: those are
 * listed by their volume, and no distance from them says how true the rest is.
 *
 * @param model  an index of the model
 * @returns Uint8, 1 for each such triangle; undefined when there is none
 */
export async function leftOutShells(
  surface: TriMesh,
  model: SurfaceIndex,
  smallestMm3: number,
  crew: Crew,
): Promise<Uint8Array | undefined> {
  const { shellOfTriangle, volumesMm3 } = vertexShells(surface);
  const leftOut = Uint8Array.from(volumesMm3, (volume) => (Math.abs(volume) < smallestMm3 ? 1 : 0));
  const doubtful = volumesMm3.map((volume) =>
    Math.abs(volume) >= smallestMm3 && Math.abs(volume) < UP_TO * smallestMm3 ? 1 : 0,
  );
  if (doubtful.includes(1)) {
    const asked: number[] = [];
    for (let t = 0; t < shellOfTriangle.length; t++) if (doubtful[shellOfTriangle[t]!]) asked.push(t);
    const points = new Float32Array(3 * asked.length);
    asked.forEach((t, n) => {
      const v = 3 * surface.triangles[3 * t]!;
      points.set(surface.positions.subarray(v, v + 3), 3 * n);
    });
    const distances = await distancesTo(model, points, crew, { reachMm: MISSING_MM });
    const balance = new Int32Array(volumesMm3.length);
    asked.forEach((t, n) => {
      balance[shellOfTriangle[t]!]! += distances[n] === Infinity ? 1 : -1;
    });
    for (let shell = 0; shell < leftOut.length; shell++) if (balance[shell]! > 0) leftOut[shell] = 1;
  }
  // A surface of small shells alone is the model, not what it leaves out.
  if (!leftOut.includes(1) || !leftOut.includes(0)) return undefined;
  return shellOfTriangle.length === 0 ? undefined : Uint8Array.from(shellOfTriangle, (shell) => leftOut[shell]!);
}
