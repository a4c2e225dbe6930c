import { type Crew, type DataMatrix, dataMatrixOf, dot, nearestPoints } from '@specola/kernels';
import { parseItemCode } from '@specola/record';
import type { Placement, Triple } from '@specola/space';
import { unitOf } from '../edit/frame-about.ts';
import { checkPlace, type Objection, type PlaceNeeds, type Surroundings } from './check-place.ts';
import type { HeightMap, LabelFrame } from './height-map.ts';
import { type Directions, frameAt, framesAt, type Mark, markFor, type TriedFrame, tryFrames } from './label-frames.ts';
import { type LabelLayout, labelLayout } from './label-layout.ts';
import { labelSpots } from './label-spots.ts';

/** From the height asked for down to the smallest, in shares of the way. */
const HEIGHTS = [0, 1 / 3, 2 / 3, 1] as const;
/** Places looked at closely for each layout. */
const MOST_LOOKED_AT = 24;
/** How far the surface may leave the plane of a label, as a share of its width, and in mm. */
const DEVIATION_SHARE = 0.12;
const DEVIATION_MOST_MM = 4;
const DEVIATION_LEAST_MM = 0.4;
/** A slanted label must lie this much flatter to be taken before an upright one. */
const NOT_UPRIGHT = 0.15;

export interface LabelWish {
  readonly arrangements: readonly (readonly string[])[];
  readonly identifier: string;
  readonly matrix: 'where-it-fits' | 'required' | 'none';
  readonly orientation: boolean;
  readonly heightMm: number;
  readonly smallestHeightMm: number;
  readonly moduleMm: number;
  readonly place: { readonly atLpsMm: Triple; readonly direction: Triple; readonly up?: Triple | undefined } | null;
  readonly needs: Omit<PlaceNeeds, 'widthMm' | 'heightMm' | 'deviationMm'>;
}

export interface PlacedLabel {
  readonly layout: LabelLayout;
  readonly frame: LabelFrame;
  readonly map: HeightMap;
  /** Direction of the arrow in the label. */
  readonly arrow: readonly [number, number];
  readonly mark: Mark;
}

/** A label in its place; or what stood against it, by how often. */
export type Placing = PlacedLabel | { readonly objections: ReadonlyMap<Objection | 'no-room', number> };

export const isPlaced = (placing: Placing): placing is PlacedLabel => 'layout' in placing;

/** The largest layout that finds a place: with the Data Matrix in every size first, then without where that may be. */
export async function placeLabel(
  wish: LabelWish,
  placement: Placement,
  around: Surroundings,
  crew: Crew,
): Promise<Placing> {
  const toward = directionsIn(placement);
  const objections = new Map<Objection | 'no-room', number>();
  const object = (objection: Objection | 'no-room') => objections.set(objection, (objections.get(objection) ?? 0) + 1);
  const frames = wish.place
    ? [await givenFrame(wish.place, toward, around, crew)]
    : framesAt(labelSpots(around.mesh), toward);
  const carriers = async (tried: readonly TriedFrame[], layout: LabelLayout) =>
    wish.place ? tried : await tryFrames(around.own, tried, sizeOf(layout), crew);
  for (const matrix of matricesOf(wish)) {
    const laid = (rows: readonly string[], share: number, mark: Mark): LabelLayout | null => {
      const least = Math.min(wish.smallestHeightMm, wish.heightMm);
      const capHeightMm = wish.heightMm + share * (least - wish.heightMm);
      return labelLayout(rows, { capHeightMm, mark: wish.orientation ? mark : null, matrix, moduleMm: wish.moduleMm });
    };
    // What does not carry the smallest letters carries no larger ones.
    const carrying: { rows: readonly string[]; frames: readonly TriedFrame[] }[] = [];
    for (const rows of wish.arrangements) {
      const smallest = laid(rows, 1, 'S');
      if (!smallest) continue;
      const found = await carriers(frames, smallest);
      if (found.length > 0) carrying.push({ rows, frames: found });
      else object('no-room');
    }
    for (const share of HEIGHTS)
      for (const { rows, frames: known } of carrying) {
        const layout = laid(rows, share, 'S')!;
        const size = sizeOf(layout);
        // A plane given by hand touches the surface; one that was fitted lies half-way in it.
        const needs = { ...wish.needs, ...size, deviationMm: (wish.place ? 2 : 1) * size.deviationMm };
        for (const { frame: tried, mark } of best(await carriers(known, layout), needs.deviationMm)) {
          const checked = await checkPlace(tried, needs, around, crew);
          if ('objection' in checked) object(checked.objection);
          else {
            const { frame } = checked;
            const arrow = [dot(toward[mark], frame.right), dot(toward[mark], frame.up)] as const;
            return { layout: laid(rows, share, mark)!, frame, map: checked.map, arrow, mark };
          }
        }
      }
  }
  return { objections };
}

/** The Data Matrix that is wanted, then none where that will do. */
function matricesOf({ matrix, identifier }: LabelWish): readonly (DataMatrix | null)[] {
  if (matrix === 'none') return [null];
  const wanted = dataMatrixOf(matrixText(identifier));
  if (matrix === 'required') return wanted ? [wanted] : [];
  return wanted ? [wanted, null] : [null];
}

/** An item code without its dashes: the same letters in a smaller symbol. */
export const matrixText = (identifier: string): string =>
  parseItemCode(identifier)?.code.replaceAll('-', '') ?? identifier;

function sizeOf({ widthMm, heightMm }: LabelLayout) {
  const deviationMm = Math.min(DEVIATION_MOST_MM, Math.max(DEVIATION_LEAST_MM, DEVIATION_SHARE * widthMm));
  return { widthMm, heightMm, deviationMm };
}

function best(tried: readonly TriedFrame[], deviationMm: number): readonly TriedFrame[] {
  const score = (one: TriedFrame) => one.deviationMm / deviationMm + (one.isUpright ? 0 : NOT_UPRIGHT);
  return tried
    .map((one, n) => ({ one, n, score: score(one) }))
    .sort((a, b) => a.score - b.score || a.n - b.n)
    .slice(0, MOST_LOOKED_AT)
    .map(({ one }) => one);
}

/** Where the user says, on the nearest point of the surface. */
async function givenFrame(
  { atLpsMm, direction, up }: NonNullable<LabelWish['place']>,
  toward: Directions,
  { own }: Surroundings,
  crew: Crew,
): Promise<TriedFrame> {
  const [x, y, z] = await nearestPoints(own, Float32Array.from(atLpsMm), crew);
  const normal = unitOf(direction);
  const mark = markFor(normal, toward);
  const frame = frameAt([x!, y!, z!], normal, up ?? toward[mark]);
  return { frame, mark, deviationMm: 0, isUpright: true };
}

/** Where head and front lie in a component that was turned, scaled or mirrored. */
function directionsIn(m: Placement): Directions {
  const moved = (x: number, y: number, z: number): Triple =>
    unitOf([m[0]! * x + m[1]! * y + m[2]! * z, m[4]! * x + m[5]! * y + m[6]! * z, m[8]! * x + m[9]! * y + m[10]! * z]);
  return { S: moved(0, 0, 1), A: moved(0, -1, 0) };
}
