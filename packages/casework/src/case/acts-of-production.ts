import { z } from 'zod';
import { Sha256 } from './order.ts';
import { PartId } from './part.ts';

export const ItemId = z.string().min(3).describe('Code of a printed item, with its check letter');

/** Why something was printed. Only what goes to the patient’s care is released; nothing here is a billing unit. */
export const PrintPurpose = z.enum(['patient-care', 'copy', 'trial-bone', 'test-print', 'teaching']);

export const Printed = z.strictObject({
  kind: z.literal('printed'),
  item: ItemId,
  part: PartId,
  purpose: PrintPurpose,
  file: Sha256.describe('The print file that went to the machine'),
  piece: z.strictObject({ number: z.int().min(1), of: z.int().min(1) }),
  printer: z.strictObject({
    label: z.string().min(1).describe('As on the registry’s page of printers'),
    serial: z.string().min(1),
    technology: z.string().min(1).describe('Family of ISO/ASTM 52900'),
  }),
  material: z.strictObject({
    key: z.string().min(1).describe('Key of the material facts'),
    lot: z.string().min(1),
    expiresOn: z.iso.date().nullable(),
  }),
  scale: z.number().positive(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: z.enum(['good', 'failed']),
  what: z.string().describe('What went wrong, when it failed'),
});

export const PostProcessed = z.strictObject({
  kind: z.literal('post-processed'),
  item: ItemId,
  steps: z
    .array(
      z.strictObject({
        name: z.enum(['support-removal', 'wash', 'cure', 'depowder', 'finish', 'dry']),
        minutes: z.number().nonnegative(),
        temperatureCelsius: z.number().nullable(),
      }),
    )
    .min(1),
  residueFree: z.boolean(),
});

export const QualityChecked = z.strictObject({
  kind: z.literal('quality-checked'),
  item: ItemId,
  measurements: z.array(
    z.strictObject({
      what: z.string().min(1),
      designMm: z.number().positive(),
      measuredMm: z.number().positive(),
      toleranceMm: z.number().positive(),
    }),
  ),
  tool: z.strictObject({ id: z.string().min(1), calibrationDueOn: z.iso.date() }),
  looksRight: z.boolean(),
  fitsTrialBone: z.enum(['yes', 'no', 'not-tried']),
});

export const IdentifierVerified = z.strictObject({
  kind: z.literal('identifier-verified'),
  item: ItemId,
  readFromItem: z.string().min(1).describe('What eye or scanner read'),
  by: z.enum(['eye', 'scanner']),
});

export const Photographed = z.strictObject({
  kind: z.literal('photographed'),
  item: ItemId,
  photos: z.array(Sha256).min(1),
  showsScale: z.boolean(),
  showsIdentifier: z.boolean(),
});

export const Sterilized = z.strictObject({
  kind: z.literal('sterilized'),
  item: ItemId,
  method: z.enum(['steam-121', 'steam-134', 'hydrogen-peroxide-plasma', 'ethylene-oxide']),
  cycle: z.string().min(1),
  load: z.string().min(1),
  indicator: z.enum(['pass', 'fail']),
});

/** The signed statement that an item may leave the lab. */
export const ItemReleased = z.strictObject({ kind: z.literal('item-released'), item: ItemId });

export const Delivered = z.strictObject({
  kind: z.literal('delivered'),
  item: ItemId,
  to: z.string().min(1).describe('A person or a place of the hospital; never the patient'),
});

export const Used = z.strictObject({
  kind: z.literal('used'),
  item: ItemId,
  outcome: z.enum(['used-in-surgery', 'used-for-planning', 'not-used', 'returned', 'discarded']),
  procedureOn: z.iso.date().nullable(),
});
