import { z } from 'zod';
import { Person, PersonId } from './people.ts';
import { STEPS } from './workflow.ts';

/** The steps that effort is kept by; the registry’s four categories and the report are derived from them. */
export const EffortStep = z.enum([
  'consultation',
  'image-review',
  'segmentation',
  'preparation',
  'planning',
  'design',
  'overlay',
  'print-setup',
  'post-processing',
  'quality',
  'report',
]);
export type EffortStep = z.infer<typeof EffortStep>;

/** Somebody joins the case; who was there when it was opened stands in the head of the file. */
export const PersonAdded = z.strictObject({ kind: z.literal('person-added'), person: Person });

export const Moved = z.strictObject({
  kind: z.literal('moved'),
  to: z.enum(STEPS),
  reason: z.string().describe('Needed for hold, rework, remake and cancel'),
});

export const TimeLogged = z.strictObject({
  kind: z.literal('time-logged'),
  step: EffortStep,
  person: PersonId,
  minutes: z.number().nonnegative().max(1440),
  from: z.enum(['work', 'hand']).describe('Collected from the work itself, or entered afterwards'),
});

/** The old minutes stay in the record; these stand for them. */
export const TimeCorrected = z.strictObject({
  kind: z.literal('time-corrected'),
  entry: z.int().min(1),
  minutes: z.number().nonnegative().max(1440),
  reason: z.string().trim().min(1),
});

export const NonConformanceOpened = z.strictObject({
  kind: z.literal('non-conformance-opened'),
  about: z.string().min(1).describe('Part, item, lot, printer, tool or software'),
  what: z.string().trim().min(1),
});

export const NonConformanceClosed = z.strictObject({
  kind: z.literal('non-conformance-closed'),
  entry: z.int().min(1),
  disposition: z.enum(['rework', 'remake', 'use-as-is', 'scrap']),
  correctiveAction: z.string().trim().min(1),
});

export const Noted = z.strictObject({ kind: z.literal('noted'), text: z.string().trim().min(1) });

/** Advance Beneficiary Notice: valid only when it is given before the service. */
export const NoticeSigned = z.strictObject({
  kind: z.literal('notice-signed'),
  signedOn: z.iso.date(),
  choice: z.enum(['wants-it-and-claim', 'wants-it-no-claim', 'does-not-want-it']),
  voluntary: z.boolean(),
});
