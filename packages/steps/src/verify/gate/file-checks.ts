import type { PrintProfile } from '@specola/facts';
import type { Check } from '@specola/record';
import { triangleCountOf } from '@specola/space';
import type { PrintFile } from './print-file.ts';

/** The longest side of what labs print: smaller or larger is mostly a file in another unit. */
const PLAUSIBLE_MM = { from: 5, to: 800 } as const;
const POSSIBLE_MM = { from: 1, to: 3000 } as const;

/** Keys by which a 3MF tells what is written on the part itself. */
const LABEL_KEY = /^specola:Label/;

const AXES = ['width', 'depth', 'height'] as const;

/** What is asked of the file as a whole: size, unit, label, side, triangles. */
export function fileChecks(file: PrintFile, profile: PrintProfile, sidesMm: readonly number[]): Check[] {
  return [
    fitsBuildVolume(profile, sidesMm),
    units(file, sidesMm),
    label(file),
    handedness(file),
    triangleBudget(file, profile),
  ];
}

function fitsBuildVolume({ printer }: PrintProfile, sidesMm: readonly number[]): Check {
  const room = printer.buildVolumeMm.value;
  const as = (order: readonly number[]) =>
    order.map((axis, n) => ({ axis, over: sidesMm[axis]! - room[n]!, room: room[n]! }));
  const worstOf = (order: readonly number[]) => as(order).reduce((a, b) => (b.over > a.over ? b : a));
  const asItLies = worstOf([0, 1, 2]);
  const ways = [
    [0, 1, 2],
    [1, 0, 2],
    [0, 2, 1],
    [2, 0, 1],
    [1, 2, 0],
    [2, 1, 0],
  ];
  const best = ways.map(worstOf).reduce((a, b) => (b.over < a.over ? b : a));
  const worst = best.over <= 0 ? (asItLies.over <= 0 ? asItLies : best) : best;
  const size = sidesMm.map((side) => side.toFixed(1)).join(' × ');
  return {
    name: 'fits-build-volume',
    result: best.over > 0 ? 'fail' : 'pass',
    decides: true,
    value: sidesMm[worst.axis]!,
    limit: worst.room,
    unit: 'mm',
    what:
      best.over > 0
        ? `${size} mm do not fit into ${room.join(' × ')} mm of ${printer.label} in any of the six ways that turn it by right angles: its ${AXES[worst.axis]} is ${best.over.toFixed(1)} mm too long. Cut it, or print it elsewhere.`
        : asItLies.over > 0
          ? `${size} mm fit into ${room.join(' × ')} mm of ${printer.label} when it is turned by a right angle; as it lies it does not.`
          : `${size} mm fit into ${room.join(' × ')} mm of ${printer.label} as it lies.`,
    places: [],
  };
}

function units({ statedUnit }: PrintFile, sidesMm: readonly number[]): Check {
  const longest = Math.max(...sidesMm);
  const from =
    statedUnit === null ? 'The file states no unit; read as millimeters' : `Read in ${statedUnit}, as the file states`;
  const low = longest < PLAUSIBLE_MM.from;
  const impossible = longest < POSSIBLE_MM.from || longest > POSSIBLE_MM.to;
  const odd = low || longest > PLAUSIBLE_MM.to;
  return {
    name: 'units',
    result: impossible ? 'fail' : odd ? 'warn' : 'pass',
    decides: true,
    value: longest,
    limit: low ? PLAUSIBLE_MM.from : PLAUSIBLE_MM.to,
    unit: 'mm',
    what: `${from}, its longest side measures ${longest < 10 ? longest.toPrecision(3) : longest.toFixed(1)} mm.${odd ? ` That is ${low ? 'small' : 'large'} for a print: it may be in another unit (--unit).` : ''}`,
    places: [],
  };
}

function label({ metadata, parts }: PrintFile): Check {
  const labels = Object.entries(metadata).filter(([key, text]) => LABEL_KEY.test(key) && text.trim() !== '');
  const named = parts.filter(({ name }) => name.trim() !== '').length;
  return {
    name: 'label',
    result: labels.length > 0 ? 'pass' : 'warn',
    decides: false,
    value: labels.length,
    limit: 1,
    unit: 'labels',
    what:
      labels.length > 0
        ? `The file says that a label is part of the geometry.`
        : `Nothing says that a label is part of the geometry${named > 0 ? `, though ${named} of ${parts.length} parts have a name in the file` : ''}: once printed it cannot be told from another. Engrave or emboss one, or look whether it has one.`,
    places: [],
  };
}

function handedness({ mirrors, parts, metadata, statedFrame }: PrintFile): Check {
  const saysMirrored = [...parts.map(({ name }) => name), ...Object.values(metadata)].some((text) =>
    /\bMIRRORED\b/.test(text),
  );
  const silent = mirrors && !saysMirrored;
  return {
    name: 'handedness',
    result: silent ? 'fail' : saysMirrored || statedFrame === null ? 'warn' : 'pass',
    decides: true,
    value: mirrors ? 1 : 0,
    limit: 0,
    unit: 'mirrored placements',
    what: silent
      ? 'The file places a part by a transform that mirrors it, and nothing in it says MIRRORED: a left part would be printed as a right one.'
      : saysMirrored
        ? 'The file says that it is MIRRORED: it is the other side’s shape.'
        : statedFrame === null
          ? 'The file states no patient frame, so left and right cannot be told from it; compare it with what it was made from (--against).'
          : `The file states the patient frame ${statedFrame}, and nothing mirrors it.`,
    places: [],
  };
}

function triangleBudget({ whole }: PrintFile, { printer }: PrintProfile): Check {
  const value = triangleCountOf(whole);
  const limit = printer.triangles.value;
  return {
    name: 'triangle-budget',
    result: value > limit ? 'warn' : 'pass',
    decides: false,
    value,
    limit,
    unit: 'triangles',
    what:
      value > limit
        ? `${value} triangles are more than slicers for ${printer.label} open readily (${limit}): simplify it within a bound.`
        : `${value} triangles, of ${limit} that slicers for ${printer.label} open readily.`,
    places: [],
  };
}
