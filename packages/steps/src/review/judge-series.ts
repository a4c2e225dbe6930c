import { KERNEL_KINDS, type ScanPurpose, type ScanRule, type ScanRuleName } from '@specola/facts';
import type { Finding, Sufficiency, Verdict } from '@specola/record';
import type { Sentence } from '@specola/space';
import { contrastFinding } from './examine-blood.ts';
import type { WantedStructure } from './examine-volume.ts';
import type { RuleTable, ScanFacts } from './scan-facts.ts';

export interface Judgement {
  readonly model: Sufficiency;
  readonly guide: Sufficiency;
  /** What the rules themselves notice: slices or pixels that are too coarse. */
  readonly findings: readonly Finding[];
}

/** A measure of a rule, and how a sentence tells it. Null: it was not measured, and no rule is broken by that. */
interface Measured {
  readonly value: number | null;
  readonly says: string;
}

const WORSE: readonly Verdict[] = ['sufficient', 'limited', 'insufficient'];

/** Holds a series against the table: the worst rule decides. Facts in, verdicts out; nothing is read, nothing asked. */
export function judgeSeries(facts: ScanFacts, wanted: WantedStructure, rules: RuleTable): Judgement {
  const measures = measuresOf(facts, wanted);
  return {
    model: judged('model', measures, rules),
    guide: judged('guide', measures, rules),
    findings: [...coarseFindings(facts, rules), ...contrastFindings(facts, wanted)],
  };
}

/** A series that makes no volume serves nothing; the reason is that of the refusal. */
export function judgeUnreadable({ what, why }: Sentence): Pick<Judgement, 'model' | 'guide'> {
  const verdict: Sufficiency = { verdict: 'insufficient', because: [`${what} ${why}`], rules: ['readable'] };
  return { model: verdict, guide: verdict };
}

function judged(
  purpose: ScanPurpose,
  measures: Readonly<Record<ScanRuleName, Measured>>,
  rules: RuleTable,
): Sufficiency {
  const broken = (Object.keys(rules) as ScanRuleName[])
    .map((name) => ({ name, ...crossed(measures[name], rules[name], purpose) }))
    .filter(({ verdict }) => verdict !== 'sufficient')
    .sort((a, b) => WORSE.indexOf(b.verdict) - WORSE.indexOf(a.verdict));
  if (broken.length === 0) {
    const spacing = rules['slice-spacing'][purpose];
    return {
      verdict: 'sufficient',
      because: [
        `${capital(measures['slice-spacing'].says)} (up to ${spacing.limited} mm serve a ${purpose}), and no other rule is broken.`,
      ],
      rules: [],
    };
  }
  return {
    verdict: broken[0]!.verdict,
    because: broken.map(({ says }) => says),
    rules: broken.map(({ name }) => name),
  };
}

function crossed({ value, says }: Measured, rule: ScanRule, purpose: ScanPurpose): { verdict: Verdict; says: string } {
  const { limited, insufficient } = rule[purpose];
  const over = (limit: number | null) =>
    value !== null && limit !== null && (rule.worse === 'above' ? value > limit + 1e-6 : value < limit - 1e-6);
  const verdict = over(insufficient) ? 'insufficient' : over(limited) ? 'limited' : 'sufficient';
  const limit = verdict === 'insufficient' ? insufficient : limited;
  const plain = rule.unit === 'yes or no' || (limit === 0 && rule.worse === 'above');
  const bound = plain ? '' : ` ${rule.worse} ${limit} ${rule.unit}`;
  return { verdict, says: `${capital(says)}: ${verdict} for a ${purpose}${bound}.` };
}

function measuresOf(facts: ScanFacts, wanted: WantedStructure): Record<ScanRuleName, Measured> {
  const { contents } = facts;
  const [pixelI, pixelJ, step] = facts.spacingMm;
  const yes = (is: boolean, says: string): Measured => ({ value: is ? 1 : 0, says });
  const missing = facts.missingGapMm;
  const unequal = facts.unequalGapMm;
  const jump = contents?.largestJumpMm ?? null;
  return {
    'slice-spacing': { value: step, says: `slices ${step.toFixed(2)} mm apart` },
    'slice-thickness': {
      value: facts.sliceThicknessMm,
      says: `slices stated as ${facts.sliceThicknessMm?.toFixed(2)} mm thick`,
    },
    'in-plane-resolution': {
      value: Math.max(pixelI, pixelJ),
      says: `pixels of ${pixelI.toFixed(2)} × ${pixelJ.toFixed(2)} mm`,
    },
    'missing-slices': { value: missing, says: `slices are missing over a gap of ${missing.toFixed(2)} mm` },
    'unequal-spacing': { value: unequal, says: `slices lie unevenly, up to ${unequal.toFixed(2)} mm apart` },
    'gantry-tilt': {
      value: Math.abs(facts.tiltDeg),
      says: `slices lean by ${facts.tiltDeg.toFixed(1)}° and are moved upright`,
    },
    'unreadable-files': {
      value: facts.unreadableFiles,
      says: `${facts.unreadableFiles} unreadable file${facts.unreadableFiles === 1 ? ' tells' : 's tell'} no series and may be the first or last slice of this one`,
    },
    'mixed-kernels': yes(facts.kernelsInVolume > 1, `${facts.kernelsInVolume} kernels within one volume`),
    kernel: kernelMeasure(facts.kernel, wanted),
    'contrast-phase': contrastMeasure(facts, wanted),
    'contrast-pool': poolMeasure(facts, wanted),
    modality: yes(facts.modality !== 'CT', `images of modality ${facts.modality || 'unknown'}, not CT`),
    coverage: { value: facts.lengthMm, says: `slices cover ${facts.lengthMm.toFixed(0)} mm` },
    'field-cuts-anatomy': {
      value: contents?.anatomyCutPercent ?? null,
      says: `the structure leaves the field on opposite sides in ${contents?.anatomyCutPercent?.toFixed(0)} % of the slices`,
    },
    'field-cuts-body': {
      value: wanted === 'skin' ? (contents?.bodyCutPercent ?? null) : null,
      says: `the body leaves the field on opposite sides in ${contents?.bodyCutPercent?.toFixed(0)} % of the slices`,
    },
    metal: {
      value: contents?.metalMm3 ?? null,
      says: `${((contents?.metalMm3 ?? 0) / 1000).toFixed(2)} cm³ of metal or undiluted contrast agent`,
    },
    noise: { value: contents?.noiseHu ?? null, says: `noise of ${contents?.noiseHu?.toFixed(0)} HU in soft tissue` },
    'signal-to-noise': {
      value: contents?.signalToNoise ?? null,
      says: `tissue ${contents?.signalToNoise?.toFixed(1)} times as bright as the noise in it`,
    },
    shading: {
      value: contents?.shading ?? null,
      says: `the same tissue ${contents?.shading?.toFixed(1)} times as bright in one part as in another`,
    },
    motion: { value: jump, says: `a jump of ${jump?.toFixed(1)} mm between slices` },
    'lossy-compression': {
      value: facts.lossyImages,
      says: `${facts.lossyImages} images went through a lossy compression`,
    },
    derived: yes(facts.derived, 'the images are derived (reformatted), not original'),
    'scan-age': { value: facts.scanAgeDays, says: `the scan is ${facts.scanAgeDays} days old on the planned day` },
  };
}

