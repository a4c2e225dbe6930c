import type { TriMesh } from '@specola/space';
import { measuresOf } from '../measure/measures-of.ts';
import { Scope } from '../native/arena.ts';
import type { Crew } from '../native/crew.ts';
import { evaluateSolids } from '../native/solid/evaluate-solids.ts';
import type { EvaluatedSolid, SolidAnswer, SolidExpression } from '../native/solid/solid-expression.ts';
import { meshesOf } from '../native/solid/solid-parts.ts';
import { faultsOf, meshInScope, meshOutside } from './look-at-mesh.ts';
import { mendRounding } from './mend-rounding.ts';
import { NotASolidError, SolidRefusedError, toldFaults } from './solid-errors.ts';

/** Smaller jobs are done before a thread of their own has started. */
const WORTH_A_THREAD_TRIANGLES = 20_000;

export interface BuiltSolid extends EvaluatedSolid {
  /** How far slivers were moved at most so that rounding to single precision left the surface sound, mm. */
  readonly roundingMm: number;
}

/**
 * Makes solids from expressions, and proves them: every mesh that goes in is looked at, and every mesh that comes out is
 * closed, manifold, outward and free of self-intersections, or refused with a code.
 *
 * @returns the solids in the order of the expressions; no triangles where nothing is left
 * @throws NotASolidError when a mesh among the expressions is no solid; SolidRefusedError
 */
export async function buildSolids(expressions: readonly SolidExpression[], crew: Crew): Promise<readonly BuiltSolid[]> {
  const meshes = meshesOf(expressions);
  for (const mesh of meshes) await demandSolid(mesh, crew);
  const triangles = meshes.reduce((sum, mesh) => sum + mesh.triangles.length / 3, 0);
  const answer = await (crew.evaluateSolids && triangles >= WORTH_A_THREAD_TRIANGLES
    ? crew.evaluateSolids(expressions)
    : evaluateSolids(expressions));
  const built: BuiltSolid[] = [];
  for (const solid of solidsOf(answer)) built.push(await proven(solid, crew));
  return built;
}

/** The one solid of one expression. */
export async function buildSolid(expression: SolidExpression, crew: Crew): Promise<BuiltSolid> {
  const [solid] = await buildSolids([expression], crew);
  return solid!;
}

/** @throws NotASolidError when a mesh is open, cuts itself, is turned inside out, or is not manifold */
export async function demandSolid(mesh: TriMesh, crew: Crew): Promise<void> {
  if (mesh.triangles.length === 0) return;
  using scope = new Scope(crew.arena);
  const faults = await faultsOf(meshInScope(mesh, scope), crew);
  if (faults) throw new NotASolidError(faults);
  if (measuresOf(mesh).volumeMm3 <= 0) throw new NotASolidError(null);
}

function solidsOf(answer: SolidAnswer): readonly EvaluatedSolid[] {
  if ('refused' in answer) throw new SolidRefusedError(`the engine says "${answer.refused}".`);
  return answer;
}

async function proven(solid: EvaluatedSolid, crew: Crew): Promise<BuiltSolid> {
  if (solid.mesh.triangles.length === 0) return { ...solid, roundingMm: 0 };
  using scope = new Scope(crew.arena);
  const { mesh, left, boundMm } = await mendRounding(meshInScope(solid.mesh, scope), crew, scope);
  if (left) throw new SolidRefusedError(`what came out has ${toldFaults(left)}.`);
  return { ...solid, mesh: boundMm === 0 ? solid.mesh : meshOutside(mesh), roundingMm: boundMm };
}
