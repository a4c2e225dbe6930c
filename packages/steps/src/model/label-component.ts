import type { labelComponent, ParamsOf } from '@specola/commands';
import {
  buildSolid,
  combineSolids,
  demandSolid,
  meshesTogether,
  type Picture,
  type SolidExpression,
  surfaceIndex,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { Component, TriMesh } from '@specola/space';
import type { Run, Workbench } from '../runner/values.ts';
import { componentOf, withChanged } from './edit/model-value.ts';
import { NoPlaceForLabelError, NotInTheFontError } from './label/label-errors.ts';
import { labelRelief } from './label/label-relief.ts';
import { labelArrangements } from './label/label-words.ts';
import { isPlaced, matrixText, type PlacedLabel, placeLabel } from './label/place-label.ts';
import { codePicture, codeReadBack } from './label/read-back.ts';

/**
 * A module is as wide as two features of the printer: blurred by one, a lone module still keeps nine tenths of its
 * darkness in its middle.
 */
const FEATURES_PER_MODULE = 2;
/** Letters that were bent are rounded once more: where that puts triangles at fault they are repaired on this grid. */
const REPAIR_MM = 0.1;
/** How far the cutter stands out of the surface, or the letters reach into it, mm. */
const BEYOND_MM = 1;

export const runLabelComponent: Run<typeof labelComponent> = async ({ model }, params, bench) => {
  const component = componentOf(model.model, params.component);
  const { mesh, measures, findings } = await labeled(component, model.model.components, params, bench);
  const changed = new Map([[component.id, [{ ...component, mesh }]]]);
  return {
    model: withChanged(model, changed, [{ command: 'model.label', component: component.id, measures }]),
    findings,
  };
};

/**
 * A component with its label.
 *
 * @param all  all components of the model; those that are not this one are kept clear of
 * @throws NoPlaceForLabelError, NotInTheFontError
 */
export async function labeled(
  component: Component,
  all: readonly Component[],
  params: ParamsOf<typeof labelComponent>,
  { crew, pace }: Pick<Workbench, 'crew' | 'pace'>,
): Promise<{
  readonly mesh: TriMesh;
  readonly measures: Record<string, number>;
  readonly findings: readonly Finding[];
}> {
  const arrangements = labelArrangements(component, params);
  const { mesh } = component;
  await demandSolid(mesh, crew);
  const rest = all.filter(({ id }) => id !== component.id).map((one) => one.mesh);
  const others = rest.length > 0 ? meshesTogether(rest) : null;
  using own = await surfaceIndex(mesh, crew);
  using otherIndex = others && (await surfaceIndex(others, crew));
  const engraved = params.relief === 'engraved';
  pace.report(0.1);
  const placed = await placeLabel(
    {
      ...params,
      arrangements,
      moduleMm: FEATURES_PER_MODULE * params.smallestFeatureMm,
      needs: {
        wallMm: engraved ? params.depthMm + params.backingMm : 0,
        awayMm: params.awayMm,
        keepOff: params.keepOff,
      },
    },
    component.placement,
    { mesh, everything: others ? meshesTogether([mesh, others]) : mesh, own, others: otherIndex },
    crew,
  );
  if (!isPlaced(placed)) {
    throw placed.objections.size === 0
      ? new NotInTheFontError()
      : new NoPlaceForLabelError(component.id, params.smallestHeightMm, [...placed.objections.keys()]);
  }
  pace.report(0.6);
  const relief = await labelRelief(
    placed.layout,
    engraved
      ? { ...placed, fromMm: -params.depthMm, toMm: BEYOND_MM }
      : { ...placed, fromMm: -BEYOND_MM, toMm: params.depthMm },
    crew,
  );
  const built =
    relief.make === 'mesh'
      ? await combineSolids(engraved ? 'subtract' : 'union', [mesh, relief.mesh], { resolutionMm: REPAIR_MM }, crew)
      : await buildSolid(joined({ make: 'mesh', mesh }, relief, engraved), crew);
  const read = readBack(built.mesh, placed, { ...params, engraved });
  const measures = {
    heightMm: placed.layout.capHeightMm,
    widthMm: placed.layout.widthMm,
    depthMm: params.depthMm,
    rows: placed.layout.rows.length,
    moduleMm: placed.layout.matrix?.moduleMm ?? 0,
    modules: placed.layout.matrix?.matrix.side ?? 0,
    codeReadBack: read === matrixText(params.identifier) ? 1 : 0,
    atXMm: placed.frame.centerMm[0],
    atYMm: placed.frame.centerMm[1],
    atZMm: placed.frame.centerMm[2],
    roundingMm: built.roundingMm,
  };
  const findings: Finding[] = [];
  if (params.matrix !== 'none' && !placed.layout.matrix) findings.push(noRoomForCode(component.id, params.identifier));
  else if (placed.layout.matrix && read !== matrixText(params.identifier)) findings.push(codeNotRead(component.id));
  return { mesh: built.mesh, measures, findings };
}

const joined = (body: SolidExpression, letters: SolidExpression, engraved: boolean): SolidExpression =>
  engraved ? { make: 'subtract', from: body, what: [letters] } : { make: 'union', of: [body, letters] };

/** What the code says in a picture of the finished component; null without a code, or where it cannot be read. */
function readBack(
  mesh: TriMesh,
  { layout: { matrix }, frame, map }: PlacedLabel,
  { depthMm, engraved, smallestFeatureMm }: { depthMm: number; engraved: boolean; smallestFeatureMm: number },
): string | null {
  if (!matrix) return null;
  const picture: Picture = codePicture(mesh, matrix, { frame, map, depthMm, engraved, featureMm: smallestFeatureMm });
  return codeReadBack(picture, matrix, smallestFeatureMm);
}

const noRoomForCode = (id: string, identifier: string): Finding => ({
  code: 'model/no-room-for-code',
  severity: 'warning',
  what: `The component "${id}" carries "${identifier}" in letters only: there is no place for its Data Matrix.`,
  why: 'Modules narrower than two of the printer’s smallest features run into each other, and wider ones find no flat spot.',
  mend: 'Say a place by hand, use a printer with finer features, or read the letters.',
});

const codeNotRead = (id: string): Finding => ({
  code: 'model/code-not-read',
  severity: 'warning',
  what: `The Data Matrix on the component "${id}" cannot be read back from its picture.`,
  why: 'The surface under it is too rough or too curved, so that some modules look like their neighbors.',
  mend: 'Say another place by hand, or ask for a deeper label.',
});
