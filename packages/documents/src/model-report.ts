import { base64Of } from '@specola/formats';
import type { ModelRecord } from '@specola/record';
import type { TriMesh } from '@specola/space';
import type { DeviationHistogram } from './deviation-histogram.ts';
import { type DoubtMap, embedMesh } from './embedded-mesh.ts';
import { html, type Markup, trusted } from './markup.ts';
import { REPORT_STYLE } from './report-style.ts';
import { checksSection, fidelitySection, findingsSection, truthSection } from './result-sections.ts';
import { artifactsSection, recipeSection, runSection, sourceSection } from './source-sections.ts';
import { surfaceWords } from './surface-words.ts';
import { uncertaintySection } from './uncertainty-section.ts';
import { VIEWER_SCRIPT } from './viewer-script.ts';
import { icon, mm, shown, volume, words } from './wording.ts';

type Rgb = readonly [red: number, green: number, blue: number];

export interface ReportSlice {
  readonly caption: string;
  readonly png: Uint8Array;
}

export interface ModelReportInput {
  readonly record: ModelRecord;
  /** The model from four sides; also what a reader without WebGL2 sees. */
  readonly preview: Uint8Array;
  /** In reading order; three stand beside each other. */
  readonly slices: readonly ReportSlice[];
  /** Light enough for a page: up to some 250,000 triangles. LPS mm. */
  readonly mesh: TriMesh;
  /** Signed distance of each vertex of `mesh` to the image surface; outside is positive. Null when it was not measured. */
  readonly deviationMm: Float32Array | null;
  /** Seven colors from -limitMm to +limitMm, the same as in the pictures; and the distances of the whole model in bins. */
  readonly deviationScale: { readonly limitMm: number; readonly stops: readonly Rgb[] };
  readonly histogram: DeviationHistogram | null;
  /** How far another threshold moves each vertex of `mesh`, with its colors; null when it was not asked. */
  readonly doubt:
    | (DoubtMap & { readonly stops: readonly Rgb[]; readonly noNumber: readonly [ended: Rgb, noEdge: Rgb] })
    | null;
  /** Where the lab is, e.g. "Europe/Berlin"; without it times are given in UTC alone. */
  readonly timeZone?: string;
  /** Whom to thank for the scan, when it is a public one. */
  readonly credit?: string;
}

const VIEW_NAMES = ['anterior', 'left', 'posterior', 'right', 'superior', 'inferior'] as const;

/**
 * The report of a model as one page that opens from disk: everything is inside, nothing is fetched, and the page forbids
 * itself to. It says how far the model can be trusted, in the words of the record.
 */
export function modelReport(input: ModelReportInput): string {
  const { record } = input;
  const title = `${words(record.surface.anatomy)} model`;
  const scale = { ...input.deviationScale, colorOf: (share: number) => colorAt(input.deviationScale.stops, share) };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}: report</title>
<link rel="icon" href="data:,">
<style>${trusted(REPORT_STYLE)}</style>
</head>
<body>
<main>
${heading(input, title)}
${modelSection(input)}
${slicesSection(input)}
${checksSection(record)}
${truthSection(record)}
${fidelitySection(record, input.histogram, scale.colorOf)}
${uncertaintySection(record)}
${findingsSection(record)}
${sourceSection(record, input.credit)}
${recipeSection(record)}
${artifactsSection(record)}
${runSection(record)}
<footer>${record.notice} Made by Specola ${record.specola.version}. All positions are patient coordinates, DICOM LPS, in millimetres: +x left, +y back, +z head.</footer>
</main>
<script type="application/json" id="mesh">${meshData(input)}</script>
<script>${trusted(VIEWER_SCRIPT)}</script>
</body>
</html>
`.markup;
}

function heading({ record, timeZone }: ModelReportInput, title: string): Markup {
  const { mesh, fidelity } = record;
  const sides = [0, 1, 2]
    .map((axis) => shown(mesh.boundsLpsMm.max[axis]! - mesh.boundsLpsMm.min[axis]!, 1))
    .join(' × ');
  const cards: readonly (readonly [string, string])[] = [
    ['Mean deviation', mm(fidelity.meanMm)],
    ['95 % within', mm(fidelity.p95Mm)],
    ['Largest deviation', mm(fidelity.maxMm)],
    ...(record.uncertainty
      ? [['Segmentation error for the budget', mm(record.uncertainty.segmentationErrorMm)] as const]
      : []),
    ['Thinnest wall', mesh.thinnestWallMm ? mm(mesh.thinnestWallMm.thicknessMm) : 'none met'],
    ['Volume', volume(mesh.volumeMm3)],
    ['Left–right × front–back × height', `${sides} mm`],
    ['Triangles', shown(mesh.triangles, 0)],
    ['Separate parts', shown(mesh.shells, 0)],
  ];
  const failed = record.checks.filter((check) => check.decides && check.result === 'fail').length;
  const verdict = record.printReady
    ? html`<div class="verdict pass">${icon('pass')}<span>Print-ready<small>All deciding checks passed on the written file</small></span></div>`
    : html`<div class="verdict fail">${icon('fail')}<span>Not print-ready<small>${failed} deciding ${failed === 1 ? 'check' : 'checks'} failed; see below</small></span></div>`;
  return html`<header class="top">
<div class="headline"><div><p class="eyebrow">Specola · anatomic model report</p><h1>${title}</h1>
<p class="soft">From a ${modalityName(record.source.modality)}${record.source.kind === 'dicom' ? ' series' : ' volume'} of ${record.source.dimensions.join(' × ')} voxels. Made ${momentOf(record.run.startedAt, timeZone)}.</p></div>
${verdict}</div>
<p class="notice">${record.notice} Intended use: <strong>${words(record.intendedUse).toLowerCase()}</strong>.</p>
<dl class="cards">${cards.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
}

