import { html, type Markup, trusted } from './markup.ts';

/** How many distances fall into each of equally wide bins; what lies beyond is counted apart. */
export interface DeviationHistogram {
  readonly limitMm: number;
  readonly counts: readonly number[];
  readonly below: number;
  readonly above: number;
  readonly total: number;
}

const BINS = 61;

/** Sorts signed distances into bins from -limit to +limit; distances that are no numbers are left out. */
export function deviationHistogram(distancesMm: Float32Array, limitMm: number): DeviationHistogram {
  const counts = new Array<number>(BINS).fill(0);
  let [below, above, total] = [0, 0, 0];
  for (const distance of distancesMm) {
    if (!Number.isFinite(distance)) continue;
    total++;
    if (distance < -limitMm) below++;
    else if (distance > limitMm) above++;
    else counts[Math.min(BINS - 1, Math.floor(((distance + limitMm) / (2 * limitMm)) * BINS))]!++;
  }
  return { limitMm, counts, below, above, total };
}

const WIDTH = 720;
const HEIGHT = 230;
const BASE = 190;
const LEFT = 16;

/** The histogram as an inline picture, its bars in the colors of the deviation view. */
export function histogramPicture(
  histogram: DeviationHistogram,
  colorOf: (share: number) => string,
  p95Mm: number,
): Markup {
  const { counts, limitMm, total } = histogram;
  const highest = Math.max(1, ...counts);
  const barWidth = (WIDTH - 2 * LEFT) / counts.length;
  const x = (mm: number) => LEFT + ((mm + limitMm) / (2 * limitMm)) * (WIDTH - 2 * LEFT);
  const bars = counts.map((count, at) => {
    const height = (count / highest) * (BASE - 30);
    const share = (at + 0.5) / counts.length;
    return html`<rect x="${(LEFT + at * barWidth).toFixed(2)}" y="${(BASE - height).toFixed(2)}" width="${(barWidth - 1).toFixed(2)}" height="${height.toFixed(2)}" fill="${colorOf(share)}" stroke="#5b6775" stroke-width="0.4"/>`;
  });
  const marks = [-1, -0.5, 0, 0.5, 1].map((share) => {
    const mm = share * limitMm;
    const text = `${share > 0 ? '+' : ''}${Number(mm.toFixed(3))}`;
    return html`<line x1="${x(mm).toFixed(1)}" x2="${x(mm).toFixed(1)}" y1="${BASE}" y2="${BASE + 5}" stroke="#5b6775"/><text x="${Math.min(WIDTH - 24, Math.max(20, x(mm))).toFixed(1)}" y="${BASE + 20}" text-anchor="middle">${text}</text>`;
  });
  const limits = p95Mm < limitMm ? [-p95Mm, p95Mm] : [];
  const p95 = limits.map(
    (mm) =>
      html`<line x1="${x(mm).toFixed(1)}" x2="${x(mm).toFixed(1)}" y1="22" y2="${BASE}" stroke="#26323f" stroke-dasharray="4 3"/>`,
  );
  const label =
    limits.length > 0 ? html`<text x="${x(p95Mm).toFixed(1)}" y="16" text-anchor="middle">p95</text>` : trusted('');
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Histogram of the signed distance of ${total} points of the model to the image surface, from minus ${limitMm} to plus ${limitMm} mm">
<line x1="${LEFT}" x2="${WIDTH - LEFT}" y1="${BASE}" y2="${BASE}" stroke="#5b6775"/>
${bars}${marks}${p95}${label}
<text x="${LEFT}" y="${HEIGHT - 3}">mm inside the image surface</text><text x="${WIDTH - LEFT}" y="${HEIGHT - 3}" text-anchor="end">mm outside</text>
</svg>`;
}
