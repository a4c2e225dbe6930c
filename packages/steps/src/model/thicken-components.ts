import { thickenComponents } from '@specola/commands';
import { type ThickenedWalls, type ThinPlace, thickenWalls } from '@specola/kernels';
import type { Finding } from '@specola/record';
import { componentStep } from './edit/component-step.ts';

/** Places named in a finding; all are counted. */
const MOST_PLACES = 8;

export const runThickenComponents = componentStep(thickenComponents, async (component, params, { crew }) => {
  const walls = await thickenWalls(component.mesh, params, crew);
  const { mesh, places, areaMm2, largestGrowthMm, addedMm3, stillThinMm2 } = walls;
  return {
    changed: mesh === component.mesh ? {} : { mesh },
    measures: {
      minimumMm: params.minimumMm,
      places: places.length,
      areaMm2,
      largestGrowthMm,
      addedMm3,
      stillThinMm2,
    },
    findings: places.length > 0 ? findingsOf(component.id, params.minimumMm, walls) : [],
  };
});

function findingsOf(id: string, minimumMm: number, walls: ThickenedWalls): Finding[] {
  const { places, areaMm2, largestGrowthMm, stillThinMm2, joined } = walls;
  const more = places.length > MOST_PLACES ? `, and ${places.length - MOST_PLACES} more` : '';
  const findings: Finding[] = [
    {
      code: 'model/thickened',
      severity: 'warning',
      what: `Walls of the component "${id}" below ${minimumMm} mm were thickened in ${places.length === 1 ? '1 place' : `${places.length} places`} (${areaMm2.toFixed(1)} mm² of surface, both sides); the surface moved outward by up to ${largestGrowthMm.toFixed(3)} mm.`,
      why: `The printer does not make thinner ones. LPS mm: ${places.slice(0, MOST_PLACES).map(told).join('; ')}${more}.`,
      mend: 'Look at these places before the model is used to measure, or print the part larger, or of a material that allows thinner walls.',
    },
  ];
  if (stillThinMm2 > 0)
    findings.push({
      code: 'model/still-thin',
      severity: 'warning',
      what: `${stillThinMm2.toFixed(1)} mm² of the surface of the component "${id}" still lie over a wall thinner than ${minimumMm} mm.`,
      why: 'At rims and edges that run out to nothing what was put in ends with a rounded edge of its own.',
      mend: 'Thicken once more, or leave these edges as they are if the printer rounds them anyway.',
    });
  if (joined)
    findings.push({
      code: 'model/thickened-together',
      severity: 'warning',
      what: `The thickened component "${id}" hangs together in another way than before: pieces met, or holes or hollows between thin walls were filled.`,
      why: 'Thin walls nearer to each other than they grew become one.',
      mend: 'Look at the places named, and cut them apart where the gap matters.',
    });
  return findings;
}

const told = ({ atLpsMm, thinnestMm, areaMm2 }: ThinPlace): string =>
  `${atLpsMm.map((c) => c.toFixed(1)).join(' ')} (${thinnestMm.toFixed(2)} mm, ${areaMm2.toFixed(1)} mm²)`;
