import type { Placement, TriMesh, Triple } from '@specola/space';
import { IN_PLACE, placedMesh } from '@specola/space';
import { evaluateSolids } from '../native/solid/evaluate-solids.ts';
import type { SolidExpression } from '../native/solid/solid-expression.ts';
import type { SolidOperation } from './combine-solids.ts';
import { meshesTogether, turnedMesh } from './nested-shells.ts';

/** One case: two meshes and what is done with them. Everything follows from the seed. */
export interface TortureCase {
  readonly seed: number;
  readonly kind: string;
  readonly operation: SolidOperation;
  readonly a: TriMesh;
  readonly b: TriMesh;
  /** Both were solids before anything was spoiled: a refusal counts against us. */
  readonly valid: boolean;
}

const OPERATIONS: readonly SolidOperation[] = ['union', 'subtract', 'intersect'];
const KINDS = ['by-chance', 'coplanar', 'tangent', 'thin', 'touching', 'same', 'self-cutting', 'dirty'] as const;
const CENTER: Triple = [112.4, -61.7, 403.2];

/**
 * Pairs of solids as awkward as they come: faces in one plane, balls that touch, blades thinner than a voxel, a body and
 * itself, bodies that cut themselves, and bodies that were spoiled (holes, turned and doubled triangles, noise).
 *
 * @param bodies     meshes to draw from besides those made here; solids, in LPS mm
 * @param triangles  about how many triangles the larger bodies made here get
 */
export async function tortureCase(
  seed: number,
  { bodies, triangles }: { readonly bodies: readonly TriMesh[]; readonly triangles: number },
): Promise<TortureCase> {
  const next = randomFrom(seed);
  const between = (low: number, high: number): number => low + (high - low) * next();
  const kind = KINDS[Math.floor(KINDS.length * next())]!;
  const operation = OPERATIONS[Math.floor(3 * next())]!;
  const around = Math.round(Math.sqrt(triangles * between(0.05, 1)));
  const made = async (expression: SolidExpression): Promise<TriMesh> => {
    const answer = await evaluateSolids([expression]);
    if ('refused' in answer) throw new Error(answer.refused);
    return answer[0]!.mesh;
  };
  const ball = (radiusMm: number): SolidExpression => ({ make: 'ball', radiusMm, segments: Math.max(12, around) });
  const box = (sidesMm: Triple): SolidExpression => ({
    make: 'refine',
    of: { make: 'box', sidesMm },
    longestMm: Math.max(0.3, Math.sqrt((800 * 4) / Math.max(60, triangles * between(0.02, 0.2)))),
  });
  const bodyByChance = (): SolidExpression => {
    const choice = Math.floor((bodies.length > 0 ? 4 : 3) * next());
    if (choice === 0) return ball(between(6, 14));
    if (choice === 1) return box([between(8, 22), between(8, 22), between(8, 22)]);
    if (choice === 2)
      return { make: 'cylinder', radiusMm: between(4, 10), heightMm: between(8, 25), segments: Math.max(8, around) };
    return { make: 'mesh', mesh: centered(bodies[Math.floor(bodies.length * next())]!) };
  };
  const turned = (of: SolidExpression, shiftMm: number): SolidExpression => ({
    make: 'place',
    of,
    placement: turnByChance(next, [between(-shiftMm, shiftMm), between(-shiftMm, shiftMm), between(-shiftMm, shiftMm)]),
  });
  const shifted = (of: SolidExpression, [x, y, z]: Triple): SolidExpression => ({
    make: 'place',
    of,
    placement: [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z],
  });
  const inPatient = (mesh: TriMesh): TriMesh =>
    placedMesh(mesh, [1, 0, 0, CENTER[0], 0, 1, 0, CENTER[1], 0, 0, 1, CENTER[2]]);

  const first = bodyByChance();
  let a = inPatient(await made(first));
  let b: TriMesh;
  let valid = true;
  switch (kind) {
    case 'coplanar': {
      const sides: Triple = [between(8, 20), between(8, 20), between(8, 20)];
      a = inPatient(await made(box(sides)));
      const other: Triple = [between(4, 20), between(4, 20), between(4, 20)];
      // One face, or several, in the plane of another.
      const flush = [0, 1, 2].map((axis) =>
        next() < 0.6 ? ((next() < 0.5 ? -1 : 1) * (sides[axis]! - other[axis]!)) / 2 : between(-5, 5),
      ) as [number, number, number];
      b = inPatient(await made(shifted(box(other), flush)));
      break;
    }
    case 'tangent': {
      const [ra, rb] = [between(5, 12), between(3, 9)];
      a = inPatient(await made(ball(ra)));
      const gap = next() < 0.5 ? 0 : between(-1e-3, 1e-3);
      b = inPatient(await made(shifted(ball(rb), [(next() < 0.5 ? ra + rb : ra - rb) + gap, 0, 0])));
      break;
    }
    case 'thin':
      b = inPatient(await made(turned(box([between(20, 40), between(20, 40), between(0.02, 0.4)]), 4)));
      break;
    case 'touching': {
      const side = between(6, 15);
      a = inPatient(await made(box([side, side, side])));
      const steps = [0, 1, 2].map(() => (next() < 0.6 ? side : 0)) as [number, number, number];
      b = inPatient(await made(shifted(box([side, side, side]), steps)));
      break;
    }
    case 'same':
      b = next() < 0.5 ? a : placedMesh(a, [1, 0, 0, between(-1e-4, 1e-4), 0, 1, 0, 0, 0, 0, 1, between(-1e-4, 1e-4)]);
      break;
    case 'self-cutting': {
      const parts = await Promise.all([0, 1, 2].map(() => made(turned(bodyByChance(), 6))));
      a = inPatient(meshesTogether(parts));
      b = inPatient(await made(turned(bodyByChance(), 6)));
      valid = false;
      break;
    }
    case 'dirty':
      a = spoiled(a, next);
      b = inPatient(await made(turned(bodyByChance(), 6)));
      valid = false;
      break;
    default:
      b = inPatient(await made(turned(bodyByChance(), 8)));
  }
  return { seed, kind, operation, a, b, valid };
}

