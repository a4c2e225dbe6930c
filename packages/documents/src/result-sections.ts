import type { Check, ModelRecord } from '@specola/record';
import { type DeviationHistogram, histogramPicture } from './deviation-histogram.ts';
import { html, type Markup, trusted } from './markup.ts';
import { mark, mm, place, shown, volume, words } from './wording.ts';

const RESULTS = { pass: 'Pass', warn: 'Warning', fail: 'Fail' } as const;
const MOST_PLACES = 20;

/** Every question asked of the written file, with its answer; and where walls are thin. */
export function checksSection({ checks }: ModelRecord): Markup {
  const value = (number: number, unit: string) => (unit === 'mm' ? mm(number) : `${shown(number, 0)} ${unit}`);
  const rows = checks.map(
    (check) => html`<tr><th scope="row">${words(check.name)}</th><td>${mark(check.result, RESULTS[check.result])}</td>
<td class="number">${value(check.value, check.unit)}</td><td class="number">${value(check.limit, check.unit)}</td>
<td>${check.what}</td><td>${check.decides ? 'yes' : 'no'}</td></tr>`,
  );
  return html`<section aria-labelledby="h-checks">
<h2 id="h-checks">Checks of the written file</h2>
<p class="soft">Measured on the STL as it was written, read again. Only checks that decide can make a model not print-ready.</p>
<div class="wide"><table class="roomy"><thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col" class="number">Found</th><th scope="col" class="number">Limit</th><th scope="col">In words</th><th scope="col">Decides</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${checks.filter((check) => check.places.length > 0).map(placesOf)}
</section>`;
}

function placesOf(check: Check): Markup {
  const title =
    check.name === 'wall-thickness' ? 'Where walls are thin' : `Where to look: ${words(check.name).toLowerCase()}`;
  const list = check.places.slice(0, MOST_PLACES).map((at) => html`<li><code>${place(at)}</code></li>`);
  return html`<h3>${title}</h3><p class="soft small">Patient coordinates (left, back, head) in mm, the worst first.</p>
<ol class="small" style="columns: 15em; margin: 4px 0">${list}</ol>`;
}

/** What is known of the truth, when the study is a phantom. */
export function truthSection({ truth }: ModelRecord): Markup {
  if (!truth) return trusted('');
  return html`<section aria-labelledby="h-truth">
<h2 id="h-truth">Against the known truth</h2>
<p class="soft">The study is a phantom (${truth.phantom}), so the model can be compared with what was scanned, not only with the image of it.</p>
<dl class="cards"><div><dt>Mean</dt><dd>${mm(truth.meanMm)}</dd></div><div><dt>95 % within</dt><dd>${mm(truth.p95Mm)}</dd></div>
<div><dt>Largest</dt><dd>${mm(truth.maxMm)}</dd></div><div><dt>Volume error</dt><dd>${shown(truth.volumeErrorPercent, 2)} %</dd></div></dl>
<p>${truth.what}</p>
</section>`;
}

/** How far the finished mesh is from the grey-value surface, and what was changed on the way. */
export function fidelitySection(
  { surface, fidelity, smoothing, simplification, repair }: ModelRecord,
  histogram: DeviationHistogram | null,
  colorOf: (share: number) => string,
): Markup {
  const row = (name: string, d: { meanMm: number; p95Mm: number; maxMm: number }) =>
    html`<tr><th scope="row">${name}</th><td class="number">${mm(d.meanMm)}</td><td class="number">${mm(d.p95Mm)}</td><td class="number">${mm(d.maxMm)}</td></tr>`;
  const beyond = histogram && histogram.total > 0 ? (100 * (histogram.below + histogram.above)) / histogram.total : 0;
  const picture = histogram
    ? html`<figure class="histogram">${histogramPicture(histogram, colorOf, fidelity.modelToImage.p95Mm)}<figcaption>Signed distance of ${shown(histogram.total, 0)} points of the model to the image surface. Beyond ±${histogram.limitMm} mm: ${shown(beyond, 2)} %.</figcaption></figure>`
    : null;
  return html`<section aria-labelledby="h-fidelity">
<h2 id="h-fidelity">Deviation from the image</h2>
<p class="soft">Distance between the finished mesh and the grey-value surface of the kept segment, surface to surface, over ${shown(fidelity.samples, 0)} sample points. It holds what was taken back of the scan’s blur, and the error of smoothing, simplifying and repair; not that of the threshold or of the printer.${withoutImage(fidelity.withoutImagePercent)}</p>
<div class="wide"><table><thead><tr><th scope="col">Direction</th><th scope="col" class="number">Mean</th><th scope="col" class="number">95 % within</th><th scope="col" class="number">Largest</th></tr></thead>
<tbody>${[row('Model to image', fidelity.modelToImage), row('Image to model', fidelity.imageToModel), row('Both (the larger)', fidelity)]}</tbody></table></div>
${picture}
<h3>What was done to the surface</h3>
<div class="wide"><table class="roomy"><thead><tr><th scope="col">Work</th><th scope="col" class="number">Largest change</th><th scope="col" class="number">Bound</th><th scope="col">Besides</th></tr></thead><tbody>
${blurRow(surface.blur)}
<tr><th scope="row">Smoothing</th><td class="number">${mm(smoothing.largestMoveMm)}</td><td class="number">${mm(smoothing.boundMm)}</td><td></td></tr>
<tr><th scope="row">Simplifying</th><td class="number">${mm(simplification.largestErrorMm)}</td><td class="number">${mm(simplification.boundMm)}</td><td>from ${shown(simplification.trianglesBefore, 0)} triangles</td></tr>
<tr><th scope="row">Repair</th><td class="number">${mm(repair.largestMoveMm)}</td><td class="number">–</td><td>${repair.rounds} ${repair.rounds === 1 ? 'round' : 'rounds'}, ${repair.shellsRemoved} small ${repair.shellsRemoved === 1 ? 'shell' : 'shells'} removed</td></tr>
</tbody></table></div>
${changedRegions(fidelity.changedRegions)}
</section>`;
}

