import type { BoundsMm } from '@specola/space';
import { EVERYWHERE, grownBounds, type Solid } from './solid.ts';

/**
 * All the solids together. Where two surfaces meet, the crease is filled with a fillet of about `blendMm`; 0 leaves it
 * sharp. Quadratic blend: a convex mix of the two, so the value stays 1-Lipschitz.
 */
export function join(blendMm: number, ...solids: readonly Solid[]): Solid {
  const bounds = grownBounds(hullOf(solids), blendMm / 4);
  const self: Solid = {
    bounds,
    distance(x, y, z) {
      let d = solids[0]!.distance(x, y, z);
      for (let n = 1; n < solids.length; n++) d = lower(d, solids[n]!.distance(x, y, z), blendMm);
      return d;
    },
    within(x, y, z, radiusMm) {
      // A later solid that is further than the blend from the rest, all over the ball, changes nothing there; one that
      // is nearer by as much replaces all before it.
      let kept: Solid[] = [];
      let d = Number.POSITIVE_INFINITY;
      let same = true;
      for (const solid of solids) {
        const next = solid.distance(x, y, z);
        if (next - d >= 2 * radiusMm + blendMm) {
          same = false;
          continue;
        }
        if (kept.length > 0 && d - next >= 2 * radiusMm + blendMm) {
          same = false;
          kept = [];
          d = next;
        } else d = kept.length === 0 ? next : lower(d, next, blendMm);
        const simpler = solid.within(x, y, z, radiusMm);
        if (simpler !== solid) same = false;
        kept.push(simpler);
      }
      if (same) return self;
      return kept.length === 1 ? kept[0]! : join(blendMm, ...kept);
    },
  };
  return self;
}

/** What all the solids share; edges are rounded by about `blendMm`. */
export function meet(blendMm: number, ...solids: readonly Solid[]): Solid {
  const inside = complement(join(blendMm, ...solids.map(complement)));
  return { ...inside, bounds: solids.map((s) => s.bounds).reduce(sharedBounds) };
}

/** A solid without what another one covers; edges are rounded by about `blendMm`. */
export function carve(blendMm: number, solid: Solid, ...tools: readonly Solid[]): Solid {
  return meet(blendMm, solid, ...tools.map(complement));
}

/** Everything outside a solid. */
export function complement(solid: Solid): Solid {
  const self: Solid = {
    bounds: EVERYWHERE,
    distance: (x, y, z) => -solid.distance(x, y, z),
    within(x, y, z, radiusMm) {
      const simpler = solid.within(x, y, z, radiusMm);
      return simpler === solid ? self : complement(simpler);
    },
  };
  return self;
}

/** The surface moved outwards by `mm` (inwards when negative). */
export function grow(solid: Solid, mm: number): Solid {
  const self: Solid = {
    bounds: grownBounds(solid.bounds, mm),
    distance: (x, y, z) => solid.distance(x, y, z) - mm,
    within(x, y, z, radiusMm) {
      const simpler = solid.within(x, y, z, radiusMm);
      return simpler === solid ? self : grow(simpler, mm);
    },
  };
  return self;
}

/** The wall of a solid: what lies inside it and less than `thicknessMm` under its surface. */
export function shell(solid: Solid, thicknessMm: number): Solid {
  return carve(0, solid, grow(solid, -thicknessMm));
}

function lower(a: number, b: number, blendMm: number): number {
  const gap = blendMm - Math.abs(a - b);
  return gap <= 0 ? Math.min(a, b) : Math.min(a, b) - (gap * gap) / (4 * blendMm);
}

function hullOf(solids: readonly Solid[]): BoundsMm {
  return solids
    .map((s) => s.bounds)
    .reduce((a, b) => ({
      min: [Math.min(a.min[0], b.min[0]), Math.min(a.min[1], b.min[1]), Math.min(a.min[2], b.min[2])],
      max: [Math.max(a.max[0], b.max[0]), Math.max(a.max[1], b.max[1]), Math.max(a.max[2], b.max[2])],
    }));
}

function sharedBounds(a: BoundsMm, b: BoundsMm): BoundsMm {
  return {
    min: [Math.max(a.min[0], b.min[0]), Math.max(a.min[1], b.min[1]), Math.max(a.min[2], b.min[2])],
    max: [Math.min(a.max[0], b.max[0]), Math.min(a.max[1], b.max[1]), Math.min(a.max[2], b.max[2])],
  };
}
