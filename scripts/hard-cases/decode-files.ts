import { createHash } from 'node:crypto';
import {
  decodeStack,
  type FrameDecoders,
  type ImageObject,
  type StudyFile,
  scanStudy,
  voxelPlanOf,
  wideRangeOf,
} from '@specola/dicom';
import { SpecolaError } from '@specola/space';

/** What became of the pixels of one file. */
export type FileOutcome =
  | {
      readonly kind: 'decoded';
      readonly frames: number;
      readonly pixels: number;
      readonly sha256: string;
      readonly syntax: string;
      /** Kept in even steps, since 16 bits have no more: the hash is that of the steps. */
      readonly rounded: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly what: string;
      readonly syntax: string;
      readonly pixels: number;
    }
  | { readonly kind: 'no image' };

/** The raw pixels of a file as the reader decodes them, whatever its geometry says; or with which code it is refused. */
export async function decodeFile(file: StudyFile, decoders: FrameDecoders): Promise<FileOutcome> {
  const scan = await scanStudy([file]);
  const [series] = scan.series;
  if (scan.broken.length > 0)
    return {
      kind: 'refused',
      code: 'dicom/broken-files',
      what: 'It cannot be read to its pixels.',
      syntax: '',
      pixels: 0,
    };
  if (!series) return { kind: 'no image' };
  const object = asRaw(series.objects[0]!);
  const syntax = object.transferSyntax.name;
  const { rows, columns, samplesPerPixel } = object.format;
  // What the header promises, honest or not.
  const pixels = rows * columns * samplesPerPixel * object.frames.length;
  const frames = object.frames.map((_, frameInObject) => ({ object: 0, frameInObject }));
  try {
    // Without a modality and a scale, what is stored is what the file holds.
    const chosen = { series: { modality: '', objects: [object] }, stack: { frames } };
    const plan = voxelPlanOf(chosen, await wideRangeOf(chosen));
    const values = new Int16Array(plan.rows * plan.columns * frames.length);
    await decodeStack(plan, values, { decoders });
    const { slope, intercept } = plan.valueScale;
    const rounded = plan.roundedTo > 0;
    const raw = rounded ? Int32Array.from(values) : Int32Array.from(values, (value) => slope * value + intercept);
    const sha256 = createHash('sha256').update(raw).digest('hex');
    return { kind: 'decoded', frames: frames.length, pixels, sha256, syntax, rounded };
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return { kind: 'refused', code: thrown.code, what: thrown.what, syntax, pixels };
  }
}

const asRaw = (object: ImageObject): ImageObject => ({
  ...object,
  format: { ...object.format, padding: null },
  frames: object.frames.map((frame) => ({ ...frame, rescale: null })),
});