/** About the origin, and no larger than the others. */
function centered(mesh: TriMesh): TriMesh {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  mesh.positions.forEach((value, n) => {
    min[n % 3] = Math.min(min[n % 3]!, value);
    max[n % 3] = Math.max(max[n % 3]!, value);
  });
  const size = Math.max(...max.map((high, axis) => high - min[axis]!));
  const scale = Math.min(1, 40 / size);
  const place = [0, 1, 2].flatMap((row) =>
    IN_PLACE.slice(4 * row, 4 * row + 3)
      .map((one) => scale * one)
      .concat((-scale * (min[row]! + max[row]!)) / 2),
  );
  return placedMesh(mesh, place);
}

/** Holes, turned, doubled and empty triangles, vertices apart, noise: each by chance. */
export function spoiled(mesh: TriMesh, next: () => number): TriMesh {
  const { frame } = mesh;
  const positions = Float32Array.from(mesh.positions);
  let triangles = Array.from(mesh.triangles);
  const pick = () => 3 * Math.floor((next() * triangles.length) / 3);
  if (next() < 0.6) for (let n = 0; n < 3; n++) triangles.splice(pick(), 3 * Math.ceil(3 * next()));
  if (next() < 0.5)
    for (let n = 0; n < 5; n++) {
      const t = pick();
      [triangles[t + 1], triangles[t + 2]] = [triangles[t + 2]!, triangles[t + 1]!];
    }
  if (next() < 0.4) for (let n = 0; n < 4; n++) triangles.push(...triangles.slice(pick()).slice(0, 3));
  if (next() < 0.4) for (let n = 0; n < 4; n++) triangles.push(triangles[pick()]!, triangles[pick()]!, triangles[0]!);
  if (next() < 0.3)
    for (let v = 0; v < positions.length; v++) if (next() < 0.01) positions[v] = positions[v]! + 0.4 * (next() - 0.5);
  let out: TriMesh = { positions, triangles: Uint32Array.from(triangles), frame };
  if (next() < 0.2) out = turnedMesh(out);
  if (next() < 0.3) {
    // Every corner by itself, as STL has them.
    const soup = new Float32Array(3 * out.triangles.length);
    out.triangles.forEach((vertex, c) => {
      soup.set(out.positions.subarray(3 * vertex, 3 * vertex + 3), 3 * c);
    });
    triangles = Array.from(out.triangles, (_, c) => c);
    out = { positions: soup, triangles: Uint32Array.from(triangles), frame };
  }
  return out;
}

/** A turn by a quaternion of four numbers by chance: no sine, so the same everywhere. */
function turnByChance(next: () => number, [x, y, z]: Triple): Placement {
  const q = [next() - 0.5, next() - 0.5, next() - 0.5, next() - 0.5];
  const size = Math.sqrt(q.reduce((sum, c) => sum + c * c, 0)) || 1;
  const [a, b, c, d] = q.map((value) => value / size) as [number, number, number, number];
  return [
    ...[a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c), x],
    ...[2 * (b * c + a * d), a * a - b * b + c * c - d * d, 2 * (c * d - a * b), y],
    ...[2 * (b * d - a * c), 2 * (c * d + a * b), a * a - b * b - c * c + d * d, z],
  ];
}

/** mulberry32: small, seeded, the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
