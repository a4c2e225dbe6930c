import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, soloCrew } from '@specola/kernels';
import { brickMaskHas, ijkToLpsOf, type Triple, toLps, type Volume } from '@specola/space';
import fc from 'fast-check';
import { runRecipe } from '../../runner/run-recipe.ts';
import { segmentsAtStart } from '../edit/edit-history.ts';

const dimensions = [70, 45, 38] as const;
const [nx, ny, nz] = dimensions;
/** Leaning, so that no axis of the grid is one of the patient. */
const ijkToLps = ijkToLpsOf([0.7, 0.1, 0, -20, -0.1, 0.8, 0.05, -10, 0.02, 0, 1.1, 5]);

const coordinate = fc.double({ min: -15, max: 40, noNaN: true });
const point = fc.tuple(coordinate, coordinate, coordinate);
const corner = fc.tuple(coordinate, coordinate);

/** Even-odd by the winding of edges around a point, written out anew. */
function enclosed(outline: readonly (readonly [number, number])[], u: number, v: number): boolean {
  let crossings = 0;
  outline.forEach(([u1, v1], n) => {
    const [u2, v2] = outline[(n + 1) % outline.length]!;
    if (v1 > v === v2 > v) return;
    if (u < u1 + ((v - v1) * (u2 - u1)) / (v2 - v1)) crossings++;
  });
  return crossings % 2 === 1;
}

test('scissors answer whole blocks as they would answer each voxel, along the axis and in perspective', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(corner, { minLength: 3, maxLength: 9 }),
      fc.option(point),
      fc.option(fc.double({ min: 1, max: 30, noNaN: true })),
      fc.constantFrom('erase-inside' as const, 'fill-outside' as const),
      async (outline, eye, slabMm, operation) => {
        // The outline lies in the plane z = 25, seen along z.
        if (eye && Math.abs(eye[2] - 25) < 2) return;
        const crew = soloCrew(new Arena());
        const volume: Volume = {
          dimensions,
          ijkToLps,
          values: crew.arena.int16(nx * ny * nz, { zeroed: true }),
          modality: 'CT',
          valueScale: { slope: 1, intercept: 0, unit: 'HU' },
        };
        const fill = { command: 'segment.threshold', params: { segment: 'cut', rangeHu: [-1, 1] } };
        const recipe = [
          { command: 'segment.add', params: { segment: 'cut' } },
          ...(operation === 'erase-inside' ? [fill] : []),
          {
            command: 'segment.scissors',
            params: {
              segment: 'cut',
              operation,
              shape: { kind: 'free', outlineLpsMm: outline.map(([u, v]) => [u, v, 25]) },
              lineOfSightLps: [0, 0, 2],
              eyeLpsMm: eye,
              slabMm,
            },
          },
        ];
        const watcher = { signal: new AbortController().signal, onStep: () => undefined };
        const { made } = await runRecipe(volume, recipe, crew, watcher, segmentsAtStart(volume));
        const { voxels } = made.segments!.now.segments[0]!;
        const within = ([x, y, z]: Triple): boolean => {
          if (slabMm !== null && Math.abs(z - 25) > slabMm / 2) return false;
          if (!eye) return enclosed(outline, x, y);
          if ((z - eye[2]) * (25 - eye[2]) <= 0) return false;
          const share = (25 - eye[2]) / (z - eye[2]);
          return enclosed(outline, eye[0] + share * (x - eye[0]), eye[1] + share * (y - eye[1]));
        };
        for (let k = 0; k < nz; k++)
          for (let j = 0; j < ny; j++)
            for (let i = 0; i < nx; i++)
              assert.equal(brickMaskHas(voxels, i, j, k), !within(toLps([i, j, k], ijkToLps)), `${i}, ${j}, ${k}`);
      },
    ),
    { numRuns: 30, seed: 41 },
  );
});
