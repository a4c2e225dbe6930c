import type { mirrorComponents, scaleComponents } from '@specola/commands';
import { dot } from '@specola/kernels';
import type { Finding } from '@specola/record';
import { type Component, isMirrored, type Placement, placedAfter, placedMesh, type Triple } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { middleOf } from './edit/bounds-of.ts';
import { unitOf } from './edit/frame-about.ts';
import { targetsOf, withChanged } from './edit/model-value.ts';
import { NoPlaceForLabelError } from './label/label-errors.ts';
import { labeled } from './label-component.ts';

const MARK = 'MIRRORED';

export const runMirrorComponents: Run<typeof mirrorComponents> = async ({ model }, params, bench) => {
  const targets = targetsOf(model.model, params.components);
  const placement = mirrorAbout(params.atLpsMm ?? middleOf(targets), params.normal);
  const mirrored = targets.map((component) => moved(component, placement, nameOf(component)));
  const findings: Finding[] = [];
  const changed = new Map<string, readonly Component[]>();
  const notes = [];
  for (const component of mirrored) {
    bench.pace.signal.throwIfAborted();
    let mesh = component.mesh;
    let markHeightMm = 0;
    // Mirrored back, it is what it was: an old mark is then written backwards, and there is nothing to mark.
    if (isMirrored(component)) {
      try {
        const label = await labeled(component, mirrored, markOf(params, component.id), bench);
        mesh = label.mesh;
        markHeightMm = label.measures.heightMm ?? 0;
      } catch (thrown) {
        if (!(thrown instanceof NoPlaceForLabelError)) throw thrown;
        findings.push(notMarked(component.id));
      }
    }
    changed.set(component.id, [{ ...component, mesh }]);
    notes.push({ command: 'model.mirror', component: component.id, measures: { markHeightMm } });
  }
  return { model: withChanged(model, changed, notes), findings };
};

export const runScaleComponents: Run<typeof scaleComponents> = async (
  { model },
  { factor, aboutLpsMm, components },
) => {
  const targets = targetsOf(model.model, components);
  const about = aboutLpsMm ?? middleOf(targets);
  const placement = [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((column) => (row === column ? factor : 0)),
    (1 - factor) * about[row]!,
  ]);
  const changed = new Map(
    targets.map((component) => [
      component.id,
      [moved(component, placement, `${component.name} (scale ${factor})`)] as const,
    ]),
  );
  const notes = targets.map(({ id }) => ({ command: 'model.scale', component: id, measures: { factor } }));
  return { model: withChanged(model, changed, notes) };
};

const moved = (component: Component, placement: Placement, name: string): Component => ({
  ...component,
  name,
  mesh: placedMesh(component.mesh, placement),
  placement: placedAfter(component.placement, placement),
});

/** p − 2 n (n · (p − at)). */
function mirrorAbout(at: Triple, across: Triple): Placement {
  const n = unitOf(across);
  const shift = 2 * dot(n, at);
  return [0, 1, 2].flatMap((row) => [
    ...[0, 1, 2].map((column) => (row === column ? 1 : 0) - 2 * n[row]! * n[column]!),
    shift * n[row]!,
  ]);
}

function nameOf(component: Component): string {
  return isMirrored(component) ? component.name.replace(` ${MARK}`, '') : `${component.name} ${MARK}`;
}

const markOf = ({ markHeightMm, markDepthMm }: { markHeightMm: number; markDepthMm: number }, component: string) => ({
  component,
  identifier: MARK,
  version: null,
  lines: [],
  showSide: false,
  orientation: false,
  matrix: 'none' as const,
  relief: 'engraved' as const,
  depthMm: markDepthMm,
  heightMm: markHeightMm,
  smallestHeightMm: Math.min(markHeightMm, 3),
  smallestFeatureMm: 0.4,
  backingMm: 0.6,
  place: null,
  keepOff: [],
  awayMm: 1,
});

const notMarked = (id: string): Finding => ({
  code: 'model/mirror-not-marked',
  severity: 'warning',
  what: `The component "${id}" is mirrored, but no place on it carries the word ${MARK}.`,
  why: 'A mirrored part that does not say so may be taken for the side that it is not.',
  mend: 'Put a base under it and label that, say a place with "model.label", or make the part larger.',
});
