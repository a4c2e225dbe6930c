import type { ModelRecord, ThresholdShift, Uncertainty } from '@specola/record';
import { html, type Markup, trusted } from './markup.ts';
import { mm, shown } from './wording.ts';

type Modality = ModelRecord['source']['modality'];

const grey = (value: number, modality: Modality): string => `${shown(value, 0)}${modality === 'CT' ? ' HU' : ''}`;

/** How well the surface is known, in plain sentences: the number first, then what it knows and what not. */
export function uncertaintySentences(known: Uncertainty, modality: Modality): string[] {
  return [numberSentence(known), meaningSentence(known, modality), withoutNumberSentence(known)].filter(
    (sentence) => sentence !== '',
  );
}

function numberSentence({ segmentationErrorMm, p95Mm, floor, byHand }: Uncertainty): string {
  const number = `For segmentation the error budget takes ${mm(segmentationErrorMm)}`;
  const hand = byHand
    ? ` ${shown(byHand.percent, 1)} % of the surface was drawn by hand or by another program; there at least ${mm(byHand.floorMm)} hold (${byHand.source}).`
    : '';
  const where = floor.setBy === 'table' ? `${floor.source}, checked on ${floor.checkedOn}` : floor.source;
  if (byHand && segmentationErrorMm === byHand.floorMm)
    return `${number}, because not all of the surface follows the image by itself.${hand}`;
  if (p95Mm !== null && segmentationErrorMm === p95Mm)
    return `${number}: with a slightly different threshold 95 % of the surface would stay within it, which is more than the floor of ${mm(floor.mm)} (${where}).${hand}`;
  const own =
    p95Mm === null
      ? 'the image itself says nothing of it'
      : `with a slightly different threshold 95 % of the surface would stay within ${mm(p95Mm)}, which is less`;
  return `${number}, the floor ${floor.setBy === 'table' ? 'of the dated table' : `set by the ${floor.setBy}`} (${where}); ${own}.${hand}`;
}

function meaningSentence({ riseHu, noiseHu, limitMm }: Uncertainty, modality: Modality): string {
  if (riseHu === null)
    return 'No edge of the image lies beside the surface, so it cannot be said how far another threshold would move it.';
  const noise = noiseHu
    ? `the noise beside the surface, read from the image (${grey(noiseHu.median, modality)} in the median, ${grey(noiseHu.p95, modality)} where it is noisiest)`
    : 'the noise, which could not be read from this image';
  return `Two shifts of the threshold were tried, each way: ${noise}, and a tenth of the rise from outside to inside (${grey(riseHu, modality)} in the median). Moves were sought up to ${mm(limitMm)}. This knows of noise and of the choice of the threshold; it does not know of bias, of walls thinner than the blur, or of motion, and so it is never taken below the floor.`;
}

function withoutNumberSentence({ byTenth, withoutEdgePercent }: Uncertainty): string {
  if (!byTenth) return '';
  const { vanishesPercent: gone, mergesPercent: merged, furtherPercent: further } = byTenth;
  return `With a threshold off by a tenth, ${shown(gone, 1)} % of the surface would vanish (walls and ridges hardly brighter than the threshold) and ${shown(merged, 1)} % would merge with a neighbor (narrow joints and gaps): no length says that, and the numbers leave these places out. ${shown(further, 1)} % would move further than was sought and counts with that limit. ${shown(withoutEdgePercent, 1)} % of the surface has no edge of the image beside it, and nothing is said of it.`;
}

interface ShiftRow {
  readonly name: string;
  readonly cells: readonly string[];
}

/** One row for each shift: its cells are mean, 95 %, largest, and the shares that vanish and merge. */
export function uncertaintyRows({ byNoise, byTenth, limitMm }: Uncertainty, modality: Modality): ShiftRow[] {
  const row = (name: string, shift: ThresholdShift | null): ShiftRow[] =>
    shift === null
      ? []
      : [
          {
            name: `${name} (${grey(shift.shiftHu, modality)})`,
            cells: [
              mm(shift.meanMm),
              mm(shift.p95Mm),
              shift.maxMm >= limitMm ? `${mm(limitMm)} or more` : mm(shift.maxMm),
              `${shown(shift.vanishesPercent, 1)} %`,
              `${shown(shift.mergesPercent, 1)} %`,
            ],
          },
        ];
  return [...row('the noise', byNoise), ...row('a tenth of the rise', byTenth)];
}

/** What the image itself says of how well the surface is known. */
export function uncertaintySection({ uncertainty, source: { modality } }: ModelRecord): Markup {
  if (!uncertainty) return trusted('');
  const rows = uncertaintyRows(uncertainty, modality).map(
    ({ name, cells }) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`,
  );
  const table =
    rows.length > 0
      ? html`<div class="wide"><table class="roomy"><thead><tr><th scope="col">Threshold off by</th><th scope="col" class="number">Mean</th><th scope="col" class="number">95 % within</th><th scope="col" class="number">Largest</th><th scope="col" class="number">Vanishes</th><th scope="col" class="number">Merges</th></tr></thead><tbody>${rows}</tbody></table></div>`
      : null;
  return html`<section aria-labelledby="h-known">
<h2 id="h-known">How well the surface is known</h2>
<p><strong>${numberSentence(uncertainty)}</strong></p>
${table}
${uncertaintySentences(uncertainty, modality)
  .slice(1)
  .map((sentence) => html`<p class="soft">${sentence}</p>`)}
</section>`;
}
