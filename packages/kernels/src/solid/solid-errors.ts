import { SpecolaError } from '@specola/space';
import type { Faults } from '../mesh/find-faults.ts';

/** A mesh is not the surface of a solid: it says what is wrong, and where. */
export class NotASolidError extends SpecolaError {
  readonly code = 'solid/not-a-solid';
  /** Null where the surface is whole, but faces inward. */
  readonly faults: Faults | null;
  constructor(faults: Faults | null) {
    super({
      what: `The mesh is not the surface of a solid: ${faults ? toldFaults(faults) : 'it is turned inside out'}.`,
      why: 'Where the surface is open, cuts itself or is turned, nothing tells inside from outside, and a cut there would be a guess.',
      mend: 'Repair it first ("model.repair"), or rebuild it ("model.rebuild"), which always ends closed.',
    });
    this.faults = faults;
  }
}

/** A mesh goes around nothing: sheets, lines, or nothing at all. */
export class NothingEnclosedError extends SpecolaError {
  readonly code = 'solid/nothing-enclosed';
  constructor() {
    super({
      what: 'The mesh encloses nothing that could be made solid.',
      why: 'It is a sheet, or pieces of sheets, and a solid needs an inside; or it is thinner than the grid that looked for one.',
      mend: 'Give a finer resolution, thicken the sheet where it was made, or look at whether the right file was read.',
    });
  }
}

/** A boolean came out in a way that could not be proven right. */
export class SolidRefusedError extends SpecolaError {
  readonly code = 'solid/refused';
  constructor(reason: string) {
    super({
      what: `The solids could not be combined: ${reason}`,
      why: 'Every result is looked at: closed, manifold, free of self-intersections, with the volume that it must have. This one is not, so it is not handed on.',
      mend: 'Move one of the solids by a few hundredths of a millimeter, or rebuild the parts ("model.rebuild") and combine them again.',
    });
  }
}

/** What is wrong, in words with numbers. */
export function toldFaults({ topology, crossingPairs }: Pick<Faults, 'topology' | 'crossingPairs'>): string {
  const counts: readonly [number, string][] = [
    [topology.openEdges, 'open edges'],
    [topology.nonManifoldEdges, 'edges of more than two triangles'],
    [topology.turnedEdges, 'edges between triangles that face opposite ways'],
    [topology.nonManifoldVertices, 'vertices where sheets touch in a point'],
    [topology.folds, 'folds'],
    [topology.thinTriangles, 'triangles without area'],
    [topology.coincidentVertices, 'vertices in the place of another'],
    [crossingPairs, 'pairs of triangles that cut each other'],
  ];
  const there = counts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return there.join(', ');
}
