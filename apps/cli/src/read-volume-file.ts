import type { LendInt16 } from '@specola/dicom';
import { readNifti, readNrrd } from '@specola/formats';
import type { Finding, Source } from '@specola/record';
import { spacingMmOf, type Volume } from '@specola/space';
import type { OpenedStudy } from './open-study.ts';

type VolumeFile = Extract<OpenedStudy, { kind: 'volume-file' }>;

/** A NIfTI or NRRD volume as a study of one image: it has a place in the patient, but no series and no identity. */
export async function readVolumeFile(
  { format, file }: VolumeFile,
  lend: LendInt16,
): Promise<{ volume: Volume; source: Omit<Source, 'pixelSha256'>; findings: readonly Finding[] }> {
  const bytes = await file.read();
  const { volume, findings } = await (format === 'nifti' ? readNifti(bytes, lend) : readNrrd(bytes, lend));
  return {
    volume,
    findings: [...findings],
    source: {
      kind: format,
      seriesUid: null,
      frameOfReferenceUid: null,
      modality: volume.modality,
      instances: 1,
      dimensions: [...volume.dimensions],
      spacingMm: [...spacingMmOf(volume.ijkToLps)],
      affineIjkToLps: [...volume.ijkToLps],
      resampling: null,
    },
  };
}
