import type { CostOfStack } from '@specola/dicom';
import type { Crew } from '@specola/kernels';
import type { Finding, SeriesInspection } from '@specola/record';
import type { SpecolaError, Volume } from '@specola/space';
import {
  examineVolume,
  judgeSeries,
  judgeUnreadable,
  type RuleTable,
  unsuitedKernel,
  type WantedStructure,
} from '@specola/steps';
import type { SeriesAbout } from './about-series.ts';

export interface InspectOptions {
  readonly wanted: WantedStructure;
  readonly rules: RuleTable;
  readonly crew: Crew;
}

/** What a series turned out to be when it was read: its values, or why there are none. */
export type ReadSeries =
  | {
      readonly kind: 'volume';
      readonly volume: Volume;
      readonly pixelSha256: string;
      readonly findings: readonly Finding[];
    }
  | { readonly kind: 'refused'; readonly refusal: SpecolaError };

/** Findings of reading that are no fault of the images. */
const NO_FAULT = new Set(['dicom/padding', 'dicom/series-chosen', 'formats/taken-for-ct']);

/** Looks at what was read and judges the series. */
export async function inspectSeries(
  { told, findings: before, facts }: SeriesAbout,
  read: ReadSeries,
  { wanted, rules, crew }: InspectOptions,
): Promise<SeriesInspection> {
  if (read.kind === 'refused' || !facts) {
    const refusal = read.kind === 'refused' ? read.refusal : null;
    const sentence = refusal ?? { code: 'dicom/no-images', what: 'The images make no stack.', why: '', mend: '' };
    const finding: Finding = {
      code: sentence.code,
      severity: 'error',
      what: sentence.what,
      why: sentence.why,
      mend: sentence.mend,
    };
    const known = before.some(({ code }) => code === finding.code);
    return {
      ...told,
      coverage: null,
      measures: { noiseHu: null, metalMm3: null, largestJumpMm: null, scanAgeDays: facts?.scanAgeDays ?? null },
      findings: known ? [...before] : [...before, finding],
      sufficiency: judgeUnreadable(sentence),
      pixelSha256: null,
    };
  }
  const contents = await examineVolume(read.volume, { wanted, rules }, crew);
  const { model, guide, findings: ruled } = judgeSeries({ ...facts, contents }, wanted, rules);
  return {
    ...told,
    coverage: { lengthMm: facts.lengthMm, runsOn: [...contents.runsOn], what: [...contents.coverage] },
    measures: {
      noiseHu: contents.noiseHu,
      metalMm3: contents.metalMm3,
      largestJumpMm: contents.largestJumpMm,
      scanAgeDays: facts.scanAgeDays,
    },
    findings: [...before, ...read.findings.filter(({ code }) => !NO_FAULT.has(code)), ...ruled, ...contents.findings],
    sufficiency: { model, guide },
    pixelSha256: read.pixelSha256,
  };
}

/** A volume whose kernel or contrast does not suit what is wanted comes after one that does, before any pixel is read. */
export function costFor(wanted: WantedStructure): CostOfStack {
  return ({ objects }, { frames }) => {
    const { facts } = objects[frames[0]!.object]!;
    if (wanted === 'contrast' && !facts.contrast) return 2;
    return unsuitedKernel(facts.kernel, wanted) ? 1 : 0;
  };
}
