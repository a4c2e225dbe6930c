import { z } from 'zod';
import { Artifact } from './model-record.ts';

/** One DICOM object that was written for the archive. */
export const ExportedObject = z.strictObject({
  ...Artifact.shape,
  kind: z.enum(['seg', 'labelmap-seg', 'stl', 'obj', 'mtl', 'pdf', 'snapshot']),
  sopClassUid: z.string(),
  sopInstanceUid: z.string(),
  seriesUid: z.string(),
  predecessorUid: z.string().nullable().describe('SOP Instance UID of the version before this one'),
});
export type ExportedObject = z.infer<typeof ExportedObject>;

/** export.json: the DICOM objects made from a model or a segmentation. UIDs and hashes; no name, number or birth date. */
export const ExportRecord = z.strictObject({
  schema: z.literal('specola/export-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  notice: z.string(),
  source: z.strictObject({
    seriesUid: z.string(),
    frameOfReferenceUid: z.string().nullable(),
    pixelSha256: z.string(),
  }),
  made: z.strictObject({
    date: z.string().describe('YYYYMMDD, as in the objects'),
    time: z.string().describe('HHMMSS, as in the objects'),
  }),
  stated: z.strictObject({
    laterality: z.enum(['left', 'right', 'both', 'unpaired']).nullable().describe('Where the model will be placed'),
    mirrored: z.boolean(),
    modified: z.boolean(),
    usage: z.string().nullable(),
    region: z.string().nullable(),
  }),
  objects: z.array(ExportedObject),
});
export type ExportRecord = z.infer<typeof ExportRecord>;
