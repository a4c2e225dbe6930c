import { ballElement, combineMasks, components, dilateMask, openMask, thresholdMask } from '@specola/kernels';
import { type BitMask, toLps } from '@specola/space';
import { chooseComponents, MaskScope, type Segmenting } from './segmenting.ts';

/** In air the half-maximum lies below other materials: the segment may only grow this far beyond what is surely bone. */
export const GROW_IN_AIR_MM = 1.5;

/** A blurred edge against air is one or two voxels thick; what holds a ball of this radius is another material. */
const THICK_EDGE_MM = 1;

/** The blurred edge of that other material towards air: with less a stub of it stays where it touches the bone. */
const OTHER_EDGE_MM = 1.5;

/** Of another material near a bone a smaller part is a crumb of glue, or noise. */
const LEAST_CONTACT_MM3 = 50;

/** So many places are written out. */
const MOST_PLACES = 6;

/**
 * Cuts what lies above a low threshold down, in place, to bone and its blurred edge: not further than a little from
 * bone, and no other material, which is told from an edge by being thick. Where such material touches the bone is told.
 */
export async function keepNear(
  job: Segmenting,
  above: BitMask,
  bone: BitMask,
  band: { readonly from: number; readonly to: number },
): Promise<void> {
  const { volume, crew, spacingMm } = job;
  using masks = new MaskScope(crew);
  const near = masks.hold(await dilateMask(bone, ballElement(GROW_IN_AIR_MM, spacingMm), crew));
  await combineMasks('and', above, near, crew, { out: above });
  const between = masks.hold(await thresholdMask(volume, band, crew));
  const ball = ballElement(THICK_EDGE_MM, spacingMm);
  const thick = masks.hold(await openMask(between, ball, crew));
  const other = masks.hold(await dilateMask(thick, ballElement(OTHER_EDGE_MM, spacingMm), crew));
  await combineMasks('andNot', other, bone, crew, { out: other });
  await combineMasks('andNot', above, other, crew, { out: above });
  await tellContacts(job, masks.hold(await combineMasks('and', thick, near, crew)));
}

/** Names the places where another material touches the bone: there the border is a guess. */
async function tellContacts(job: Segmenting, touching: BitMask): Promise<void> {
  using parts = await components(touching, 18, job.crew);
  const contacts = chooseComponents(parts, (c) => parts.voxels[c]! * job.voxelMm3 >= LEAST_CONTACT_MM3);
  if (contacts.length === 0) return;
  const places = [...contacts]
    .sort((a, b) => parts.voxels[b]! - parts.voxels[a]! || a - b)
    .slice(0, MOST_PLACES)
    .map((c) => {
      const middle = [0, 1, 2].map((n) => (parts.boxes[6 * c + n]! + parts.boxes[6 * c + 3 + n]!) / 2);
      const place = toLps([middle[0]!, middle[1]!, middle[2]!], job.volume.ijkToLps);
      return `(${[...place].map((mm) => mm.toFixed(0)).join(', ')})`;
    });
  job.findings.push({
    code: 'segment/other-material-touches',
    severity: 'warning',
    what: `Another material touches the bone in ${contacts.length} ${contacts.length === 1 ? 'place' : 'places'}, ${contacts.length > MOST_PLACES ? 'the largest ' : ''}around ${places.join(', ')} mm.`,
    why: 'A holder, a screw or glue was cut off there; parts of it that are as bright as thin bone stay as a stub or a rim.',
    mend: 'Look at these places on the slices, and smooth or cut the stub off before you measure there.',
  });
}
