import type { Command, MODEL_GIVES, MODEL_TAKES } from '@specola/commands';
import type { Finding } from '@specola/record';
import type { Component, TriMesh } from '@specola/space';
import type { z } from 'zod';
import type { Run, Workbench } from '../../runner/values.ts';
import { NothingLeftError } from './model-errors.ts';
import { targetsOf, withChanged } from './model-value.ts';

export type TargetParams = { readonly components: 'all' | readonly string[] };

/** A command that changes components one by one. */
export type ComponentCommand<Name extends string, P extends z.ZodType<TargetParams>> = Command<
  Name,
  typeof MODEL_TAKES,
  P,
  typeof MODEL_GIVES
>;

/** What a tool gives for one component: what changed of it, or others in its place, and the numbers for the record. */
export type ComponentChange = {
  readonly measures: Readonly<Record<string, number>>;
  readonly findings?: readonly Finding[];
} & ({ readonly changed: Partial<Omit<Component, 'id'>> } | { readonly instead: readonly Component[] });

/**
 * Makes the step of a command that changes components one by one: finds them, reports progress, refuses to leave nothing
 * of one, and writes down what was done to each.
 */
export function componentStep<Name extends string, P extends z.ZodType<TargetParams>>(
  command: ComponentCommand<Name, P>,
  tool: (component: Component, params: z.output<P>, bench: Workbench) => Promise<ComponentChange>,
): Run<ComponentCommand<Name, P>> {
  return async ({ model }, params, bench) => {
    const targets = targetsOf(model.model, (params as TargetParams).components);
    const changed = new Map<string, readonly Component[]>();
    const notes = [];
    const findings: Finding[] = [];
    for (const [n, component] of targets.entries()) {
      bench.pace.signal.throwIfAborted();
      const pace = {
        signal: bench.pace.signal,
        report: (fraction: number) => bench.pace.report((n + fraction) / targets.length),
      };
      const change = await tool(component, params as z.output<P>, { ...bench, pace });
      const next = 'instead' in change ? change.instead : [{ ...component, ...change.changed }];
      if (next.length === 0 || next.some(({ mesh }) => isEmpty(mesh)))
        throw new NothingLeftError(component.id, `changed by "${command.name}"`);
      changed.set(component.id, next);
      notes.push({ command: command.name, component: component.id, measures: { ...change.measures } });
      findings.push(...(change.findings ?? []));
    }
    return { model: withChanged(model, changed, notes), findings };
  };
}

const isEmpty = ({ triangles }: TriMesh): boolean => triangles.length === 0;
