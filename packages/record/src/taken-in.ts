import { z } from 'zod';
import { Check } from './check.ts';
import { Finding } from './finding.ts';
import { MeshMeasures } from './measures.ts';
import { Artifact, RunFacts, Source } from './model-record.ts';

/** Where something came from that another program, or another lab, made. */
export const Origin = z.strictObject({
  file: z.strictObject({
    format: z.enum([
      'dicom-seg',
      'rtstruct',
      'nrrd',
      'nifti',
      'stl',
      'obj',
      '3mf',
      'encapsulated-stl',
      'encapsulated-obj',
    ]),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: z.int().positive(),
  }),
  software: z.strictObject({ name: z.string(), version: z.string().nullable() }).describe('What made it'),
  clearance: z.strictObject({
    status: z.enum(['cleared', 'not-cleared', 'unknown']).describe('Whether that software is cleared for what it did'),
    statement: z.string().nullable().describe('The clearance as it was stated, e.g. a 510(k) number'),
  }),
  author: z.string().nullable().describe('The person or firm that made it; never the patient'),
  placement: z.strictObject({
    frame: z.enum(['LPS', 'RAS']).describe('Frame that its coordinates were read in'),
    frameBy: z.enum(['dicom', 'file', 'user']).describe('Who says so'),
    frameOfReferenceUid: z.string().nullable(),
    unit: z.string().describe('Unit that its coordinates were read in'),
    unitBy: z.enum(['dicom', 'file', 'user']),
    shareInside: z.number().min(0).max(1).describe('Share of it that lies in the series'),
  }),
});
export type Origin = z.infer<typeof Origin>;

/** record.json of a mesh that came from elsewhere: who made it, how it was placed, and what our checks say of it. */
export const TakenInMeshRecord = z.strictObject({
  schema: z.literal('specola/taken-in-mesh-record/1'),
  specola: z.strictObject({ version: z.string(), gitCommit: z.string().nullable() }),
  notice: z.string(),
  source: Source.describe('The series in whose frame it lies'),
  origin: Origin,
  name: z.string(),
  parts: z.array(z.strictObject({ name: z.string(), triangles: z.int().nonnegative() })),
  stated: z.strictObject({
    mirrored: z.boolean().nullable(),
    modified: z.boolean().nullable(),
    laterality: z.enum(['left', 'right', 'both', 'unpaired']).nullable(),
  }),
  findings: z.array(Finding),
  mesh: MeshMeasures,
  printReady: z.boolean(),
  checks: z.array(Check),
  artifacts: z.array(Artifact),
  run: RunFacts,
});
export type TakenInMeshRecord = z.infer<typeof TakenInMeshRecord>;
