import type { Finding, Inspection, SeriesInspection, Sufficiency } from '@specola/record';

const MARKS = { sufficient: '✓', limited: '~', insufficient: '✗' } as const;
const SEVERITIES = { info: '·', warning: '!', error: '✗' } as const;

/** The inspection as a person reads it: a table of the series, then what was found in each. */
export function inspectionTable({ series, take, findings, wanted, plannedOn, rules }: Inspection): string {
  const rows = series.map((one, n) => [
    `${n + 1}${take && one.uid === take.uid ? ' →' : ''}`,
    one.modality || '?',
    short(one.description || '–', 24),
    String(one.instances),
    one.dimensions?.join(' × ') ?? '–',
    one.spacingMm?.map((mm) => mm.toFixed(2)).join(' × ') ?? '–',
    `${MARKS[one.sufficiency.model.verdict]} ${one.sufficiency.model.verdict}`,
    `${MARKS[one.sufficiency.guide.verdict]} ${one.sufficiency.guide.verdict}`,
  ]);
  const head = ['', 'kind', 'description', 'images', 'voxels', 'mm', `model (${wanted})`, `guide (${wanted})`];
  const lines = [
    ...columns([head, ...rows]),
    '',
    take
      ? `Take series ${series.findIndex(({ uid }) => uid === take.uid) + 1}${take.uid ? ` (${take.uid})` : ''}. ${take.why}`
      : 'No series suffices for a model.',
    ...findings.flatMap(findingLines),
    ...series.flatMap(seriesLines),
    '',
    `Rules of ${rules.version}${plannedOn ? `; planned on ${plannedOn}` : ''}. Specola is not cleared by any regulator.`,
    '',
  ];
  return lines.join('\n');
}

function seriesLines(one: SeriesInspection, n: number): string[] {
  const { geometry: g } = one;
  const geometry = g
    ? [
        `   ${g.tiltDeg === 0 ? 'upright' : `tilt ${g.tiltDeg.toFixed(1)}°`}, ${g.uniformSpacing ? 'even' : 'uneven'} spacing of ${g.stepMm.toFixed(3)} mm${g.uniformSpacing ? '' : `, largest gap ${g.largestGapMm.toFixed(2)} mm`}, ${g.handedness}-handed${one.kernel ? `, kernel ${one.kernel}` : ''}`,
      ]
    : [];
  return [
    '',
    `${n + 1}  ${one.uid ?? 'volume file'}`,
    ...geometry,
    ...one.findings.flatMap(findingLines),
    ...(one.coverage?.what.map((what) => `   · ${what}`) ?? []),
    ...because('model', one.sufficiency.model),
    ...because('guide', one.sufficiency.guide),
  ];
}

const findingLines = ({ severity, what, mend }: Finding): string[] => [
  `   ${SEVERITIES[severity]} ${what}`,
  ...(severity === 'info' ? [] : [`     ${mend}`]),
];

const because = (purpose: string, { verdict, because: reasons }: Sufficiency): string[] => [
  `   ${MARKS[verdict]} ${purpose}: ${verdict}. ${reasons.join(' ')}`,
];

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => [...row[c]!].length)));
  return rows.map((row) =>
    row
      .map((cell, c) => cell + ' '.repeat(widths[c]! - [...cell].length))
      .join('  ')
      .trimEnd(),
  );
}

const short = (text: string, most: number): string =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;
