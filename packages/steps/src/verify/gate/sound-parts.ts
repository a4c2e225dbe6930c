import { type Crew, selfIntersections } from '@specola/kernels';
import type { Check } from '@specola/record';
import { meshChecks } from '../mesh-checks.ts';
import type { PrintFile, PrintPart } from './print-file.ts';

const MOST_PLACES = 20;
const ORDER = { pass: 0, warn: 1, fail: 2 } as const;

/**
 * Whether every part is a body: closed, manifold, outward, not cutting itself, without triangles of no area, and without
 * crumbs. Each part is asked by itself: parts that touch have the same triangles twice, and that is no fault.
 */
export async function soundParts(
  { parts, brokenTriangles }: PrintFile,
  { smallestShellMm3 }: { readonly smallestShellMm3: number },
  crew: Crew,
): Promise<{ readonly checks: Check[]; readonly selfIntersections: number }> {
  const answers: { part: PrintPart; checks: Check[] }[] = [];
  let pairs = 0;
  for (const part of parts) {
    const { mesh, topology } = part;
    const crossings = await selfIntersections(mesh, crew);
    pairs += crossings.length / 2;
    const bodies = topology.shells.filter(({ depth }) => depth % 2 === 0).length;
    answers.push({
      part,
      checks: meshChecks({
        mesh,
        topology,
        crossings,
        walls: { thinnest: null, areaMm2: 0, places: [] },
        thinWallMm: 0,
        // A part of one body is no crumb, however small.
        smallestShellMm3: bodies > 1 ? smallestShellMm3 : 0,
      }).filter(({ name }) => name !== 'wall-thickness'),
    });
  }
  const checks = answers[0]!.checks.map((_, n) =>
    ofAllParts(answers.map(({ part, checks }) => ({ part, check: checks[n]! }))),
  );
  return { checks: checks.map((check) => withBroken(check, brokenTriangles)), selfIntersections: pairs };
}

function ofAllParts(answers: readonly { readonly part: PrintPart; readonly check: Check }[]): Check {
  const [first] = answers;
  if (answers.length === 1) return first!.check;
  const worst = answers.reduce((a, b) => (ORDER[b.check.result] > ORDER[a.check.result] ? b : a));
  const faulty = answers.filter(({ check }) => check.result !== 'pass');
  const names = faulty.slice(0, 5).map(({ part, check }) => `${part.name || 'A part without a name'}: ${check.what}`);
  return {
    ...worst.check,
    value: answers.reduce((sum, { check }) => sum + check.value, 0),
    what:
      faulty.length === 0
        ? `In each of ${answers.length} parts: ${first!.check.what}`
        : `${faulty.length} of ${answers.length} parts. ${names.join(' ')}`,
    places: faulty.flatMap(({ check }) => check.places).slice(0, MOST_PLACES),
  };
}

function withBroken(check: Check, broken: number): Check {
  if (check.name !== 'no-degenerate-triangles' || broken === 0) return check;
  return {
    ...check,
    result: 'fail',
    value: check.value + broken,
    what: `${broken} triangles have corners that are no numbers or lie further than a kilometer away; they are left out of every other question. ${check.what}`,
  };
}
