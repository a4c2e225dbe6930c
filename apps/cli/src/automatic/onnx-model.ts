import { readFile } from 'node:fs/promises';
import { NotOnnxError, readOnnxHeader } from '@specola/formats';
import type { AutomaticFacts } from '@specola/record';
import { BadManifestError, checkModel, readManifest, segmentByModel } from '@specola/steps';
import { sha256Of } from '../sha256.ts';
import { UsageError } from '../usage-error.ts';
import type { ReadyModel } from './made-by-model.ts';
import { type EngineName, openOnnxEngine } from './onnx-engine.ts';

export interface OnnxJob {
  readonly modelPath: string;
  readonly manifestPath: string;
  readonly engine: EngineName;
  readonly checks: readonly AutomaticFacts['checks'][number]['check'][];
  readonly memoryLimitBytes: number;
}

/** A model's file is read whole; the largest segmentation networks have some hundred megabytes. */
const LARGEST_MODEL_BYTES = 2 ** 31;

/**
 * Reads a model and its manifest and looks at both, before the scan is read.
 *
 * @throws UsageError, BadManifestError, OtherModelError, ModelShapeError, NotOnnxError, NoEngineError
 */
export async function openOnnxModel(job: OnnxJob): Promise<ReadyModel> {
  const bytes = await fileAt(job.modelPath, 'model');
  if (bytes.length > LARGEST_MODEL_BYTES) throw new NotOnnxError('it is larger than 2 GiB');
  readOnnxHeader(bytes);
  const manifestBytes = await fileAt(job.manifestPath, 'manifest');
  const manifest = readManifest(jsonOf(manifestBytes));
  const file = { bytes, sha256: sha256Of(bytes) };
  // All but the modality of the scan, which is not known yet.
  checkModel({ ...manifest, modality: 'any' }, file, 'other');
  const engine = await openOnnxEngine(job.engine);
  const { name, version, license, author, sha256, clearance } = manifest;
  return {
    does: `Runs the model ${name} ${version}`,
    async run({ volume }, pace) {
      const checked = checkModel(manifest, file, volume.modality);
      const { checks, memoryLimitBytes } = job;
      const made = await segmentByModel(volume, checked, engine, { checks, memoryLimitBytes }, pace);
      return {
        segmentation: made.segmentation,
        findings: made.findings,
        seams: made.seams,
        facts: {
          by: 'onnx',
          model: { name, version, license, author, sha256, manifestSha256: sha256Of(manifestBytes), clearance },
          engine: { name: engine.name, version: engine.version },
          runs: made.runs,
          checks: made.checks,
        },
      };
    },
  };
}

async function fileAt(path: string, what: 'model' | 'manifest'): Promise<Uint8Array> {
  const read = await readFile(path).catch(() => {
    throw new UsageError(`The ${what} cannot be read.`, `Name a file with --${what}.`);
  });
  return new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new BadManifestError('it is not JSON');
  }
}