const modalityName = (modality: string): string => (modality === 'other' ? 'scan' : modality);

function momentOf(iso: string, timeZone: string | undefined): string {
  const say = (zone: string) =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(new Date(iso));
  const utc = `${say('UTC')} UTC`;
  return timeZone && timeZone !== 'UTC' ? `${utc} (${say(timeZone)} in ${timeZone})` : utc;
}

function modelSection({ record, preview, deviationMm, deviationScale, doubt }: ModelReportInput): Markup {
  const { limitMm, stops } = deviationScale;
  const ramp = rampOf(stops);
  const deviating = deviationMm
    ? html`<button type="button" data-paint="deviation" aria-pressed="false">Deviation colors</button>`
    : null;
  const doubting = doubt
    ? html`<button type="button" data-paint="doubt" aria-pressed="false">How well it is known</button>`
    : null;
  const painting =
    deviating || doubting
      ? html`<div role="group" aria-label="Coloring"><button type="button" data-paint="plain" aria-pressed="true">Plain</button>${deviating}${doubting}</div>`
      : null;
  return html`<section aria-labelledby="h-model">
<h2 id="h-model">The model</h2>
<div class="model-3d"><p class="soft small">Drag to turn, Shift and drag (or two fingers) to move, click and scroll to zoom. Keys: arrows, + and −, 1 to 6 for the sides, d for deviation colors, u for how well the surface is known.</p>
<div id="stage"><canvas id="view" tabindex="0" role="img" aria-label="The model in three dimensions; arrow keys turn it"></canvas>
<span class="edge" id="edge-left"></span><span class="edge" id="edge-right"></span><span class="edge" id="edge-top"></span><span class="edge" id="edge-bottom"></span>
<div id="bar"></div>
<div class="legend" data-legend="deviation" hidden>Model inside – outside the image surface<div class="ramp" style="background: linear-gradient(90deg, ${ramp})"></div><div class="ends"><span>−${limitMm} mm</span><span>0</span><span>+${limitMm} mm</span></div></div>${doubtLegend(doubt)}</div>
<div class="tools"><div role="group" aria-label="Standard views">${VIEW_NAMES.map((name) => html`<button type="button" data-view="${name}">${words(name)}</button>`)}</div>
<div role="group" aria-label="Zoom"><button type="button" data-zoom="1.3" aria-label="Zoom in">+</button><button type="button" data-zoom="0.77" aria-label="Zoom out">−</button></div>${painting}</div>
<p class="soft small">On this page the model may be drawn with fewer triangles; the files hold all ${shown(record.mesh.triangles, 0)}.</p></div>
<h3>From four sides</h3>
<figure><img src="${pngUrl(preview)}" alt="The model from the front, the left, the back and above, with patient directions and a scale"></figure>
</section>`;
}

const rampOf = (stops: readonly Rgb[]): string => stops.map((stop) => `rgb(${stop.join(',')})`).join(', ');

function doubtLegend(doubt: ModelReportInput['doubt']): Markup | null {
  if (!doubt) return null;
  const key = ([ended, noEdge]: readonly [Rgb, Rgb]) => ({
    ended: `rgb(${ended.join(',')})`,
    noEdge: `rgb(${noEdge.join(',')})`,
  });
  const { ended, noEdge } = key(doubt.noNumber);
  return html`<div class="legend" data-legend="doubt" hidden>Surface moves by, with another threshold<div class="ramp" style="background: linear-gradient(90deg, ${rampOf(doubt.stops)})"></div><div class="ends"><span>0</span><span>${doubt.limitMm} mm or more</span></div><div class="key"><i style="background: ${ended}"></i>vanishes or merges</div><div class="key"><i style="background: ${noEdge}"></i>no edge of the image</div></div>`;
}

function slicesSection({ slices, record }: ModelReportInput): Markup {
  if (slices.length === 0) return trusted('');
  return html`<section aria-labelledby="h-slices">
<h2 id="h-slices">On the scan</h2>
<p class="soft">The line is the exact cut of the finished model with the slice. Radiological convention: the patient’s right is at the left of axial and coronal pictures.</p>
<div class="slices">${slices.map(({ caption, png }) => html`<figure><img src="${pngUrl(png)}" alt="${caption}, with the contour of the finished model"><figcaption>${caption}</figcaption></figure>`)}</div>
<p class="soft small">The surface runs ${surfaceWords(record)}.</p>
</section>`;
}

const pngUrl = (png: Uint8Array): string => `data:image/png;base64,${base64Of(png)}`;

/** JSON holds no "<" here but in text, and there is none; escaped all the same, so that it can never end the element. */
function meshData({ mesh, deviationMm, deviationScale, doubt }: ModelReportInput): Markup {
  const { limitMm, stops } = deviationScale;
  const packed = embedMesh(mesh, deviationMm ? { mm: deviationMm, limitMm } : null, doubt);
  const colors = { stops, doubtStops: doubt?.stops ?? stops, noNumber: doubt?.noNumber ?? [stops[0], stops[0]] };
  return trusted(JSON.stringify({ ...packed, ...colors }).replace(/</g, '\\u003c'));
}

function colorAt(stops: readonly Rgb[], share: number): string {
  const along = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const at = Math.min(stops.length - 2, Math.floor(along));
  const parts = [0, 1, 2].map((c) => Math.round(stops[at]![c]! + (along - at) * (stops[at + 1]![c]! - stops[at]![c]!)));
  return `rgb(${parts.join(',')})`;
}