/** Null in a record from before it was measured. */
const withoutImage = (percent: number | null): Markup =>
  percent === null
    ? trusted('')
    : html` Of the model's surface ${shown(percent, 1)} % has no edge of the image beside it (cuts at the border of the scan, closed pores, places where something was cut off): there the distances say nothing.`;

/** How far the image is blurred, and how far the surface was moved for it. */
function blurRow(blur: ModelRecord['surface']['blur']): Markup {
  if (!blur) return trusted('');
  const found = blur.sigmaMm
    ? `sigma ${blur.sigmaMm.map((sigma) => shown(sigma, 2)).join(' × ')} mm, from ${blur.edges} edges`
    : 'not measured';
  const moved = blur.corrected
    ? `${shown(Math.abs(blur.meanMoveMm), 3)} mm ${blur.meanMoveMm < 0 ? 'inward' : 'outward'} on average, ${shown(blur.meanSizeMm, 3)} mm either way`
    : 'not taken back';
  return html`<tr><th scope="row">Taking back the scan’s blur</th><td class="number">${mm(blur.largestMoveMm)}</td><td class="number">${mm(blur.boundMm)}</td><td>${found}; ${moved}</td></tr>`;
}

function changedRegions(regions: ModelRecord['fidelity']['changedRegions']): Markup {
  if (regions.length === 0) return html`<h3>Filled or removed</h3><p>Nothing was filled or removed.</p>`;
  const sorted = [...regions].sort((a, b) => b.volumeMm3 - a.volumeMm3);
  const rows = sorted.map(
    (
      region,
    ) => html`<tr><th scope="row">${words(region.reason)}</th><td>${region.change}</td><td class="number">${shown(region.count, 0)}</td>
<td class="number">${volume(region.volumeMm3)}</td><td class="number">${volume(region.largestMm3)}</td><td><code>${place(region.atLpsMm)}</code></td></tr>`,
  );
  return html`<h3>Filled or removed</h3><p class="soft small">Listed by volume, and not averaged into the distances above.</p>
<div class="wide"><table class="roomy"><thead><tr><th scope="col">What</th><th scope="col">Change</th><th scope="col" class="number">Count</th><th scope="col" class="number">Volume</th><th scope="col" class="number">Largest</th><th scope="col">A point in the largest (LPS mm)</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

const SEVERITIES = { info: 'Note', warning: 'Warning', error: 'Error' } as const;

/** What was noticed about the input and the result: what, why, and how to mend it. */
export function findingsSection({ findings }: ModelRecord): Markup {
  const weight = { error: 0, warning: 1, info: 2 };
  const sorted = [...findings].sort((a, b) => weight[a.severity] - weight[b.severity]);
  const list = sorted.map(
    (
      finding,
    ) => html`<div class="finding">${mark(finding.severity, SEVERITIES[finding.severity])} <strong>${finding.what}</strong>
<p>${finding.why}</p><p><span class="soft">How to mend:</span> ${finding.mend}</p><p class="soft small"><code>${finding.code}</code></p></div>`,
  );
  return html`<section aria-labelledby="h-findings"><h2 id="h-findings">Findings</h2>${list.length > 0 ? list : html`<p>Nothing was noticed that needs attention.</p>`}</section>`;
}
