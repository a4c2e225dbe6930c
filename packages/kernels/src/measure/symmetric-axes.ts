import type { Triple } from '@specola/space';
import { tripleOf } from '@specola/space';

/** A symmetric 3×3 matrix: xx, yy, zz, xy, xz, yz. */
export type Symmetric3 = readonly [number, number, number, number, number, number];

/** Sweeps after which a 3×3 matrix is diagonal to the last bit. */
const SWEEPS = 12;

/**
 * Eigenvalues, largest first, and their unit directions, right-handed, each turned so that its largest part is positive
 * but for the last.
 *
 * @source Jacobi's method by arithmetic and square roots alone
 */
export function symmetricAxes([xx, yy, zz, xy, xz, yz]: Symmetric3): {
  readonly values: Triple;
  readonly axes: readonly [Triple, Triple, Triple];
} {
  const a = [
    [xx, xy, xz],
    [xy, yy, yz],
    [xz, yz, zz],
  ];
  const v = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  for (let sweep = 0; sweep < SWEEPS; sweep++)
    for (const [p, q] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const off = a[p]![q]!;
      if (off === 0) continue;
      const theta = (a[q]![q]! - a[p]![p]!) / (2 * off);
      const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      const s = t * c;
      for (let n = 0; n < 3; n++) {
        const [np, nq] = [a[n]![p]!, a[n]![q]!];
        a[n]![p] = c * np - s * nq;
        a[n]![q] = s * np + c * nq;
      }
      for (let n = 0; n < 3; n++) {
        const [pn, qn] = [a[p]![n]!, a[q]![n]!];
        a[p]![n] = c * pn - s * qn;
        a[q]![n] = s * pn + c * qn;
        const [vp, vq] = [v[n]![p]!, v[n]![q]!];
        v[n]![p] = c * vp - s * vq;
        v[n]![q] = s * vp + c * vq;
      }
    }
  const order = [0, 1, 2].sort((m, n) => a[n]![n]! - a[m]![m]!) as [number, number, number];
  const column = (n: number): Triple => turned([v[0]![n]!, v[1]![n]!, v[2]![n]!]);
  const [first, second] = [column(order[0]), column(order[1])];
  const third: Triple = [
    first[1] * second[2] - first[2] * second[1],
    first[2] * second[0] - first[0] * second[2],
    first[0] * second[1] - first[1] * second[0],
  ];
  return { values: tripleOf(order.map((n) => a[n]![n]!)), axes: [first, second, third] };
}

function turned(axis: Triple): Triple {
  const largest = axis.reduce((best, part) => (Math.abs(part) > Math.abs(best) ? part : best), 0);
  return largest < 0 ? [-axis[0], -axis[1], -axis[2]] : axis;
}
