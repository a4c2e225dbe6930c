import { neverHappens, type Placement, type TriMesh } from '@specola/space';
import type { Manifold, ManifoldToplevel, Mat4, Vec3 } from 'manifold-3d/manifold.js';
import { openManifold } from './open-manifold.ts';
import type { EvaluatedSolid, SolidAnswer, SolidExpression } from './solid-expression.ts';
import { meshesOf } from './solid-parts.ts';

/**
 * Evaluates solids in this thread, in an instance that ends with the call: the memory of one job is never that of the
 * next. The same expressions give the same bytes anywhere: one thread, double precision, vertices and triangles in
 * manifold-3d's own order, which depends on the geometry alone.
 *
 * @returns the solids in the order of the expressions; or why one of the meshes was refused
 */
export async function evaluateSolids(expressions: readonly SolidExpression[]): Promise<SolidAnswer> {
  using shop = openShop(await openManifold());
  try {
    // All meshes of a job lie in one frame; what has none is made in the patient's.
    const frame = meshesOf(expressions)[0]?.frame ?? 'lps-mm';
    return expressions.map((expression) => finished(shop.made(expression), frame));
  } catch (thrown) {
    const refused = refusalOf(thrown);
    if (refused === undefined) throw thrown;
    return { refused };
  }
}

interface Shop extends Disposable {
  made(expression: SolidExpression): Manifold;
}

/** Makes solids, each expression once, and deletes all of them at the end. */
function openShop({ Manifold: make, Mesh }: ManifoldToplevel): Shop {
  const known = new Map<SolidExpression, Manifold>();
  const all: Manifold[] = [];
  const hold = (solid: Manifold): Manifold => {
    all.push(solid);
    return solid;
  };
  const build = (expression: SolidExpression): Manifold => {
    switch (expression.make) {
      case 'mesh': {
        const { positions, triangles } = expression.mesh;
        if (triangles.length === 0) return make.union([]);
        return make.ofMesh(new Mesh({ numProp: 3, vertProperties: positions, triVerts: triangles }));
      }
      case 'box':
        return make.cube([...expression.sidesMm], true);
      case 'cylinder': {
        const { heightMm, radiusMm, topRadiusMm = radiusMm, segments } = expression;
        return make.cylinder(heightMm, radiusMm, topRadiusMm, segments, true);
      }
      case 'ball':
        return make.sphere(expression.radiusMm, expression.segments);
      case 'extrude':
        return extruded(expression);
      case 'union':
        return make.union(expression.of.map(made));
      case 'intersect':
        return make.intersection(expression.of.map(made));
      case 'hull':
        return make.hull(expression.of.map(made));
      case 'subtract':
        return make.difference([made(expression.from), ...expression.what.map(made)]);
      case 'trim':
        return made(expression.of).trimByPlane(unit(expression.normal), offsetOf(expression));
      case 'refine':
        return made(expression.of).refineToLength(expression.longestMm);
      case 'place':
        return made(expression.of).transform(mat4Of(expression.placement));
      default:
        return neverHappens(expression);
    }
  };
  const extruded = ({ contoursMm, heightMm }: SolidExpression & { make: 'extrude' }): Manifold =>
    make.extrude(
      contoursMm.map((contour) => contour.map(([x, y]): [number, number] => [x, y])),
      heightMm,
    );
  const made = (expression: SolidExpression): Manifold => {
    const before = known.get(expression);
    if (before) return before;
    const solid = hold(build(expression));
    known.set(expression, solid);
    return solid;
  };
  return {
    made,
    [Symbol.dispose]: () => {
      for (const solid of all.reverse()) solid.delete();
    },
  };
}

function finished(solid: Manifold, frame: TriMesh['frame']): EvaluatedSolid {
  const status = solid.status();
  if (String(status) !== 'NoError') throw new RefusedByManifold(String(status));
  const { vertProperties, triVerts, numProp } = solid.getMesh();
  const positions = numProp === 3 ? vertProperties : firstThree(vertProperties, numProp);
  return {
    mesh: { positions: Float32Array.from(positions), triangles: Uint32Array.from(triVerts), frame },
    volumeMm3: solid.volume(),
    areaMm2: solid.surfaceArea(),
    genus: triVerts.length === 0 ? 0 : solid.genus(),
  };
}

class RefusedByManifold extends Error {}

/** What manifold-3d said, when it was it that threw. */
function refusalOf(thrown: unknown): string | undefined {
  if (thrown instanceof RefusedByManifold) return thrown.message;
  if (thrown instanceof Error && thrown.name === 'ManifoldError') return thrown.message;
  return undefined;
}

function firstThree(properties: Float32Array, stride: number): Float32Array {
  const out = new Float32Array((3 * properties.length) / stride);
  for (let n = 0; n < out.length; n++) out[n] = properties[stride * Math.floor(n / 3) + (n % 3)]!;
  return out;
}

const lengthOf = ([x, y, z]: readonly [number, number, number]): number => Math.sqrt(x * x + y * y + z * z);

function unit(normal: readonly [number, number, number]): Vec3 {
  const length = lengthOf(normal);
  return [normal[0] / length, normal[1] / length, normal[2] / length];
}

const offsetOf = ({ normal, offsetMm }: SolidExpression & { make: 'trim' }): number => offsetMm / lengthOf(normal);

/** Four columns of four, from three rows of four. */
function mat4Of(m: Placement): Mat4 {
  const at = (n: number) => m[n]!;
  return [
    ...[at(0), at(4), at(8), 0],
    ...[at(1), at(5), at(9), 0],
    ...[at(2), at(6), at(10), 0],
    ...[at(3), at(7), at(11), 1],
  ] as Mat4;
}
