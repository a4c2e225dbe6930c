import { z } from 'zod';
import type { CaseState } from '../case/case-state.ts';
import { STEPS, type Step } from '../case/workflow.ts';

/** How long each stage takes at most, hours; a site sets its own. */
export const LeadTimes = z.strictObject({
  guideBeforeSurgery: z.number().nonnegative().describe('A guide is delivered this long before the surgery'),
  modelBeforeSurgery: z.number().nonnegative(),
  sterilization: z.number().nonnegative(),
  quality: z.number().nonnegative(),
  postProcessing: z.number().nonnegative().describe('Wash and cure'),
  print: z.number().nonnegative(),
  approval: z.number().nonnegative().describe('Overlay, review and signature'),
  design: z.number().nonnegative(),
  preparation: z.number().nonnegative(),
  segmentation: z.number().nonnegative(),
  imageReview: z.number().nonnegative(),
});
export type LeadTimes = z.infer<typeof LeadTimes>;

/** The 72 hours are a maker’s condition for guides (CustoMED 510(k)); the others are a start for a site’s own figures. */
export const DEFAULT_LEAD_TIMES: LeadTimes = {
  guideBeforeSurgery: 72,
  modelBeforeSurgery: 24,
  sterilization: 24,
  quality: 4,
  postProcessing: 6,
  print: 24,
  approval: 24,
  design: 24,
  preparation: 8,
  segmentation: 16,
  imageReview: 24,
};

export interface DueDate {
  readonly step: Step;
  /** UTC: the step must be left behind by then. */
  readonly dueAt: string;
  readonly late: boolean;
}

/**
 * When each step must be done, counted backwards from the surgery (or from the day on which it is needed, whichever is
 * earlier), and which of them are late. Empty when the order names neither.
 *
 * @param nowAt  UTC
 */
export function dueDates(state: CaseState, nowAt: string, leadTimes: LeadTimes = DEFAULT_LEAD_TIMES): DueDate[] {
  const { order } = state;
  if (!order) return [];
  const guide = order.service === 'guide' || order.service === 'model-and-guide';
  const ends: number[] = [];
  if (order.surgeryAt) {
    const before = guide ? leadTimes.guideBeforeSurgery : leadTimes.modelBeforeSurgery;
    // Sterilization lies between delivery and surgery, so the longer of the two decides.
    ends.push(Date.parse(order.surgeryAt) - Math.max(before, order.sterile ? leadTimes.sterilization : 0) * HOUR);
  }
  if (order.neededBy) ends.push(Date.parse(order.neededBy));
  if (ends.length === 0) return [];

  let at = Math.min(...ends);
  const backwards: [Step, number][] = [
    ['release', 0],
    ['quality', leadTimes.quality],
    ['post-processing', leadTimes.postProcessing],
    ['print', leadTimes.print],
    ['overlay-and-approval', leadTimes.approval],
    ['design', leadTimes.design],
    ['preparation-or-planning', leadTimes.preparation],
    ['segmentation', leadTimes.segmentation],
    ['image-review', leadTimes.imageReview],
    ['order', 0],
  ];
  const due: DueDate[] = [];
  let taken = 0;
  for (const [step, hours] of backwards) {
    at -= taken * HOUR;
    taken = hours;
    due.push({ step, dueAt: new Date(at).toISOString(), late: !isBehind(state, step) && at < Date.parse(nowAt) });
  }
  return due.reverse();
}

const HOUR = 3_600_000;

const isBehind = (state: CaseState, step: Step): boolean => {
  const stands = state.step === 'on-hold' ? (state.heldAt ?? 'order') : state.step;
  return stands === 'cancelled' || STEPS.indexOf(stands) > STEPS.indexOf(step);
};
