import { nrrdAffine, nrrdBytes, nrrdHeader, nrrdSamples, nrrdSizes } from './nrrd-header.ts';
import { type GridHeader, type LendVoxels, sampleBytesOf, type VolumeFile, volumeFromSamples } from './volume-file.ts';
import { DetachedHeaderError, VolumeKindNotReadError } from './volume-file-errors.ts';

/**
 * Reads an NRRD volume: raw or gzip, header attached, space LPS, RAS or LAS.
 * Source: teem.sourceforge.net/nrrd/format.html.
 *
 * @param lend  memory for the voxels, asked once
 * @throws BadVolumeHeaderError, VolumeKindNotReadError, DetachedHeaderError, NoOrientationError, ShearedGridError,
 *   TruncatedVolumeError
 */
export async function readNrrd(bytes: Uint8Array, lend: LendVoxels): Promise<VolumeFile> {
  const header = nrrdHeader(bytes);
  const { fields } = header;
  if (fields.has('data file') || fields.has('datafile')) throw new DetachedHeaderError();
  const sizes = nrrdSizes(fields);
  if (sizes.length !== 3) throw new VolumeKindNotReadError(`The NRRD volume has ${sizes.length} dimensions.`);
  const grid: GridHeader = {
    dimensions: [sizes[0]!, sizes[1]!, sizes[2]!],
    ...nrrdSamples(fields),
    ijkToLps: nrrdAffine(fields),
    slope: 1,
    intercept: 0,
  };
  return volumeFromSamples(grid, await nrrdBytes(bytes, header, sampleBytesOf(grid)), lend);
}
