import type { CaseState, Item } from '../case/case-state.ts';
import type { Part } from '../case/part.ts';
import { effortOf, REGISTRY_CATEGORY, type RegistryCategory } from '../time/effort.ts';
import type { RegistryCase, RegistryPart } from './registry-case.ts';

/** What a case does not hold: the patient’s age and sex out of the vault, and the registry’s own words. */
export interface RegistryAnswers {
  readonly facilityId: string;
  readonly caseNumber: string;
  readonly ageYears: number;
  readonly sex: RegistryCase['sex'];
  readonly organSystem: string;
  readonly orderingService: string;
  readonly procedure: string;
  /** Key of the component that matters most; the first one if none is named. */
  readonly dominant: string | null;
  /** The registry’s region, subregion and structure for each anatomy. */
  readonly placeOf: (
    anatomy: string,
  ) => { readonly region: string; readonly subregion: string; readonly structure: string } | null;
  readonly optical: (material: string) => 'opaque' | 'transparent' | 'unknown';
}

/**
 * The registry's case of a model or of a guide, from the same record that the bill comes from. A case with both gives two.
 * What no site table places becomes the anatomy's own name in a region "Other", visible to the one who looks it over.
 */
export function registryCasesOf(state: CaseState, answers: RegistryAnswers): RegistryCase[] {
  const { order } = state;
  if (!order) return [];
  const parts = [...state.parts.values()];
  const models = parts.filter((part) => part.kind === 'model' && part.companionOf === null);
  const guides = parts.filter((part) => part.kind === 'guide');
  const outcome = state.outcomes.at(-1)?.act ?? null;
  const shared: Omit<RegistryCase, 'objectType' | 'parts' | 'guideType' | 'prints'> = {
    schema: 'specola/registry-case/1',
    facilityId: answers.facilityId,
    caseNumber: answers.caseNumber,
    ageYears: Math.min(90, Math.floor(answers.ageYears)),
    sex: answers.sex,
    modalities: [...new Set([...state.images.values()].map(({ act }) => act.modality))].sort(),
    indications: order.diagnoses.map(({ icd10cm }) => ({ organSystem: answers.organSystem, icd10cm })),
    purposes: [...order.intendedUses],
    orderingService: answers.orderingService,
    software: [...new Set(state.versions.map(({ act }) => `${act.software.name} ${act.software.version}`))].sort(),
    procedure: answers.procedure,
    used: outcome?.usedWhen ?? 'unknown',
    effort: effortFields(state),
    assessment: {
      confidenceBefore: outcome?.confidenceBefore ?? null,
      confidenceAfter: outcome?.confidenceAfter ?? null,
      planChanged: outcome?.planChanged ?? null,
      minutesSaved: outcome?.minutesSaved ?? null,
    },
  };
  const cases: RegistryCase[] = [];
  if (models.length > 0) {
    const components = models.flatMap((part) =>
      part.kind === 'model' ? part.components.map((one) => ({ ...one, part: part.id })) : [],
    );
    const ordered = [...components].sort(
      (a, b) => Number(b.key === answers.dominant) - Number(a.key === answers.dominant),
    );
    cases.push({
      ...shared,
      objectType: 'Anatomic Model',
      parts: ordered.map(({ anatomy, side, comment }) => placed(anatomy, side, comment, answers)),
      guideType: '',
      prints: printsOf(
        state,
        models,
        (part) => ordered.flatMap((one, at) => (one.part === part ? [at + 1] : [])),
        answers,
      ),
    });
  }
  if (guides.length > 0)
    cases.push({
      ...shared,
      objectType: 'Anatomic Guide',
      parts: [...new Map(guides.map((guide) => [`${guide.bone} ${guide.side}`, guide])).values()].map(
        ({ bone, side }) => placed(bone, side, '', answers),
      ),
      guideType: [...new Set(guides.map(({ guideType }) => guideType))].join(', '),
      prints: printsOf(state, guides, () => [1], answers),
    });
  return cases;
}

function placed(anatomy: string, side: Part['side'], comment: string, answers: RegistryAnswers): RegistryPart {
  const place = answers.placeOf(anatomy) ?? { region: 'Other', subregion: '', structure: anatomy };
  const laterality = ({ left: 'Left', right: 'Right', both: 'Both', midline: '' } as const)[side];
  return { ...place, laterality, comment: comment.slice(0, 200) };
}

/** Prints are sets of parts on one machine at one scale in one material; the rest are copies of these. */
function printsOf(
  state: CaseState,
  parts: readonly Part[],
  placesOf: (part: string) => number[],
  answers: RegistryAnswers,
): RegistryCase['prints'] {
  const ids = new Set(parts.map(({ id }) => id));
  const prints = new Map<string, { items: Item[]; part: string }>();
  for (const item of state.items.values()) {
    const { act } = item.printed;
    if (!ids.has(act.part) || act.outcome === 'failed' || act.purpose === 'test-print' || act.purpose === 'trial-bone')
      continue;
    const key = `${act.part}|${act.printer.label}|${act.scale}|${act.material.key}|${act.piece.number}`;
    const known = prints.get(key) ?? { items: [], part: act.part };
    prints.set(key, { ...known, items: [...known.items, item] });
  }
  return [...prints.values()].map(({ items, part }) => {
    const { printer, material, scale } = items[0]!.printed.act;
    return {
      parts: placesOf(part),
      printerLabel: printer.label,
      material: material.key,
      scale,
      optical: answers.optical(material.key),
      copies: items.length,
    };
  });
}

function effortFields(state: CaseState): RegistryCase['effort'] {
  const minutes = new Map<string, number>();
  for (const { step, clinician, minutes: spent } of effortOf(state)) {
    const key = `${REGISTRY_CATEGORY[step]} ${clinician}`;
    minutes.set(key, (minutes.get(key) ?? 0) + spent);
  }
  const field = (category: RegistryCategory, clinician: boolean) => {
    const spent = minutes.get(`${category} ${clinician}`);
    // Nobody logged any: unknown, which is not the same as none.
    if (spent === undefined) return { hours: null, minutes: null, unknown: true };
    const whole = Math.round(spent);
    return { hours: Math.floor(whole / 60), minutes: whole % 60, unknown: false };
  };
  const both = (category: RegistryCategory) => ({
    clinician: field(category, true),
    nonClinician: field(category, false),
  });
  return {
    consultation: both('consultation'),
    segmentation: both('segmentation'),
    cad: both('cad'),
    preparationAndPostProcessing: both('preparation-and-post-processing'),
  };
}
