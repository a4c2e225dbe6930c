import {
  ballElement,
  type Components,
  combineMasks,
  components,
  countComponentsIn,
  erodeMask,
  FACE_NEIGHBORS,
  keepComponents,
  openMask,
} from '@specola/kernels';
import type { BitMask } from '@specola/space';
import { findBody } from './find-body.ts';
import {
  chooseComponents,
  extentMmOf,
  largestOf,
  litersOrMm3,
  MaskScope,
  noteRegions,
  type Segmenting,
} from './segmenting.ts';

/** Wires, markers and table plates lie on the skin, bones below it: the body is made this much smaller to tell them. */
export const BELOW_SKIN_MM = 1.5;

/** What lies outside the body and is longer than this is table or headrest; shorter things are leads, tubes, markers. */
const TABLE_LENGTH_MM = 120;

/** A long wire stuck to the skin lies in the body by a third of its voxels, a table plate that touches it by hardly any. */
const TOUCHING_SHARE = 0.1;

/** A plate vanishes when opened by this ball, a dry bone of the same length keeps a thick end somewhere. */
const PLATE_RADIUS_MM = 3.5;

/**
 * Keeps the pieces that belong to the patient.
 *
 * In a body: those that lie in it by half of their voxels. In air (a dry bone, a phantom): all but long plates that
 * open towards air on both sides and leave the field of view or run through every slice.
 *
 * @returns a mask lent from the arena
 */
export async function keepAnatomy(
  job: Segmenting,
  mask: BitMask,
  { inAir, least }: { readonly inAir: boolean; readonly least: number },
): Promise<BitMask> {
  const { crew, voxelMm3 } = job;
  using pieces = await components(mask, 6, crew);
  const big = (c: number) => pieces.voxels[c]! * voxelMm3 >= least;
  const { isAlien, isTable } = inAir ? await platesAmong(job, pieces, mask) : await outsideBody(job, pieces);
  const aliens = chooseComponents(pieces, (c) => big(c) && isAlien(c));
  const tables = aliens.filter(isTable);
  const others = aliens.filter((c) => !isTable(c));
  const tableMm3 = noteRegions(job, pieces, tables, { change: 'removed', reason: 'scanner-table' });
  const otherMm3 = noteRegions(job, pieces, others, { change: 'removed', reason: 'outside-body' });
  if (tables.length > 0)
    job.findings.push({
      code: 'segment/table-removed',
      severity: 'info',
      what: `${tables.length} parts of a table or headrest, ${litersOrMm3(tableMm3)} in all, were removed.`,
      why: inAir ? 'They are long plates in air that the field of view cuts.' : 'They lie outside the body.',
      mend: 'Pass --no-remove-table to keep them.',
    });
  if (others.length > 0)
    job.findings.push({
      code: 'segment/outside-body-removed',
      severity: 'info',
      what: `${others.length} small dense pieces on or outside the skin, ${litersOrMm3(otherMm3)} in all, were removed.`,
      why: 'Leads, markers and tubes are no anatomy.',
      mend: 'Pass --no-remove-table to keep them.',
    });
  return await keepComponents(pieces, (c) => !isAlien(c), crew);
}

interface Aliens {
  /** Does not belong to the patient. */
  readonly isAlien: (c: number) => boolean;
  /** Is table or headrest, if it does not belong. */
  readonly isTable: (c: number) => boolean;
}

async function outsideBody(job: Segmenting, pieces: Components): Promise<Aliens> {
  using masks = new MaskScope(job.crew);
  const body = masks.hold(await findBody(job));
  const core = masks.hold(await erodeMask(body, ballElement(BELOW_SKIN_MM, job.spacingMm), job.crew));
  const below = await countComponentsIn(pieces, core, job.crew);
  const within = await countComponentsIn(pieces, body, job.crew);
  return {
    isAlien: (c) => below[c]! < 0.5 * pieces.voxels[c]!,
    isTable: (c) =>
      within[c]! < TOUCHING_SHARE * pieces.voxels[c]! && extentMmOf(pieces, c, job.spacingMm) >= TABLE_LENGTH_MM,
  };
}

async function platesAmong(job: Segmenting, pieces: Components, mask: BitMask): Promise<Aliens> {
  using masks = new MaskScope(job.crew);
  const thick = masks.hold(await openMask(mask, ballElement(PLATE_RADIUS_MM, job.spacingMm), job.crew));
  const thickVoxels = await countComponentsIn(pieces, thick, job.crew);
  const largest = largestOf(pieces);
  const isAlien = (c: number) => {
    const sides = pieces.touchedSides[c]!;
    const leavesView = (sides & 0b1111) !== 0;
    const runsThrough = (sides & 0b110000) === 0b110000;
    return (
      c !== largest &&
      (leavesView || runsThrough) &&
      thickVoxels[c]! < 0.1 * pieces.voxels[c]! &&
      extentMmOf(pieces, c, job.spacingMm) >= TABLE_LENGTH_MM
    );
  };
  return { isAlien, isTable: isAlien };
}

/** The voxels of a mask that have a neighbour outside it. */
export async function rimOf(mask: BitMask, crew: Segmenting['crew']): Promise<BitMask> {
  const core = await erodeMask(mask, FACE_NEIGHBORS, crew);
  return combineMasks('andNot', mask, core, crew, { out: core });
}
