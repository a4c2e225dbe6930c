import { ModelChoices, modelRecipe } from '@specola/commands';
import { Arena, soloCrew } from '@specola/kernels';
import { ball, box, capsule, carve, gridAround, imageScene, join, type Solid, torus } from '@specola/phantom';
import { pointLps, type Triple, tripleOf } from '@specola/space';
import { runRecipe } from './run-recipe.ts';

/** One case: a heap of solids by chance, imaged by chance, modeled with bounds by chance. Everything follows from the seed. */
export interface ChainCase {
  readonly seed: number;
  readonly printReady: boolean;
  /** Checks that did not pass, though they decide. */
  readonly failed: readonly string[];
  /** How far the blur that was taken back moved the surface. */
  readonly unblurredMm: number;
  readonly smoothing: { readonly largestMoveMm: number; readonly boundMm: number };
  readonly simplification: { readonly largestErrorMm: number; readonly boundMm: number };
  readonly fidelityMaxMm: number;
  readonly volumeErrorPercent: number;
  readonly triangles: number;
  /** The code of a refusal, or null. */
  readonly refused: string | null;
}

/** Half the side of the room in which solids lie, mm. */
const ROOM_MM = 22;
const INSIDE_HU = 1150;
const OUTSIDE_HU = 40;

export async function randomChain(seed: number): Promise<ChainCase> {
  const next = randomFrom(seed);
  const between = (low: number, high: number): number => low + (high - low) * next();
  const place = (): Triple => [between(-14, 14), between(-14, 14), between(-14, 14)];
  const solid = heap(next, between, place);
  const spacingMm: Triple = [between(0.5, 1.3), between(0.5, 1.3), between(0.5, 2.2)];
  const dimensions = tripleOf(spacingMm.map((mm, axis) => Math.ceil((2 * ROOM_MM) / mm) + 6 + axis));
  const center = pointLps(between(-200, 200), between(-200, 200), between(-900, 900));
  const turn: Triple = [between(-0.2, 0.2), between(-0.2, 0.2), between(-0.2, 0.2)];
  const arena = new Arena();
  const volume = imageScene(
    { parts: [{ name: 'heap', solid, hu: INSIDE_HU }], backgroundHu: OUTSIDE_HU, originLps: center },
    {
      dimensions,
      ijkToLps: gridAround(center, { dimensions, spacingMm, turn }),
      pointSpreadMm: { inPlane: between(0.25, 0.6), throughPlane: between(0.3, 0.8) },
      noiseHu: between(0, 45),
      noiseGrainMm: 0.5,
      seed,
      samplesPerVoxel: [2, 2, 2],
    },
    (length) => arena.int16(length),
  );
  const choices = ModelChoices.parse({
    segment: {
      thresholdHu: [(INSIDE_HU + OUTSIDE_HU) / 2 + 0.5, 4000],
      removeTable: false,
      fillCavities: next() < 0.5,
    },
    refine: { smoothMm: between(0, 0.4), simplifyMm: next() < 0.3 ? null : between(0.02, 0.6) },
    verify: {},
    preview: { widthPx: 200 },
  });
  // The picture is left out: it says nothing about the mesh.
  const recipe = modelRecipe(choices).filter(({ command }) => command !== 'mesh.preview');
  try {
    const { made } = await runRecipe(volume, recipe, soloCrew(arena), {
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    const { mesh, fidelity, checks, printReady } = made.measures!;
    const voxelsMm3 = spacingMm[0] * spacingMm[1] * spacingMm[2];
    let voxels = 0;
    for (let word of made.segment!.mask.words) for (; word !== 0; word &= word - 1) voxels++;
    return {
      seed,
      printReady,
      failed: checks.filter(({ decides, result }) => decides && result === 'fail').map(({ name }) => name),
      unblurredMm: made.surface!.unblurred!.blur.largestMoveMm,
      smoothing: made.mesh!.smoothing,
      simplification: made.mesh!.simplification,
      fidelityMaxMm: fidelity.maxMm,
      volumeErrorPercent: 100 * (mesh.volumeMm3 / (voxels * voxelsMm3) - 1),
      triangles: mesh.triangles,
      refused: null,
    };
  } catch (thrown) {
    const code = (thrown as { code?: string }).code ?? String(thrown);
    const none = { largestMoveMm: 0, largestErrorMm: 0, boundMm: 0 };
    return {
      seed,
      printReady: false,
      failed: [],
      unblurredMm: 0,
      smoothing: none,
      simplification: none,
      fidelityMaxMm: 0,
      volumeErrorPercent: 0,
      triangles: 0,
      refused: code,
    };
  }
}

function heap(next: () => number, between: (low: number, high: number) => number, place: () => Triple): Solid {
  const one = (): Solid => {
    const kind = Math.floor(4 * next());
    if (kind === 0) return ball(place(), between(1.5, 8));
    if (kind === 1) return capsule(place(), place(), between(0.7, 5));
    if (kind === 2) return box(place(), [between(1, 8), between(1, 8), between(0.5, 8)], 0.3);
    return torus(place(), [0, 0, 1], { ringMm: between(4, 7), tubeMm: between(0.8, 2.5) });
  };
  const solids = Array.from({ length: 2 + Math.floor(6 * next()) }, one);
  const whole = join(next() < 0.5 ? 0 : between(0.2, 1.5), ...solids);
  // Half of them are bitten, so that thin edges and hollows come about.
  return next() < 0.5 ? whole : carve(0, whole, one());
}

/** mulberry32: small, seeded, the same everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
