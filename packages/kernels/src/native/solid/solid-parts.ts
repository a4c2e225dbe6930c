import type { TriMesh } from '@specola/space';
import type { SolidExpression } from './solid-expression.ts';

/** Every mesh among the expressions, once. */
export function meshesOf(expressions: readonly SolidExpression[]): TriMesh[] {
  const found = new Set<TriMesh>();
  const seen = new Set<SolidExpression>();
  const visit = (expression: SolidExpression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.make === 'mesh') found.add(expression.mesh);
    for (const part of partsOf(expression)) visit(part);
  };
  expressions.forEach(visit);
  return [...found];
}

function partsOf(expression: SolidExpression): readonly SolidExpression[] {
  switch (expression.make) {
    case 'union':
    case 'intersect':
    case 'hull':
      return expression.of;
    case 'subtract':
      return [expression.from, ...expression.what];
    case 'trim':
    case 'refine':
    case 'place':
      return [expression.of];
    default:
      return [];
  }
}
