import type { Placement, TriMesh, Triple } from '@specola/space';

/**
 * A solid, said as data: what it is made of and how. Expressions are evaluated whole, in double precision, so that a
 * chain of booleans rounds once, at its end. An expression that is named twice (the same object) is made once.
 */
export type SolidExpression =
  /** A closed, oriented manifold. It should not cut itself: `combineSolids` sees to that. */
  | { readonly make: 'mesh'; readonly mesh: TriMesh }
  /** About the origin, sides along the axes. */
  | { readonly make: 'box'; readonly sidesMm: Triple }
  /** About the origin, along z; a cone with another top radius. */
  | {
      readonly make: 'cylinder';
      readonly radiusMm: number;
      readonly topRadiusMm?: number;
      readonly heightMm: number;
      readonly segments: number;
    }
  /** About the origin. */
  | { readonly make: 'ball'; readonly radiusMm: number; readonly segments: number }
  /** From z = 0 upwards; the filled areas of the contours by the even-odd rule. */
  | { readonly make: 'extrude'; readonly contoursMm: readonly Contour2[]; readonly heightMm: number }
  | { readonly make: 'union' | 'intersect' | 'hull'; readonly of: readonly SolidExpression[] }
  | { readonly make: 'subtract'; readonly from: SolidExpression; readonly what: readonly SolidExpression[] }
  /** Keeps the side that the normal points to: where normal · point ≥ offset. */
  | { readonly make: 'trim'; readonly of: SolidExpression; readonly normal: Triple; readonly offsetMm: number }
  /** No edge longer than this. Long thin triangles make booleans five times slower: give cutters some 3 mm. */
  | { readonly make: 'refine'; readonly of: SolidExpression; readonly longestMm: number }
  | { readonly make: 'place'; readonly of: SolidExpression; readonly placement: Placement };

export type Contour2 = readonly (readonly [xMm: number, yMm: number])[];

/** What an expression came to. */
export interface EvaluatedSolid {
  /** In the frame of the meshes; no triangles where nothing is left. Its arrays lie outside the arena. */
  readonly mesh: TriMesh;
  readonly volumeMm3: number;
  readonly areaMm2: number;
  /** Handles less the number of shells above one: 0 for a ball, 1 for a ring, −1 for two balls. */
  readonly genus: number;
}

/** A mesh among the expressions is no closed manifold, or numbers are not finite. */
export interface SolidRefusal {
  readonly refused: string;
}

export type SolidAnswer = readonly EvaluatedSolid[] | SolidRefusal;
