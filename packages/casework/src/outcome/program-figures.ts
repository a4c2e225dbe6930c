import { z } from 'zod';
import type { EffortStep } from '../case/acts-of-care.ts';
import type { CaseState } from '../case/case-state.ts';
import { effortOf } from '../time/effort.ts';

/** Figures of value in the literature and at the site; shown beside whatever is computed from them. */
export const ValueAssumptionsFile = z.strictObject({
  centsPerOperatingRoomMinute: z.int().nonnegative(),
  source: z.string().min(1).describe('Where the figures are from; printed beside what is computed from them'),
  centsPerClinicianHour: z.int().nonnegative().describe('0 where the site gives none'),
  centsPerNonClinicianHour: z.int().nonnegative(),
});
export type ValueAssumptions = Readonly<z.infer<typeof ValueAssumptionsFile>>;

/** Ballard 2020 (PMC7078060): $62 per minute, range $22 to $133. Wages are the site's own; these are placeholders that say so. */
export const DEFAULT_ASSUMPTIONS: ValueAssumptions = {
  centsPerOperatingRoomMinute: 6200,
  source: 'Ballard 2020, PMC7078060: $62 per operating-room minute (range 22 to 133); wages: none given by the site',
  centsPerClinicianHour: 0,
  centsPerNonClinicianHour: 0,
};

export interface ProgramFigures {
  readonly cases: number;
  readonly closed: number;
  readonly models: number;
  readonly guides: number;
  readonly items: number;
  /** Share of prints for care that were good the first time; null without any. */
  readonly firstPassYield: number | null;
  /** Days from order to last delivery, median; null without any. */
  readonly turnaroundDaysMedian: number | null;
  readonly minutesByStep: Readonly<Partial<Record<EffortStep, number>>>;
  readonly clinicianMinutes: number;
  readonly nonClinicianMinutes: number;
  readonly effortCents: bigint;
  /** Of the surgeons who answered. */
  readonly answers: number;
  readonly minutesSavedMean: number | null;
  readonly savedCents: bigint;
  readonly planChangedShare: number | null;
  readonly confidenceGainMean: number | null;
  /** Units and cents by code, payer, setting and outcome of the claim. */
  readonly units: readonly {
    readonly code: string;
    readonly payer: string;
    readonly setting: string;
    readonly outcome: string;
    readonly units: number;
    readonly chargedCents: bigint;
    readonly paidCents: bigint;
  }[];
  readonly assumptions: ValueAssumptions;
}

/** What a program did, over any set of cases: volumes, speed, effort, yield, value and what was paid for it. */
export function programFigures(
  states: readonly CaseState[],
  assumptions: ValueAssumptions = DEFAULT_ASSUMPTIONS,
): ProgramFigures {
  const parts = states.flatMap((state) => [...state.parts.values()]);
  const items = states.flatMap((state) => [...state.items.values()]);
  const care = items.filter(({ printed: { act } }) => act.purpose === 'patient-care');
  const effort = states.flatMap((state) => effortOf(state));
  const outcomes = states.flatMap((state) => state.outcomes.at(-1)?.act ?? []);
  const saved = outcomes.flatMap(({ minutesSaved }) => (minutesSaved === null ? [] : [minutesSaved]));
  const changed = outcomes.flatMap(({ planChanged }) => (planChanged === null ? [] : [planChanged]));
  const gains = outcomes.flatMap(({ confidenceBefore, confidenceAfter }) =>
    confidenceBefore === null || confidenceAfter === null ? [] : [confidenceAfter - confidenceBefore],
  );
  const minutes = (clinician: boolean): number =>
    effort.filter((one) => one.clinician === clinician).reduce((sum, one) => sum + one.minutes, 0);
  const minutesByStep: Partial<Record<EffortStep, number>> = {};
  for (const { step, minutes: spent } of effort) minutesByStep[step] = (minutesByStep[step] ?? 0) + spent;
  return {
    cases: states.length,
    closed: states.filter(({ step }) => step === 'closed').length,
    models: parts.filter((part) => part.kind === 'model' && part.companionOf === null).length,
    guides: parts.filter(({ kind }) => kind === 'guide').length,
    items: items.length,
    firstPassYield: share(firstPasses(care)),
    turnaroundDaysMedian: median(states.flatMap(turnaroundDays)),
    minutesByStep,
    clinicianMinutes: minutes(true),
    nonClinicianMinutes: minutes(false),
    effortCents:
      BigInt(Math.round((minutes(true) * assumptions.centsPerClinicianHour) / 60)) +
      BigInt(Math.round((minutes(false) * assumptions.centsPerNonClinicianHour) / 60)),
    answers: outcomes.length,
    minutesSavedMean: mean(saved),
    savedCents: BigInt(Math.round(saved.reduce((sum, one) => sum + one, 0) * assumptions.centsPerOperatingRoomMinute)),
    planChangedShare: share(changed),
    confidenceGainMean: mean(gains),
    units: states.flatMap(unitsOf),
    assumptions,
  };
}

/** One answer for each part and piece: was the first print for care good, and passed it its first inspection? */
function firstPasses(
  care: readonly {
    printed: { act: { part: string; piece: { number: number }; outcome: string }; number: number };
    quality: {
      act: {
        looksRight: boolean;
        measurements: readonly { designMm: number; measuredMm: number; toleranceMm: number }[];
      };
    } | null;
  }[],
): boolean[] {
  const first = new Map<string, (typeof care)[number]>();
  for (const item of care) {
    const key = `${item.printed.act.part} ${item.printed.act.piece.number}`;
    const known = first.get(key);
    if (!known || item.printed.number < known.printed.number) first.set(key, item);
  }
  return [...first.values()].map(
    ({ printed, quality }) =>
      printed.act.outcome === 'good' &&
      quality?.act.looksRight !== false &&
      (quality?.act.measurements ?? []).every(
        ({ designMm, measuredMm, toleranceMm }) => Math.abs(designMm - measuredMm) <= toleranceMm,
      ),
  );
}

function turnaroundDays(state: CaseState): number[] {
  const ordered = state.orderPlacedAt;
  const delivered = [...state.items.values()].flatMap((item) =>
    item.delivered ? [Date.parse(item.delivered.at)] : [],
  );
  return ordered === null || delivered.length === 0
    ? []
    : [(Math.max(...delivered) - Date.parse(ordered)) / 86_400_000];
}

function unitsOf(state: CaseState): ProgramFigures['units'] {
  const latest = new Map(state.claims.map((claim) => [claim.act.claim, claim]));
  return [...latest.values()].flatMap(({ act }) => {
    const answer = state.claimAnswers.findLast((one) => one.act.claim === act.claim)?.act ?? null;
    const outcome =
      answer === null
        ? 'pending'
        : answer.stage === 'paid' || answer.stage === 'denied' || answer.stage === 'partly-paid'
          ? answer.stage
          : 'pending';
    return act.lines.map(({ code, units, cents }) => {
      const paid = answer?.lines.find((line) => line.code === code)?.paidCents ?? 0;
      const lineOutcome = outcome === 'partly-paid' ? (paid > 0 ? 'paid' : 'denied') : outcome;
      return {
        code,
        payer: state.order?.payer ?? '',
        setting: state.order?.setting ?? '',
        outcome: lineOutcome,
        units,
        chargedCents: BigInt(cents ?? 0),
        paidCents: BigInt(paid),
      };
    });
  });
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
const share = (values: readonly boolean[]): number | null => mean(values.map(Number));
function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
