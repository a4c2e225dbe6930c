import { spacingMmOf } from '@specola/space';
import type { Scanner } from './scanner.ts';
import type { MaterialHu, Scene, ScenePart } from './scene.ts';

const FIRST_BLOCK = 16;

/** A part, perhaps simplified for one block. `covers` when it fills the block, so that nothing under it is seen. */
interface Seen {
  readonly part: Pick<ScenePart, 'solid' | 'hu'>;
  readonly covers: boolean;
}

/**
 * Paints slabs of a scene, each voxel the average over itself. Blocks that one material fills are filled at once; the
 * others are halved until a voxel is left, and only there is the boundary sampled.
 *
 * @returns a function that fills slices from…to (margins counted) of a slab with HU; to − from is 16 at most
 */
export function scenePainter(
  scene: Scene,
  { dimensions, ijkToLps: m, samplesPerVoxel: [si, sj, sk] }: Scanner,
  { mi, mj, mk }: { mi: number; mj: number; mk: number },
): (slab: Float32Array, from: number, to: number) => void {
  const spacing = spacingMmOf(m);
  const wide = dimensions[0] + 2 * mi;
  const high = dimensions[1] + 2 * mj;
  const voxelRadiusMm = Math.sqrt(spacing[0] ** 2 + spacing[1] ** 2 + spacing[2] ** 2) / 2;
  // A boundary fades over one cell: across a flat boundary the mean over cells is then the covered share.
  const perCell = 3 / (spacing[0] / si + spacing[1] / sj + spacing[2] / sk);
  const [ox, oy, oz] = scene.originLps;
  const all: readonly Seen[] = [...scene.parts].reverse().map((part) => ({ part, covers: false }));
  const sceneX = (i: number, j: number, k: number) => m[0]! * i + m[1]! * j + m[2]! * k + m[3]! - ox;
  const sceneY = (i: number, j: number, k: number) => m[4]! * i + m[5]! * j + m[6]! * k + m[7]! - oy;
  const sceneZ = (i: number, j: number, k: number) => m[8]! * i + m[9]! * j + m[10]! * k + m[11]! - oz;

  return (slab, from, to) => {
    for (let j = 0; j < high; j += FIRST_BLOCK)
      for (let i = 0; i < wide; i += FIRST_BLOCK) paintBlock(slab, { i, j, k: from, from, to }, FIRST_BLOCK, all);
  };

  function paintBlock(
    slab: Float32Array,
    at: { i: number; j: number; k: number; from: number; to: number },
    side: number,
    above: readonly Seen[],
  ): void {
    const { i, j, k, from, to } = at;
    if (i >= wide || j >= high || k >= to) return;
    const middle = (side - 1) / 2;
    const [ci, cj, ck] = [i - mi + middle, j - mj + middle, k - mk + middle];
    const x = sceneX(ci, cj, ck);
    const y = sceneY(ci, cj, ck);
    const z = sceneZ(ci, cj, ck);
    // Half a cell more, so that the fading of a boundary outside never reaches into a block taken as full.
    const reach = side * voxelRadiusMm + 0.5 / perCell;
    const seen: Seen[] = [];
    for (const one of above) {
      if (one.covers) {
        seen.push(one);
        break;
      }
      const d = one.part.solid.distance(x, y, z);
      if (d > reach) continue;
      if (d < -reach) {
        seen.push({ part: one.part, covers: true });
        break;
      }
      // For a single voxel a simpler solid costs more to make than it saves.
      if (side <= 1) seen.push(one);
      else seen.push({ part: { solid: one.part.solid.within(x, y, z, reach), hu: one.part.hu }, covers: false });
    }
    const top = seen[0];
    if (!top || top.covers) fillBlock(slab, at, side, top ? top.part.hu : scene.backgroundHu);
    else if (side === 1) slab[i + wide * (j + high * (k - from))] = sampled(ci, cj, ck, seen);
    else {
      const half = side / 2;
      for (let n = 0; n < 8; n++) {
        const corner = { i: i + (n & 1) * half, j: j + ((n >> 1) & 1) * half, k: k + (n >> 2) * half, from, to };
        paintBlock(slab, corner, half, seen);
      }
    }
  }

  function fillBlock(
    slab: Float32Array,
    { i, j, k, from, to }: { i: number; j: number; k: number; from: number; to: number },
    side: number,
    hu: MaterialHu,
  ): void {
    const [endI, endJ, endK] = [Math.min(i + side, wide), Math.min(j + side, high), Math.min(k + side, to)];
    for (let c = k; c < endK; c++) {
      for (let b = j; b < endJ; b++) {
        const row = wide * (b + high * (c - from));
        if (typeof hu === 'number') slab.fill(hu, row + i, row + endI);
        else for (let a = i; a < endI; a++) slab[row + a] = huAt(hu, a - mi, b - mj, c - mk);
      }
    }
  }

  function huAt(hu: MaterialHu, i: number, j: number, k: number): number {
    return typeof hu === 'number' ? hu : hu(sceneX(i, j, k), sceneY(i, j, k), sceneZ(i, j, k));
  }

  /** The mean over the cells of a voxel; in each cell the parts lie over each other by the share they cover. */
  function sampled(i: number, j: number, k: number, seen: readonly Seen[]): number {
    let total = 0;
    for (let c = 0; c < sk; c++) {
      const pk = k + (c + 0.5) / sk - 0.5;
      for (let b = 0; b < sj; b++) {
        const pj = j + (b + 0.5) / sj - 0.5;
        for (let a = 0; a < si; a++) {
          const pi = i + (a + 0.5) / si - 0.5;
          total += cell(sceneX(pi, pj, pk), sceneY(pi, pj, pk), sceneZ(pi, pj, pk), seen);
        }
      }
    }
    return total / (si * sj * sk);
  }

  function cell(x: number, y: number, z: number, seen: readonly Seen[]): number {
    let value = 0;
    let left = 1;
    for (let n = 0; n < seen.length; n++) {
      const { part, covers } = seen[n]!;
      const share = covers ? 1 : Math.min(1, Math.max(0, 0.5 - part.solid.distance(x, y, z) * perCell));
      if (share === 0) continue;
      value += left * share * (typeof part.hu === 'number' ? part.hu : part.hu(x, y, z));
      left *= 1 - share;
      if (left === 0) return value;
    }
    return value + left * scene.backgroundHu;
  }
}
