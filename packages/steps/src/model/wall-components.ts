import type { wallComponents } from '@specola/commands';
import { CODED_ANATOMIES, VESSEL_WALLS } from '@specola/facts';
import {
  buildSolid,
  demandSolid,
  levelSurface,
  meshesTogether,
  type SolidExpression,
  turnedMesh,
} from '@specola/kernels';
import type { Triple } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { placementOfZ } from './edit/drain-holes.ts';
import { along, squareTo, unitOf } from './edit/frame-about.ts';
import { NothingLeftError } from './edit/model-errors.ts';
import { newComponent, targetsOf, withAdded, withoutComponents } from './edit/model-value.ts';

const SEGMENTS = 96;

/** The surface of the pools together turned round is the inside of the wall: the very same triangles, so no gap. */
export const runWallComponents: Run<typeof wallComponents> = async ({ model }, params, { crew, pace }) => {
  const pools = targetsOf(model.model, params.components);
  const first = pools[0];
  if (!first) throw new NothingLeftError(params.component, 'made around no blood pool');
  const wallMm = params.wallMm ?? VESSEL_WALLS.value[params.vessel];
  const meshes = pools.map(({ mesh }): SolidExpression => ({ make: 'mesh', mesh }));
  const pool = pools.length === 1 ? first.mesh : (await buildSolid({ make: 'union', of: meshes }, crew)).mesh;
  await demandSolid(pool, crew);
  pace.report(0.3);
  const outer = await levelSurface(pool, { levelMm: wallMm, resolutionMm: params.resolutionMm }, crew);
  pace.report(0.7);
  const closed: SolidExpression = { make: 'mesh', mesh: meshesTogether([outer.mesh, turnedMesh(pool)]) };
  const openings = params.openings.map((opening) => openingSolid(opening, 2 * wallMm));
  const { mesh, volumeMm3, roundingMm } = await buildSolid(
    openings.length > 0 ? { make: 'subtract', from: closed, what: openings } : closed,
    crew,
  );
  const coded = CODED_ANATOMIES['blood-vessel'];
  const wall = newComponent({
    id: params.component,
    name: params.name ?? `${first.name} wall`,
    anatomy: first.anatomy,
    side: first.side,
    ...(coded ? { color: coded.color } : {}),
    mesh,
    placement: first.placement,
  });
  const measures = { wallMm, resolutionMm: outer.resolutionMm, openings: openings.length, volumeMm3, roundingMm };
  const kept = params.keepPools
    ? model
    : withoutComponents(
        model,
        pools.map(({ id }) => id),
      );
  return { model: withAdded(kept, [wall], [{ command: 'model.wall', component: wall.id, measures }]) };
};

/** What is cut away at the end of a vessel: a disc from the cut outwards, thicker than the wall. */
function openingSolid(
  { atLpsMm, direction, radiusMm }: { readonly atLpsMm: Triple; readonly direction: Triple; readonly radiusMm: number },
  depthMm: number,
): SolidExpression {
  const z = unitOf(direction);
  return {
    make: 'place',
    of: { make: 'cylinder', radiusMm, heightMm: depthMm, segments: SEGMENTS },
    placement: placementOfZ(along(atLpsMm, z, depthMm / 2), z, squareTo(z)),
  };
}
