import type { Order } from '../case/order.ts';
import type { Component, Part } from '../case/part.ts';

type Model = Extract<Part, { kind: 'model' }>;

/** A component of a model, and whether it counts as a second preparation that was ordered apart with its own necessity. */
export interface CountedComponent {
  readonly part: Model;
  readonly component: Component;
  readonly separatelyOrdered: boolean;
}

/**
 * The components of a case as the order has them: each separate order allows one further preparation of its structure
 * and no more, given to what was printed before what was not. A trial bone counts only where such an order names it.
 */
export function componentsByOrder(
  models: readonly Model[],
  orders: Order['separatelyOrderedCopies'],
  printedParts: ReadonlySet<string>,
): CountedComponent[] {
  const left = new Map<string, number>();
  for (const { structure } of orders) left.set(keyOf(structure), (left.get(keyOf(structure)) ?? 0) + 1);
  const all = models.flatMap((part) => part.components.map((component) => ({ part, component })));
  const inTurn = [...all].sort(
    (a, b) =>
      Number(printedParts.has(b.part.id)) - Number(printedParts.has(a.part.id)) ||
      Number(a.part.companionOf !== null) - Number(b.part.companionOf !== null),
  );
  const seen = new Set<string>();
  const separate = new Set<Component>();
  for (const { part, component } of inTurn) {
    const key = keyOf(component);
    const companion = part.companionOf !== null;
    const more = left.get(key) ?? 0;
    if ((companion || seen.has(key)) && more > 0) {
      separate.add(component);
      left.set(key, more - 1);
    }
    if (!companion) seen.add(key);
  }
  return all
    .map(({ part, component }) => ({ part, component, separatelyOrdered: separate.has(component) }))
    .filter(({ part, separatelyOrdered }) => part.companionOf === null || separatelyOrdered);
}

const keyOf = ({ anatomy, side }: { readonly anatomy: string; readonly side: string }): string => `${anatomy} ${side}`;
