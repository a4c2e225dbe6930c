/** One node of a small network: an operator of ONNX with its attributes. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly ints?: Readonly<Record<string, readonly number[]>>;
  readonly int?: Readonly<Record<string, number>>;
}

/** A tensor of weights. */
export interface OnnxWeights {
  readonly dims: readonly number[];
  readonly values: readonly number[];
}

export interface OnnxMaking {
  readonly nodes: readonly OnnxNode[];
  readonly weights: Readonly<Record<string, OnnxWeights>>;
  readonly input: { readonly name: string; readonly dims: readonly (number | string)[] };
  readonly output: { readonly name: string; readonly dims: readonly (number | string)[] };
  readonly opset?: number;
  /** Says that the weights lie in a second file, as large models do. */
  readonly weightsElsewhere?: boolean;
}

const FLOAT = 1;

/**
 * Writes a network as an ONNX file, so that a test needs no download and its answer is known beforehand.
 * Source: onnx.proto of ONNX 1.16 (field numbers).
 */
export function onnxModel({ nodes, weights, input, output, opset = 17, weightsElsewhere }: OnnxMaking): Uint8Array {
  const graph = joined([
    ...nodes.map((node) => field(1, nodeBytes(node))),
    field(2, text('made-for-tests')),
    ...Object.entries(weights).map(([name, { dims, values }]) =>
      field(
        5,
        joined([
          ...dims.map((n) => number(1, n)),
          number(2, FLOAT),
          field(8, text(name)),
          ...(weightsElsewhere ? [number(14, 1)] : [field(9, floats(values))]),
        ]),
      ),
    ),
    field(11, valueInfo(input)),
    field(12, valueInfo(output)),
  ]);
  return joined([
    number(1, 8),
    field(2, text('specola-test-kit')),
    field(7, graph),
    field(8, joined([field(1, text('')), number(2, opset)])),
  ]);
}

/**
 * A network whose answer is known: a convolution with the given kernel (zeros beyond the border), then class 1 as
 * gain · (smoothed − level) against class 0 as the same with the other sign.
 *
 * @param kernel  odd sides, along the tensor's axes, the last one fastest
 */
export function smoothingModel({
  kernel,
  sides,
  level,
  gain,
  dims = ['d', 'h', 'w'],
  opset = 17,
}: {
  readonly kernel: readonly number[];
  readonly sides: readonly [number, number, number];
  readonly level: number;
  readonly gain: number;
  readonly dims?: readonly (number | string)[];
  readonly opset?: number;
}): Uint8Array {
  const half = sides.map((side) => (side - 1) / 2);
  return onnxModel({
    opset,
    input: { name: 'image', dims: [1, 1, ...dims] },
    output: { name: 'classes', dims: [1, 2, ...dims] },
    weights: {
      kernel: { dims: [1, 1, ...sides], values: kernel },
      mix: { dims: [2, 1, 1, 1, 1], values: [-gain, gain] },
      bias: { dims: [2], values: [gain * level, -gain * level] },
    },
    nodes: [
      {
        op: 'Conv',
        inputs: ['image', 'kernel'],
        outputs: ['smooth'],
        ints: { kernel_shape: sides, pads: [...half, ...half] },
      },
      // The image is positive after normalizing, so the rectifier changes nothing; it is here to be a layer of two kinds.
      { op: 'Relu', inputs: ['smooth'], outputs: ['positive'] },
      { op: 'Conv', inputs: ['positive', 'mix', 'bias'], outputs: ['classes'], ints: { kernel_shape: [1, 1, 1] } },
    ],
  });
}

const INT = 2;
const INTS = 7;

function nodeBytes({ op, inputs, outputs, ints = {}, int = {} }: OnnxNode): Uint8Array {
  return joined([
    ...inputs.map((name) => field(1, text(name))),
    ...outputs.map((name) => field(2, text(name))),
    field(4, text(op)),
    ...Object.entries(ints).map(([name, list]) =>
      field(5, joined([field(1, text(name)), ...list.map((n) => number(8, n)), number(20, INTS)])),
    ),
    ...Object.entries(int).map(([name, n]) => field(5, joined([field(1, text(name)), number(3, n), number(20, INT)]))),
  ]);
}

function valueInfo({ name, dims }: OnnxMaking['input']): Uint8Array {
  const shape = joined(dims.map((n) => field(1, typeof n === 'number' ? number(1, n) : field(2, text(n)))));
  return joined([field(1, text(name)), field(2, field(1, joined([number(1, FLOAT), field(2, shape)])))]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left > 127) {
    bytes.push((left % 128) | 128);
    left = Math.floor(left / 128);
  }
  return [...bytes, left];
}

const number = (at: number, value: number): Uint8Array => Uint8Array.from([...varint(8 * at), ...varint(value)]);

const field = (at: number, bytes: Uint8Array): Uint8Array =>
  joined([Uint8Array.from([...varint(8 * at + 2), ...varint(bytes.length)]), bytes]);

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

const floats = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
