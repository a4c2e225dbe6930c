import type { PrintProfile } from '@specola/facts';
import { triangleAreaMm2 } from '@specola/kernels';
import type { Check } from '@specola/record';
import type { TriMesh, Triple } from '@specola/space';
import type { PrintFile } from './print-file.ts';

type Place = [number, number, number];

const MOST_PLACES = 20;
/** Faces lower than this many layers above the plate stand on it. */
const LAYERS_ON_PLATE = 1.5;
/** Below this an overhang is a grain of the surface: the slicer bridges it. */
const LEAST_AREA_MM2 = 1;
/** A print that stands on less than this comes loose on plates that hold by area alone. */
const LEAST_CONTACT_MM2 = 50;

/** What printing in a direction asks for: support under what leans over, and a foot to stand on. */
export function buildChecks({ whole }: PrintFile, { printer }: PrintProfile, up: Triple): Check[] {
  const { overhang, contact, plateAt } = facesToward(
    whole,
    up,
    printer.overhangDeg.value,
    LAYERS_ON_PLATE * printer.layerMm.value,
  );
  const deg = printer.overhangDeg.value;
  const leaning = deg !== null && overhang.areaMm2 >= LEAST_AREA_MM2;
  const adheres = printer.technology === 'material-extrusion';
  const slight = adheres && contact.areaMm2 < LEAST_CONTACT_MM2;
  return [
    {
      name: 'overhang',
      result: leaning ? 'warn' : 'pass',
      decides: false,
      value: deg === null ? 0 : overhang.areaMm2,
      limit: LEAST_AREA_MM2,
      unit: 'mm²',
      what:
        deg === null
          ? `${printer.label} needs no support.`
          : leaning
            ? `${area(overhang.areaMm2)} mm² lean over by more than ${deg}° from the vertical and need support; its marks stay on them.`
            : `Nothing leans over by more than ${deg}° from the vertical.`,
      places: leaning ? overhang.places : [],
    },
    {
      name: 'contact-area',
      result: slight ? 'warn' : 'pass',
      decides: false,
      value: contact.areaMm2,
      limit: adheres ? LEAST_CONTACT_MM2 : 0,
      unit: 'mm²',
      what: `It stands on ${area(contact.areaMm2)} mm² of the plate.${slight ? ' That may come loose: lay it otherwise, or print it with a brim.' : adheres ? '' : ' This printer holds parts by support or powder.'}`,
      places: slight ? [plateAt] : [],
    },
  ];
}

interface Faces {
  readonly areaMm2: number;
  readonly places: Place[];
}

function facesToward(
  mesh: TriMesh,
  up: Triple,
  overhangDeg: number | null,
  onPlateMm: number,
): { overhang: Faces; contact: Faces; plateAt: Place } {
  const { positions: x, triangles } = mesh;
  const heightOf = (v: number): number => x[3 * v]! * up[0] + x[3 * v + 1]! * up[1] + x[3 * v + 2]! * up[2];
  let [lowest, lowestVertex] = [Infinity, triangles[0]!];
  for (const v of triangles) if (heightOf(v) < lowest) [lowest, lowestVertex] = [heightOf(v), v];
  // How far down a normal points is the sine of how far the face leans over from the vertical.
  const steepest = overhangDeg === null ? 2 : Math.sin((overhangDeg * Math.PI) / 180) + 1e-6;
  let [overhangMm2, contactMm2] = [0, 0];
  const leaning: { t: number; areaMm2: number }[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const down = -normalAlong(mesh, t, up);
    if (!(down > 0)) continue;
    const onPlate = [0, 1, 2].every((k) => heightOf(triangles[t + k]!) - lowest <= onPlateMm);
    const areaMm2 = triangleAreaMm2(x, triangles, t);
    if (onPlate) {
      if (down > 0.9) contactMm2 += areaMm2;
    } else if (down > steepest) {
      overhangMm2 += areaMm2;
      leaning.push({ t, areaMm2 });
    }
  }
  const middle = (t: number): Place =>
    [0, 1, 2].map(
      (k) => (x[3 * triangles[t]! + k]! + x[3 * triangles[t + 1]! + k]! + x[3 * triangles[t + 2]! + k]!) / 3,
    ) as Place;
  const step = Math.max(1, Math.floor(leaning.length / MOST_PLACES));
  return {
    overhang: {
      areaMm2: overhangMm2,
      places: leaning
        .filter((_, n) => n % step === 0)
        .slice(0, MOST_PLACES)
        .map(({ t }) => middle(t)),
    },
    contact: { areaMm2: contactMm2, places: [] },
    plateAt: [0, 1, 2].map((axis) => x[3 * lowestVertex + axis]!) as Place,
  };
}

function normalAlong({ positions: x, triangles }: TriMesh, t: number, [dx, dy, dz]: Triple): number {
  const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!];
  const [ux, uy, uz] = [x[b]! - x[a]!, x[b + 1]! - x[a + 1]!, x[b + 2]! - x[a + 2]!];
  const [vx, vy, vz] = [x[c]! - x[a]!, x[c + 1]! - x[a + 1]!, x[c + 2]! - x[a + 2]!];
  const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
  return length > 0 ? (nx * dx + ny * dy + nz * dz) / length : 0;
}

const area = (mm2: number): string => mm2.toFixed(mm2 < 10 ? 1 : 0);
