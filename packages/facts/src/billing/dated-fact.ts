import { z } from 'zod';

/**
 * How far a fact of billing can be trusted. `sure`: the named source says it; `likely`: a weaker source, or a short step
 * from sure facts; `from-memory`: nobody has checked it. What is below `sure` ends in a coder's decision, never in a
 * silent rule.
 */
export const Confidence = z.enum(['sure', 'likely', 'from-memory']);
export type Confidence = z.infer<typeof Confidence>;

const Origin = {
  source: z.string().min(1).describe('Who says it'),
  checkedOn: z.iso.date().describe('When somebody last looked'),
  confidence: Confidence,
};

/** A fact that holds from a day on, until a day; both days included. */
export const datedFact = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    value,
    from: z.iso.date(),
    to: z.iso.date().nullable().describe('The last day; null while no end is known'),
    ...Origin,
  });

export interface DatedFact<T> {
  readonly value: T;
  readonly from: string;
  readonly to: string | null;
  readonly source: string;
  readonly checkedOn: string;
  readonly confidence: Confidence;
}

/** The fact that holds on a day; null where the table says nothing of it. Of two that overlap the later start wins. */
export function factOn<T>(facts: readonly DatedFact<T>[], day: string): DatedFact<T> | null {
  const holding = facts.filter(({ from, to }) => from <= day && (to === null || day <= to));
  return holding.reduce<DatedFact<T> | null>((best, fact) => (best && best.from > fact.from ? best : fact), null);
}
