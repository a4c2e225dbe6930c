import type { PrintProfile } from '@specola/facts';
import type { Check } from '@specola/record';
import type { PrintFile } from './print-file.ts';

type Place = [number, number, number];

/** Cavities that hold less than this together are pores: a drop that cures or stays without harm. */
const LEAST_MM3 = 100;

const WHAT_STAYS = {
  'vat-photopolymerization': 'liquid resin',
  'powder-bed-fusion': 'powder',
  'material-jetting': 'support gel',
  'material-extrusion': 'air',
} as const;

/** Closed cavities: what fills them while printing stays in them. */
export function trappedCheck({ parts }: PrintFile, { printer }: PrintProfile): Check {
  const cavities = parts
    .flatMap(({ mesh, topology }) =>
      topology.shells
        .filter(({ closed, depth }) => closed && depth % 2 === 1)
        .map(({ volumeMm3, firstTriangle }) => {
          const v = 3 * mesh.triangles[3 * firstTriangle]!;
          const at: Place = [mesh.positions[v]!, mesh.positions[v + 1]!, mesh.positions[v + 2]!];
          return { volumeMm3: Math.abs(volumeMm3), at };
        }),
    )
    .sort((a, b) => b.volumeMm3 - a.volumeMm3);
  const total = cavities.reduce((sum, { volumeMm3 }) => sum + volumeMm3, 0);
  const stays = WHAT_STAYS[printer.technology];
  const traps = printer.drainHoleMm.value !== null;
  const result = cavities.length === 0 || !traps ? 'pass' : total >= LEAST_MM3 ? 'fail' : 'warn';
  const count = `${cavities.length} closed ${cavities.length === 1 ? 'cavity' : 'cavities'} of ${total.toFixed(total < 10 ? 1 : 0)} mm³ together`;
  return {
    name: 'trapped-volumes',
    result,
    decides: true,
    value: total,
    limit: LEAST_MM3,
    unit: 'mm³',
    what:
      cavities.length === 0
        ? 'It has no closed cavity.'
        : traps
          ? `${count}: ${stays} stays inside, and may leak or burst out. Fill them, or open them with drain holes.`
          : `${count}; ${stays} inside does no harm.`,
    places: result === 'pass' ? [] : cavities.slice(0, 20).map(({ at }) => at),
  };
}
