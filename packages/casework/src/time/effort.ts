import type { EffortStep } from '../case/acts-of-care.ts';
import type { CaseState } from '../case/case-state.ts';
import type { Credential } from '../case/people.ts';

/** The registry’s list of who counts as a clinician: its support page 11000091609. */
const CLINICIANS: readonly Credential[] = [
  'MD',
  'DO',
  'DDS',
  'DMD',
  'DPM',
  'OD',
  'DC',
  'PA',
  'NP',
  'CNS',
  'CRNA',
  'CNM',
];
export const isClinician = (credential: Credential): boolean => CLINICIANS.includes(credential);

/** The registry’s four categories; our finer steps fold into them. */
export const REGISTRY_CATEGORY = {
  consultation: 'consultation',
  'image-review': 'consultation',
  report: 'consultation',
  segmentation: 'segmentation',
  preparation: 'cad',
  planning: 'cad',
  design: 'cad',
  overlay: 'cad',
  'print-setup': 'preparation-and-post-processing',
  'post-processing': 'preparation-and-post-processing',
  quality: 'preparation-and-post-processing',
} as const satisfies Record<EffortStep, string>;
export type RegistryCategory = (typeof REGISTRY_CATEGORY)[EffortStep];

export interface Effort {
  readonly step: EffortStep;
  readonly person: string;
  readonly clinician: boolean;
  readonly minutes: number;
}

/** Minutes by step and person, corrections applied; in the order in which each first worked. */
export function effortOf(state: CaseState): Effort[] {
  const found = new Map<string, Effort>();
  for (const { act } of state.times) {
    const person = state.people.get(act.person);
    const key = `${act.step} ${act.person}`;
    const before = found.get(key)?.minutes ?? 0;
    found.set(key, {
      step: act.step,
      person: act.person,
      clinician: person !== undefined && isClinician(person.credential),
      minutes: before + act.minutes,
    });
  }
  return [...found.values()];
}
