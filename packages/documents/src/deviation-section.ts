import type { Deviation } from '@specola/record';
import { type DeviationHistogram, histogramPicture } from './deviation-histogram.ts';
import { html, type Markup } from './markup.ts';
import { mm, place, shown } from './wording.ts';

type Rgb = readonly [red: number, green: number, blue: number];

export interface DeviationScale {
  readonly there: DeviationHistogram;
  readonly back: DeviationHistogram;
  /** Seven colors from the inside to the outside, as in the pictures. */
  readonly stops: readonly Rgb[];
}

/** How far two surfaces lie from each other: numbers both ways, and how the distances are spread. */
export function deviationSection(
  { there, back }: { readonly there: Deviation; readonly back: Deviation },
  scale: DeviationScale,
  pictures: readonly Markup[],
): Markup {
  const row = (name: string, d: Deviation) =>
    html`<tr><th scope="row">${name}</th><td class="number">${signed(d.meanSignedMm)}</td><td class="number">${mm(d.meanMm)}</td><td class="number">${mm(d.p95Mm)}</td><td class="number">${mm(d.maxMm)}</td><td class="number">${signed(d.outermost.mm)}</td><td><code>${place(d.outermost.at)}</code></td><td class="number">${signed(d.innermost.mm)}</td><td><code>${place(d.innermost.at)}</code></td></tr>`;
  const colorOf = (share: number) => colorAt(scale.stops, share);
  const histogram = (name: string, which: DeviationHistogram, d: Deviation) => {
    const beyond = which.total > 0 ? (100 * (which.below + which.above)) / which.total : 0;
    return html`<figure class="histogram">${histogramPicture(which, colorOf, d.p95Mm)}<figcaption>${name}: signed distance at ${shown(which.total, 0)} vertices. Beyond ±${which.limitMm} mm: ${shown(beyond, 2)} %.</figcaption></figure>`;
  };
  return html`<section aria-labelledby="h-deviation">
<h2 id="h-deviation">Deviation</h2>
<p class="soft">Distance from each surface to the nearest point of the other, positive outside it, weighted by area. What one of them lacks shows only on the way from the other: look at both.</p>
<div class="wide"><table class="roomy"><thead><tr><th scope="col">Way</th><th scope="col" class="number">Mean, signed</th><th scope="col" class="number">Mean</th><th scope="col" class="number">95 % within</th><th scope="col" class="number">Largest</th><th scope="col" class="number">Outermost</th><th scope="col">At</th><th scope="col" class="number">Innermost</th><th scope="col">At</th></tr></thead>
<tbody>${row('Part to the other', there)}${row('Other to the part', back)}</tbody></table></div>
${pictures}
${histogram('Part to the other', scale.there, there)}
${histogram('Other to the part', scale.back, back)}
</section>`;
}

const signed = (value: number): string => `${value > 0 ? '+' : value < 0 ? '−' : ''}${mm(Math.abs(value))}`;

function colorAt(stops: readonly Rgb[], share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(stops.length - 2, Math.floor(at));
  const mixed = stops[low]!.map((from, c) => Math.round(from + (at - low) * (stops[low + 1]![c]! - from)));
  return `rgb(${mixed.join(',')})`;
}
