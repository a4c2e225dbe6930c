import { leastWallsMm, type PrintProfile } from '@specola/facts';
import { type Crew, type WallMap, wallMap } from '@specola/kernels';
import type { Check } from '@specola/record';
import { type ThinWalls, thinWalls, thinWallsBelow } from '../thin-walls.ts';
import type { PrintFile } from './print-file.ts';

/** Walls are looked for up to this many times the thickest limit, so that the map shows what is nearly too thin. */
const LIMITS_SHOWN = 2.5;
/** Less surface than this over a thin wall is the rim of a hole or a grain of the surface, not a wall. */
const LEAST_AREA_MM2 = 1;

export interface WallAnswers {
  readonly checks: readonly Check[];
  /** One for each part of the file. */
  readonly maps: readonly WallMap[];
  /** Thicker walls were not looked for. */
  readonly shownToMm: number;
}

/** Walls that are too thin for printer and material, and what is too small to be built at all: from one map. */
export async function wallChecks(
  { parts }: PrintFile,
  profile: PrintProfile,
  sidesMm: readonly number[],
  crew: Crew,
): Promise<WallAnswers> {
  const least = leastWallsMm(profile, sidesMm);
  const smallestMm = profile.printer.smallestFeatureMm.value;
  const shownToMm = Math.max(LIMITS_SHOWN * least.unsupportedMm, 5);
  const edgeMm = Math.max(least.supportedMm, Math.max(...sidesMm) / 400);
  const maps: WallMap[] = [];
  const thin: ThinWalls[] = [];
  const weak: ThinWalls[] = [];
  const lost: ThinWalls[] = [];
  const slots: ThinWalls[] = [];
  for (const { mesh } of parts) {
    const map = await wallMap(mesh, crew, { limitMm: shownToMm, edgeMm, gapLimitMm: 2 * smallestMm });
    maps.push(map);
    const [one, two, three] = thinWallsBelow(map.mesh, map.thicknessMm, [
      least.unsupportedMm,
      least.supportedMm,
      smallestMm,
    ]);
    weak.push(one!);
    thin.push(two!);
    lost.push(three!);
    slots.push(thinWalls(map.mesh, map.gapMm!, smallestMm));
  }
  const checks = [
    wallCheck(profile, least, joined(thin), joined(weak), shownToMm),
    featureCheck(profile, joined(lost), joined(slots)),
  ];
  return { checks, maps, shownToMm };
}

function wallCheck(
  { printer, material }: PrintProfile,
  least: { readonly supportedMm: number; readonly unsupportedMm: number; readonly source: string },
  thin: ThinWalls,
  weak: ThinWalls,
  shownToMm: number,
): Check {
  const thinnestMm = weak.thinnest?.thicknessMm ?? null;
  const result = thin.areaMm2 >= LEAST_AREA_MM2 ? 'fail' : weak.areaMm2 >= LEAST_AREA_MM2 ? 'warn' : 'pass';
  const of = `${printer.label} with ${material.label}`;
  const start =
    thinnestMm === null
      ? `No wall thinner than ${shown(shownToMm)} mm was met.`
      : `The thinnest wall measures ${thinnestMm.toFixed(2)} mm.`;
  const rest =
    result === 'fail'
      ? `${area(thin.areaMm2)} mm² of the surface lie over walls thinner than ${shown(least.supportedMm)} mm, the least for ${of}: they may break, warp or stay away.`
      : result === 'warn'
        ? `${area(weak.areaMm2)} mm² lie over walls thinner than ${shown(least.unsupportedMm)} mm: they print where they are held on two sides, not where they stand free.`
        : `Walls of ${shown(least.supportedMm)} mm (${shown(least.unsupportedMm)} mm standing free) are enough for ${of}.`;
  return {
    name: 'wall-thickness',
    result,
    decides: true,
    value: thinnestMm ?? shownToMm,
    limit: least.supportedMm,
    unit: 'mm',
    what: `${start} ${rest}`,
    places: (result === 'fail' ? thin : result === 'warn' ? weak : { places: [] }).places,
  };
}

function featureCheck({ printer }: PrintProfile, lost: ThinWalls, slots: ThinWalls): Check {
  const limit = printer.smallestFeatureMm.value;
  const thinMm = lost.thinnest?.thicknessMm ?? Infinity;
  const slotMm = slots.thinnest?.thicknessMm ?? Infinity;
  const [someLost, someClosed] = [lost.areaMm2 >= LEAST_AREA_MM2, slots.areaMm2 >= LEAST_AREA_MM2];
  const value = Math.min(thinMm, slotMm);
  const said = [
    someLost
      ? `${area(lost.areaMm2)} mm² of the surface lie over what is thinner than ${shown(limit)} mm and is not built.`
      : '',
    someClosed ? `${area(slots.areaMm2)} mm² lie in slots narrower than that, which close.` : '',
  ].filter((text) => text !== '');
  return {
    name: 'smallest-feature',
    result: someLost || someClosed ? 'warn' : 'pass',
    decides: false,
    value: Number.isFinite(value) ? value : limit,
    limit,
    unit: 'mm',
    what:
      said.length === 0
        ? `Nothing of note is thinner or narrower than ${shown(limit)} mm, what the printer just builds.`
        : said.join(' '),
    places: [...(someLost ? lost.places : []), ...(someClosed ? slots.places : [])].slice(0, 20),
  };
}

/** The walls of all parts, the thinnest first. */
function joined(all: readonly ThinWalls[]): ThinWalls {
  const known = all.filter(({ thinnest }) => thinnest !== null);
  known.sort((a, b) => a.thinnest!.thicknessMm - b.thinnest!.thicknessMm);
  return {
    thinnest: known[0]?.thinnest ?? null,
    areaMm2: all.reduce((sum, { areaMm2 }) => sum + areaMm2, 0),
    places: known.flatMap(({ places }) => places).slice(0, 20),
  };
}

const shown = (mm: number): string => String(Number(mm.toFixed(2)));
const area = (mm2: number): string => mm2.toFixed(mm2 < 10 ? 1 : 0);
