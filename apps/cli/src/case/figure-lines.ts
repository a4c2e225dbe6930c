import type { ProgramFigures } from '@specola/casework';

/** Dollars of cents that may be negative. */
const dollars = (cents: bigint): string => {
  const whole = cents < 0n ? -cents : cents;
  return `${cents < 0n ? '−' : ''}$${(whole / 100n).toLocaleString('en-US')}.${String(whole % 100n).padStart(2, '0')}`;
};
const share = (value: number | null): string => (value === null ? 'unknown' : `${(100 * value).toFixed(1)} %`);
const figure = (value: number | null, unit: string): string =>
  value === null ? 'unknown' : `${value.toFixed(1)} ${unit}`;

/** The figures of a program as lines for a person; whatever is computed from an assumption stands beside it. */
export function figureLines(figures: ProgramFigures): string[] {
  const { assumptions } = figures;
  const charged = figures.units.reduce((sum, one) => sum + one.chargedCents, 0n);
  const paid = figures.units.reduce((sum, one) => sum + one.paidCents, 0n);
  const wages = assumptions.centsPerClinicianHour + assumptions.centsPerNonClinicianHour > 0;
  return [
    `Cases: ${figures.cases}, closed ${figures.closed}; models ${figures.models}, guides ${figures.guides}, printed items ${figures.items}`,
    `First-pass yield: ${share(figures.firstPassYield)}; from order to delivery (median): ${figure(figures.turnaroundDaysMedian, 'days')}`,
    `Effort: clinicians ${figures.clinicianMinutes} min, others ${figures.nonClinicianMinutes} min`,
    ...Object.entries(figures.minutesByStep).map(([step, minutes]) => `  ${step}: ${minutes} min`),
    `Surgeons who answered: ${figures.answers}; plan changed: ${share(figures.planChangedShare)}; gain in confidence: ${figure(figures.confidenceGainMean, 'of 4 steps')}; minutes saved (mean): ${figure(figures.minutesSavedMean, 'min')}`,
    'Units by code, payer, setting and outcome:',
    ...(figures.units.length === 0
      ? ['  no claim yet']
      : figures.units.map(
          ({ code, payer, setting, outcome, units, chargedCents, paidCents }) =>
            `  ${code} × ${units}  ${payer}, ${setting}: ${outcome}, charged ${dollars(chargedCents)}, paid ${dollars(paidCents)}`,
        )),
    'Budget line:',
    `  charged ${dollars(charged)}, paid ${dollars(paid)}`,
    `  effort ${wages ? dollars(figures.effortCents) : 'not priced: the site has given no wages'}`,
    `  time saved in the operating room ${dollars(figures.savedCents)} (the surgeons’ own estimates × ${dollars(BigInt(assumptions.centsPerOperatingRoomMinute))} a minute)`,
    ...(wages ? [`  paid + saved − effort = ${dollars(paid + figures.savedCents - figures.effortCents)}`] : []),
    `Assumptions: ${assumptions.source}`,
  ];
}