function kernelMeasure(kernel: string, wanted: WantedStructure): Measured {
  const kind = unsuitedKernel(kernel, wanted);
  return {
    value: kind ? 1 : 0,
    says: `the kernel ${kernel} is ${kind === 'lung' ? 'one for the lung' : 'very smooth'}`,
  };
}

/** Lung kernels ring and are noisy; the smoothest blur thin bone. A name that nobody knows is not judged. */
export function unsuitedKernel(kernel: string, wanted: WantedStructure): 'lung' | 'smooth' | null {
  if (wanted !== 'airway' && KERNEL_KINDS.lung.pattern.test(kernel.trim())) return 'lung';
  return wanted === 'bone' && KERNEL_KINDS.smooth.pattern.test(kernel.trim()) ? 'smooth' : null;
}

/** What is seen counts for more than what a header says, or does not say. */
function contrastMeasure({ contrastNamed, modality, contents }: ScanFacts, wanted: WantedStructure): Measured {
  if (wanted !== 'contrast' || modality !== 'CT') return { value: null, says: '' };
  if (contents?.blood) return { value: 0, says: 'contrast agent is seen' };
  if (contrastNamed === null) return { value: null, says: '' };
  return { value: contrastNamed ? 0 : 1, says: 'the headers name no contrast agent, and vessels are wanted' };
}

/** What the headers name is not there to be modeled where nothing of it is seen. */
function poolMeasure({ contrastNamed, modality, contents }: ScanFacts, wanted: WantedStructure): Measured {
  if (wanted !== 'contrast' || modality !== 'CT' || !contrastNamed || !contents) return { value: null, says: '' };
  const seen = contents.blood?.coreMm3 ?? 0;
  return {
    value: seen,
    says:
      seen > 0
        ? `enhanced blood of ${(seen / 1000).toFixed(1)} cm³`
        : 'no wide vessel shows the contrast agent that is named',
  };
}

/** That a contrast agent is where the headers say is worth a word only to those who want vessels. */
function contrastFindings({ contents, modality, contrastNamed }: ScanFacts, wanted: WantedStructure): Finding[] {
  const finding = contents && modality === 'CT' ? contrastFinding(contents.blood, contrastNamed) : null;
  return finding &&
    (wanted === 'contrast' ||
      (wanted === 'bone' && finding.code === 'image/contrast-seen' && finding.severity === 'warning'))
    ? [finding]
    : [];
}

/** Voxels that are longer than this times their width are worth a word of their own. */
const STRETCHED = 1.5;

function coarseFindings({ spacingMm: [i, j, step] }: ScanFacts, rules: RuleTable): Finding[] {
  const findings: Finding[] = [];
  const { limited: thick } = rules['slice-spacing'].model;
  const { limited: coarse } = rules['in-plane-resolution'].model;
  if (thick !== null && step > thick + 1e-6)
    findings.push({
      code: 'geometry/thick-slices',
      severity: 'warning',
      what: `The voxels measure ${i.toFixed(2)} × ${j.toFixed(2)} × ${step.toFixed(2)} mm${step > STRETCHED * Math.max(i, j) ? `: slices lie ${(step / Math.max(i, j)).toFixed(1)} times as far apart as pixels` : ''}.`,
      why: `Above ${thick} mm edges between slices are guessed: surfaces come out in steps, thin plates vanish and slopes move.`,
      mend: 'Ask for a reconstruction with slices of 1 mm or less; the raw data are kept for some days.',
    });
  if (coarse !== null && Math.max(i, j) > coarse + 1e-6)
    findings.push({
      code: 'geometry/coarse-pixels',
      severity: 'warning',
      what: `The pixels measure ${i.toFixed(2)} × ${j.toFixed(2)} mm.`,
      why: `Above ${coarse} mm thin bone and small vessels are blurred away.`,
      mend: 'Ask for a reconstruction with a smaller field of view.',
    });
  return findings;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
