import { base64Of } from '@specola/formats';
import type { Check, ComparisonRecord, PrintCheckRecord } from '@specola/record';
import { type DeviationScale, deviationSection } from './deviation-section.ts';
import { html, type Markup, trusted } from './markup.ts';
import { REPORT_STYLE } from './report-style.ts';
import { bytes, icon, mark, mm, place, shown, volume, words } from './wording.ts';

export interface PrintCheckReportInput {
  readonly record: PrintCheckRecord;
  /** PNG by file name, as the record names them. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly deviation: DeviationScale | null;
}

export interface ComparisonReportInput {
  readonly record: ComparisonRecord;
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly deviation: DeviationScale;
}

const RESULTS = { pass: 'Pass', warn: 'Warning', fail: 'Fail' } as const;
const VERDICTS = {
  pass: ['pass', 'It prints', 'Every question was passed'],
  warn: ['pass', 'It prints, with care', 'No question that decides failed; see the warnings'],
  fail: ['fail', 'It does not print as it is', 'A question that decides failed; see below'],
} as const;

/** Whether a part prints, as one page that opens from disk: everything inside, nothing fetched. */
export function printCheckReport({ record, pictures, deviation }: PrintCheckReportInput): string {
  const { mesh, profile, checks, verdict } = record;
  const [kind, says, why] = VERDICTS[verdict];
  const sides = mesh.boundsMm.max.map((high, axis) => shown(high - mesh.boundsMm.min[axis]!, 1)).join(' × ');
  const counts = (['fail', 'warn', 'pass'] as const).map(
    (result) => checks.filter((check) => check.result === result).length,
  );
  const cards: readonly (readonly [string, string])[] = [
    ['Printer', profile.printer],
    ['Material', profile.material],
    ['Width × depth × height', `${sides} mm`],
    ['Volume', volume(mesh.volumeMm3)],
    ['Triangles', shown(mesh.triangles, 0)],
    ['Parts', shown(record.parts.length, 0)],
    ['Failed, warned, passed', counts.join(', ')],
  ];
  return page(
    'Does it print?',
    html`<header class="top"><div class="headline"><div><p class="eyebrow">Specola · print check</p><h1>Does it print?</h1>
<p class="soft">Measured on the file as it was written (${record.file.format}, ${bytes(record.file.bytes)}, sha256 <code>${record.file.sha256.slice(0, 16)}…</code>).</p></div>
<div class="verdict ${kind}">${icon(kind)}<span>${says}<small>${why}</small></span></div></div>
<p class="notice">${record.notice}</p>
<dl class="cards">${cards.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl></header>
${checksTable(checks)}
${figures(checks, pictures)}
${wallsSection(pictures)}
${record.deviation && deviation ? deviationSection(record.deviation, deviation, shownAs(pictures, DEVIATION_PICTURES)) : null}
${partsSection(record)}
<section><h2>How it was asked</h2><dl class="facts"><dt>Profile</dt><dd><code>${profile.name}</code>, tables of ${profile.version}</dd>
<dt>Built toward</dt><dd><code>${place(record.up)}</code> in the axes of the file</dd>
<dt>Unit of the file</dt><dd>${record.file.unit ?? 'not stated; millimeters'}</dd><dt>Frame of the file</dt><dd>${record.file.frame ?? 'not stated; its own axes'}</dd></dl></section>
<footer>${record.notice} Made by Specola ${record.specola.version}.</footer>`,
  );
}

/** How far two surfaces lie from each other, as one page. */
export function comparisonReport({ record, pictures, deviation }: ComparisonReportInput): string {
  const worst = Math.max(record.there.p95Mm, record.back.p95Mm);
  return page(
    'How far apart?',
    html`<header class="top"><div class="headline"><div><p class="eyebrow">Specola · comparison of surfaces</p><h1>How far apart?</h1>
<p class="soft">The judged file (${record.judged.format}, sha256 <code>${record.judged.sha256.slice(0, 16)}…</code>) against ${KINDS[record.against.kind]} (${record.against.file.format}, sha256 <code>${record.against.file.sha256.slice(0, 16)}…</code>).</p></div></div>
<p class="notice">${record.notice}</p>
<dl class="cards"><div><dt>95 % within, both ways</dt><dd>${mm(worst)}</dd></div><div><dt>Mean, both ways</dt><dd>${mm(Math.max(record.there.meanMm, record.back.meanMm))}</dd></div><div><dt>Largest</dt><dd>${mm(Math.max(record.there.maxMm, record.back.maxMm))}</dd></div></dl></header>
${deviationSection(record, deviation, shownAs(pictures, DEVIATION_PICTURES))}
<footer>${record.notice} Made by Specola ${record.specola.version}.</footer>`,
  );
}

const KINDS = {
  mesh: 'another mesh',
  segmentation: 'a segmentation',
  'grey-values': 'the grey-value surface of a scan',
} as const;

const DEVIATION_PICTURES = [
  ['deviation.png', 'The part: where it lies outside (red) and inside (blue) the other surface.'],
  [
    'deviation-back.png',
    'The other surface: where it lies outside (red) and inside (blue) the part. What the part lacks is red here.',
  ],
] as const;

function page(title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`.markup;
}

function checksTable(checks: readonly Check[]): Markup {
  const value = (number: number, unit: string) => (unit === 'mm' ? mm(number) : `${shown(number, 0)} ${unit}`);
  const rows = checks.map(
    (check) => html`<tr><th scope="row">${words(check.name)}</th><td>${mark(check.result, RESULTS[check.result])}</td>
<td class="number">${value(check.value, check.unit)}</td><td class="number">${value(check.limit, check.unit)}</td>
<td>${check.what}</td><td>${check.decides ? 'yes' : 'no'}</td></tr>`,
  );
  return html`<section aria-labelledby="h-checks"><h2 id="h-checks">Questions and answers</h2>
<div class="wide"><table class="roomy"><thead><tr><th scope="col">Question</th><th scope="col">Answer</th><th scope="col" class="number">Found</th><th scope="col" class="number">Limit</th><th scope="col">In words</th><th scope="col">Decides</th></tr></thead>
<tbody>${rows}</tbody></table></div></section>`;
}

/** Where to look, with a picture of the first place of each question that was not passed. */
function figures(checks: readonly Check[], pictures: ReadonlyMap<string, Uint8Array>): Markup | null {
  const told = checks.filter(({ result, places }) => result !== 'pass' && places.length > 0);
  if (told.length === 0) return null;
  return html`<section aria-labelledby="h-where"><h2 id="h-where">Where to look</h2>${told.map(
    (check) => html`<h3>${words(check.name)} ${mark(check.result, RESULTS[check.result])}</h3>
${pictureOf(pictures, check.picture ?? '', `The first place of ${words(check.name).toLowerCase()}, on the whole part and close by`)}
<p class="soft small">${check.places.map((at) => html`<code>${place(at)}</code> `)}</p>`,
  )}</section>`;
}

function wallsSection(pictures: ReadonlyMap<string, Uint8Array>): Markup | null {
  if (!pictures.has('walls.png')) return null;
  return html`<section aria-labelledby="h-walls"><h2 id="h-walls">Wall thickness</h2>
<p class="soft">At every place the way through the part to the surface on the other side. Dark is thin.</p>
${pictureOf(pictures, 'walls.png', 'Wall thickness as colors on the part, from four sides')}</section>`;
}

function partsSection({ parts }: PrintCheckRecord): Markup | null {
  if (parts.length < 2) return null;
  return html`<section><h2>Parts</h2><div class="wide"><table><thead><tr><th scope="col">Name in the file</th><th scope="col" class="number">Triangles</th><th scope="col" class="number">Volume</th></tr></thead>
<tbody>${parts.map(({ name, triangles, volumeMm3 }) => html`<tr><th scope="row">${name || '(none)'}</th><td class="number">${shown(triangles, 0)}</td><td class="number">${volume(volumeMm3)}</td></tr>`)}</tbody></table></div></section>`;
}

const shownAs = (pictures: ReadonlyMap<string, Uint8Array>, wanted: readonly (readonly [string, string])[]): Markup[] =>
  wanted.flatMap(([name, says]) => (pictures.has(name) ? [pictureOf(pictures, name, says)!] : []));

function pictureOf(pictures: ReadonlyMap<string, Uint8Array>, name: string, says: string): Markup | null {
  const png = pictures.get(name);
  if (!png) return null;
  return html`<figure><img alt="${says}" src="data:image/png;base64,${base64Of(png)}"><figcaption>${says}</figcaption></figure>`;
}
