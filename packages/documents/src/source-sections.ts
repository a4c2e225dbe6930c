import type { ModelRecord } from '@specola/record';
import { html, type Markup } from './markup.ts';
import { surfaceWords } from './surface-words.ts';
import { bytes, duration, shown, words } from './wording.ts';

/** The image data, without anybody's identity. */
export function sourceSection(record: ModelRecord, credit?: string): Markup {
  const { source } = record;
  const affine = [0, 4, 8].map((at) =>
    source.affineIjkToLps
      .slice(at, at + 4)
      .map((v) => Number(v.toFixed(6)))
      .join('  '),
  );
  const facts: readonly (readonly [string, Markup])[] = [
    [
      'Kind',
      html`${source.kind === 'dicom' ? 'DICOM series' : source.kind === 'nifti' ? 'NIfTI volume' : 'NRRD volume'}, ${source.modality}`,
    ],
    ['Series Instance UID', source.seriesUid ? html`<code>${source.seriesUid}</code>` : html`none`],
    ['Frame of reference', source.frameOfReferenceUid ? html`<code>${source.frameOfReferenceUid}</code>` : html`none`],
    ['Instances', html`${shown(source.instances, 0)}`],
    ['Voxels', html`${source.dimensions.join(' × ')}`],
    ['Spacing', html`${source.spacingMm.map((v) => Number(v.toFixed(4))).join(' × ')} mm`],
    ['Voxel to patient (LPS mm)', html`<code>${affine.map((row) => html`${row}<br>`)}</code>`],
    ['Surface', html`${surfaceWords(record)}`],
    ['sha256 of the grey values', html`<code>${source.pixelSha256}</code>`],
  ];
  const thanks = credit ? html`<p class="soft small">${credit}</p>` : null;
  return html`<section aria-labelledby="h-source"><h2 id="h-source">Source</h2><p class="soft">Geometry only: no name, number or date of birth was kept.</p>
<dl class="facts">${facts.map(([term, value]) => html`<dt>${term}</dt><dd>${value}</dd>`)}</dl>${thanks}</section>`;
}

/** The commands with every parameter: with the same input they give the same files again. */
export function recipeSection({ recipe }: ModelRecord): Markup {
  const steps = recipe.map(({ command, params }) => {
    const list = Object.entries(params).map(
      ([name, value]) => html`<li><code>${name}: ${JSON.stringify(value)}</code></li>`,
    );
    return html`<li><strong><code>${command}</code></strong>${list.length > 0 ? html`<ul>${list}</ul>` : null}</li>`;
  });
  return html`<section aria-labelledby="h-recipe"><h2 id="h-recipe">Recipe</h2><p class="soft">The same scan and this recipe give the same files, byte for byte: <code>specola replay record.json STUDY --out DIR</code>.</p><ol class="recipe">${steps}</ol></section>`;
}

/** The files, each with the fingerprint by which it can be told whether it is still the one that was checked. */
export function artifactsSection({ artifacts }: ModelRecord): Markup {
  const rows = artifacts.map(
    ({ file, sha256, bytes: count }) =>
      html`<tr><th scope="row">${file}</th><td class="number">${bytes(count)}</td><td><code>${sha256}</code></td></tr>`,
  );
  return html`<section aria-labelledby="h-files"><h2 id="h-files">Files</h2><div class="wide"><table><thead><tr><th scope="col">File</th><th scope="col" class="number">Size</th><th scope="col">sha256</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

/** What varies from run to run. */
export function runSection({ run, specola }: ModelRecord): Markup {
  const total = Object.values(run.timingsMs).reduce((sum, ms) => sum + ms, 0);
  const rows = Object.entries(run.timingsMs).map(
    ([step, ms]) => html`<tr><th scope="row">${words(step)}</th><td class="number">${duration(ms)}</td></tr>`,
  );
  return html`<section aria-labelledby="h-run"><h2 id="h-run">This run</h2><p class="soft">Not part of what is signed: it varies from run to run.</p>
<div class="two"><dl class="facts"><dt>Software</dt><dd>Specola ${specola.version}${specola.gitCommit ? html`, commit <code>${specola.gitCommit.slice(0, 12)}</code>` : null}</dd>
<dt>Time in all</dt><dd>${duration(total)}</dd><dt>Peak memory</dt><dd>${bytes(run.peakMemoryBytes)}</dd><dt>Workers</dt><dd>${run.workers}</dd>
<dt>Machine</dt><dd>${run.machine.cpu}, ${run.machine.cores} cores</dd><dt>System</dt><dd>${run.machine.os}, Node ${run.machine.node}</dd></dl>
<div class="wide"><table><thead><tr><th scope="col">Step</th><th scope="col" class="number">Time</th></tr></thead><tbody>${rows}</tbody></table></div></div></section>`;
}
