import { findMonaiModel, inferMonai, ModelServerReplyError, type MonaiImage, readMonaiServer } from '@specola/exchange';
import { writeNifti } from '@specola/formats';
import { voxelCountOf } from '@specola/space';
import { NO_SEAMS } from '@specola/steps';
import { segmentsFromLabels } from './from-labels.ts';
import type { ReadyModel } from './made-by-model.ts';

export interface MonaiJob {
  readonly address: string;
  readonly model: string;
  /** Id of the scan in the server's own store; null when it is sent. */
  readonly imageId: string | null;
  readonly token: string | undefined;
  readonly timeoutMs: number;
}

/** Labels are packed; unpacked they are as large as the scan at most, in four bytes a voxel, and words beside them. */
const largestAnswer = (voxels: number): number => 4 * voxels + (1 << 20);
const LARGEST_INFO_BYTES = 64 << 20;

/**
 * Asks a MONAI Label server for one of its models, before the scan is read. What is sent later is grey values and where
 * they lie, without a word about the patient.
 *
 * @throws BadAddressError, NoConnectionError, ModelServerRefusedError, ModelServerReplyError, NoSuchModelError
 */
export async function openMonaiModel(job: MonaiJob): Promise<ReadyModel> {
  const server = readMonaiServer(job.address, job.token);
  const { timeoutMs } = job;
  const signal = new AbortController().signal;
  const model = await findMonaiModel(server, job.model, { signal, timeoutMs, largestAnswerBytes: LARGEST_INFO_BYTES });
  return {
    does: `Asks ${model.server.name} for ${model.name}`,
    async run({ volume }, pace) {
      const image: MonaiImage =
        job.imageId === null
          ? { kind: 'file', name: 'scan.nii.gz', bytes: writeNifti(volume) }
          : { kind: 'on-server', id: job.imageId };
      pace.report(0.1);
      const largestAnswerBytes = largestAnswer(voxelCountOf(volume.dimensions));
      const answer = await inferMonai(server, model, image, { signal: pace.signal, timeoutMs, largestAnswerBytes });
      pace.report(0.9);
      const made = await segmentsFromLabels(answer.label, volume, answer.labels);
      if (!made) throw new ModelServerReplyError('its label is neither NIfTI nor NRRD');
      return {
        ...made,
        seams: NO_SEAMS,
        facts: {
          by: 'monai-label',
          model: {
            name: model.name,
            version: null,
            license: null,
            author: null,
            sha256: null,
            manifestSha256: null,
            clearance: { status: 'unknown', statement: null },
          },
          engine: model.server,
          runs: 0,
          checks: [],
        },
      };
    },
  };
}
