import type { addMesh, deleteComponent, describeComponent } from '@specola/commands';
import { CODED_ANATOMIES } from '@specola/facts';
import type { Component } from '@specola/space';
import type { Run } from '../runner/values.ts';
import { componentOf, newComponent, withAdded, withChanged, withoutComponents } from './edit/model-value.ts';

/** Facts that were given, without those that were not. */
function given<T extends object>(facts: T): Partial<{ [K in keyof T]: Exclude<T[K], undefined> }> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Partial<{
    [K in keyof T]: Exclude<T[K], undefined>;
  }>;
}

export const runAddMesh: Run<typeof addMesh> = async ({ mesh, model }, { component: id, ...facts }) => {
  const { positions, triangles, frame } = mesh.mesh;
  const copy = { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame };
  const coded = CODED_ANATOMIES[facts.anatomy ?? ''];
  const anatomyColor = coded ? { color: coded.color } : {};
  const component: Component = newComponent({ id, mesh: copy, ...anatomyColor, ...given(facts) });
  return { model: withAdded(model, [component]) };
};

export const runDescribeComponent: Run<typeof describeComponent> = async ({ model }, { component: id, ...facts }) => {
  const component = componentOf(model.model, id);
  return { model: withChanged(model, new Map([[id, [{ ...component, ...given(facts) }]]])) };
};

export const runDeleteComponent: Run<typeof deleteComponent> = async ({ model }, { component: id }) => {
  componentOf(model.model, id);
  return { model: withoutComponents(model, [id]) };
};
