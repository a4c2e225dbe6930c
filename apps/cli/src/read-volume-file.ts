import type { LendInt16 } from '@specola/dicom';
import { DetachedHeaderError, metaImageDataFile, readMetaImage, readNifti, readNrrd } from '@specola/formats';
import type { Finding, Source } from '@specola/record';
import { spacingMmOf, type Volume } from '@specola/space';
import type { OpenedStudy } from './open-study.ts';

type ReadVolume = Awaited<ReturnType<typeof readNifti>>;
type VolumeFile = Extract<OpenedStudy, { kind: 'volume-file' }>;

/** A NIfTI, NRRD or MetaImage volume as a study of one image: it has a place in the patient, but no series and no identity. */
export async function readVolumeFile(
  { format, file, beside }: VolumeFile,
  lend: LendInt16,
): Promise<{ volume: Volume; source: Omit<Source, 'pixelSha256'>; findings: readonly Finding[] }> {
  const bytes = await file.read();
  const { volume, findings } = await readOf(format, bytes, { lend, beside });
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

async function readOf(
  format: VolumeFile['format'],
  bytes: Uint8Array,
  { lend, beside }: Pick<VolumeFile, 'beside'> & { lend: LendInt16 },
): Promise<ReadVolume> {
  if (format === 'nifti') return readNifti(bytes, lend);
  if (format === 'nrrd') return readNrrd(bytes, lend);
  const name = metaImageDataFile(bytes);
  if (name === null) return readMetaImage(bytes, lend);
  const voxels = await beside(name);
  if (!voxels) throw new DetachedHeaderError(`the voxel file that it names is not beside it`);
  return readMetaImage(bytes, lend, { voxels: await voxels.read() });
}
