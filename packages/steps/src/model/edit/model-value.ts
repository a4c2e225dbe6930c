import type { ModelNote } from '@specola/record';
import { type Component, IN_PLACE, type Model, type TriMesh } from '@specola/space';
import type { ModelValue } from '../../runner/values.ts';
import { ComponentExistsError, NoSuchComponentError } from './model-errors.ts';

/** A model without components: what a recipe of models starts with. */
export const modelAtStart = (name = 'model') => ({ model: { model: { name, components: [] }, notes: [] } }) as const;

/** @throws NoSuchComponentError */
export function componentOf({ components }: Model, id: string): Component {
  const found = components.find((one) => one.id === id);
  if (!found)
    throw new NoSuchComponentError(
      id,
      components.map((one) => one.id),
    );
  return found;
}

/** The components that a command names, in the model's order. @throws NoSuchComponentError */
export function targetsOf(model: Model, targets: 'all' | readonly string[]): readonly Component[] {
  if (targets === 'all') return model.components;
  for (const id of targets) componentOf(model, id);
  return model.components.filter(({ id }) => targets.includes(id));
}

/** A component that nobody has said anything of yet. */
export const newComponent = (
  facts: Partial<Component> & { readonly id: string; readonly mesh: TriMesh },
): Component => ({
  name: facts.id,
  anatomy: null,
  side: null,
  color: [230, 226, 216],
  material: null,
  printer: null,
  placement: IN_PLACE,
  ...facts,
});

/** @throws ComponentExistsError */
export function withAdded(
  value: ModelValue,
  added: readonly Component[],
  notes: readonly ModelNote[] = [],
): ModelValue {
  const { components } = value.model;
  const taken = added.find(({ id }, n) => [...components, ...added.slice(0, n)].some((one) => one.id === id));
  if (taken) throw new ComponentExistsError(taken.id);
  return {
    model: { ...value.model, components: [...components, ...added] },
    notes: [...value.notes, ...notes],
  };
}

/**
 * The model with some components replaced, in their places, each by one or more.
 *
 * @throws ComponentExistsError
 */
export function withChanged(
  value: ModelValue,
  changed: ReadonlyMap<string, readonly Component[]>,
  notes: readonly ModelNote[] = [],
): ModelValue {
  const components = value.model.components.flatMap((one) => changed.get(one.id) ?? [one]);
  const ids = new Set<string>();
  for (const { id } of components) {
    if (ids.has(id)) throw new ComponentExistsError(id);
    ids.add(id);
  }
  return { model: { ...value.model, components }, notes: [...value.notes, ...notes] };
}

export const withoutComponents = (value: ModelValue, ids: readonly string[]): ModelValue => ({
  ...value,
  model: { ...value.model, components: value.model.components.filter(({ id }) => !ids.includes(id)) },
});
