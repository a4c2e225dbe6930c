import { CODED_ANATOMIES } from '@specola/facts';
import { type OnnxHeader, type OnnxTensorInfo, readOnnxHeader } from '@specola/formats';
import { ModelManifest } from '@specola/record';
import type { Modality } from '@specola/space';
import { BadManifestError, ModelShapeError, OtherModalityError, OtherModelError } from './automatic-errors.ts';

/** A model that fits its manifest, as far as that can be seen before it runs. */
export interface CheckedModel {
  readonly manifest: ModelManifest;
  readonly bytes: Uint8Array;
  readonly opset: number;
  readonly tensors: { readonly input: string; readonly output: string };
  readonly rank: 4 | 5;
}

/** @throws BadManifestError with the place of the first entry that does not fit */
export function readManifest(json: unknown): ModelManifest {
  const parsed = ModelManifest.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new BadManifestError(`${issue.path.join('.') || 'the file'}: ${issue.message}`);
  }
  demandSense(parsed.data);
  return parsed.data;
}

function demandSense({ input, output }: ModelManifest): void {
  const { clip, scale } = input.intensity;
  if (clip.by !== 'none' && clip.low >= clip.high)
    throw new BadManifestError('input.intensity.clip: low is not below high');
  if (scale.by === 'clip-range' && clip.by === 'none')
    throw new BadManifestError('input.intensity.scale: clip-range scales what was clipped, and nothing is');
  const [ids, names, channels] = [new Set<string>(), new Set<string>(), new Set<number>()];
  for (const { id, name, channel, anatomy, side } of output.segments) {
    if (ids.has(id)) throw new BadManifestError(`output.segments: two have the id "${id}"`);
    if (names.has(name)) throw new BadManifestError(`output.segments: two have the name "${name}"`);
    if (channels.has(channel)) throw new BadManifestError(`output.segments: two have the channel ${channel}`);
    if (channel >= output.channels)
      throw new BadManifestError(
        `output.segments: channel ${channel} of "${id}" is beyond the ${output.channels} channels`,
      );
    ids.add(id);
    names.add(name);
    channels.add(channel);
    if (anatomy === null) continue;
    const coded = CODED_ANATOMIES[anatomy];
    if (!coded) throw new BadManifestError(`output.segments: "${anatomy}" is no anatomy of the table of codes`);
    if (coded.paired && (side === null || side === 'unpaired'))
      throw new BadManifestError(`output.segments: there is a left and a right ${anatomy}, and "${id}" names no side`);
  }
  if (output.decide.by === 'largest' && output.channels < 2)
    throw new BadManifestError('output.decide: with one channel there is no largest; decide by a threshold');
}

/**
 * Holds a manifest against the model's file and the scan, before anything is run.
 *
 * @param sha256  of the model's file
 * @throws OtherModelError, OtherModalityError, ModelShapeError, NotOnnxError
 */
export function checkModel(
  manifest: ModelManifest,
  { bytes, sha256 }: { readonly bytes: Uint8Array; readonly sha256: string },
  modality: Modality,
): CheckedModel {
  const header = readOnnxHeader(bytes);
  if (sha256 !== manifest.sha256) throw new OtherModelError();
  // A volume file does not say what it is; then the user answers for it, and the record tells.
  if (manifest.modality !== 'any' && modality !== 'other' && manifest.modality !== modality)
    throw new OtherModalityError(manifest.modality, modality);
  const input = tensorOf(header.inputs, manifest.input.name, 'input');
  const output = tensorOf(header.outputs, manifest.output.name, 'output');
  const rank = input.dims.length;
  if (rank !== 4 && rank !== 5)
    throw new ModelShapeError(
      `the model takes a tensor of ${rank} dimensions, and 5 (or 4 for single planes) are needed`,
    );
  const patch = manifest.input.patchVoxels;
  if (rank === 4 && patch?.[0] !== 1)
    throw new ModelShapeError('the model sees single planes, so the first number of patchVoxels must be 1');
  const space = rank === 5 ? patch : (patch?.slice(1) ?? null);
  demandDims('takes', input, [1, 1, ...(space ?? [null, null, null])]);
  demandDims('gives', output, [1, manifest.output.channels, ...(space ?? [null, null, null])]);
  return { manifest, bytes, opset: header.opset, tensors: { input: input.name, output: output.name }, rank };
}

function tensorOf(tensors: OnnxHeader['inputs'], name: string | null, which: 'input' | 'output'): OnnxTensorInfo {
  const found = name === null && tensors.length === 1 ? tensors[0] : tensors.find((tensor) => tensor.name === name);
  if (!found)
    throw new ModelShapeError(
      `the ${which} ${name === null ? 'must be named' : `"${name}" is not there`}; the model has ${tensors.map((tensor) => `"${tensor.name}"`).join(', ')}`,
    );
  if (found.elementType !== 1) throw new ModelShapeError(`the ${which} "${found.name}" does not hold 32-bit floats`);
  return found;
}

/** A size that is open fits any; a wanted size that is null is the scan's, which only an open one can take. */
function demandDims(verb: string, { dims }: OnnxTensorInfo, wanted: readonly (number | null)[]): void {
  // A model that says nothing of its answer's shape is measured when it answers.
  if (verb === 'gives' && dims.length === 0) return;
  const fits = dims.length === wanted.length && dims.every((n, at) => n === null || n === wanted[at]);
  if (!fits)
    throw new ModelShapeError(
      `the model ${verb} ${dims.map((n) => n ?? 'any').join(' × ')}, and the manifest says ${wanted.map((n) => n ?? 'any').join(' × ')}`,
    );
}
