import { SpecolaError } from '@specola/space';

/** The bytes are no ONNX model, or one that cannot be run from a single file. */
export class NotOnnxError extends SpecolaError {
  readonly code = 'formats/not-onnx';
  constructor(reason: string) {
    super({
      what: `The file is no ONNX model that can be run: ${reason}.`,
      why: 'What cannot be read as a network would be refused, or run as something else.',
      mend: 'Export the model to ONNX as one file with its weights inside (opset 9 or later), and name that file.',
    });
  }
}

export interface OnnxTensorInfo {
  readonly name: string;
  /** A number, or null where the model leaves it open. */
  readonly dims: readonly (number | null)[];
  /** 1 is float32. Source: TensorProto.DataType of onnx.proto. */
  readonly elementType: number;
}

/** What an ONNX file says of itself before anything is run. */
export interface OnnxHeader {
  readonly irVersion: number;
  /** Of the standard operators. */
  readonly opset: number;
  readonly nodes: number;
  /** Weights left out. */
  readonly inputs: readonly OnnxTensorInfo[];
  readonly outputs: readonly OnnxTensorInfo[];
}

type Field = { readonly at: number; readonly value: number; readonly bytes: Uint8Array | null };

/**
 * Reads the head of an ONNX file, so that a wrong file is refused in a sentence of ours, and without an engine. Only
 * the outline is read: protocol buffers say the length of every part, and weights are stepped over.
 * Source: onnx.proto of ONNX 1.16, protocol buffers encoding.
 *
 * @throws NotOnnxError
 */
export function readOnnxHeader(bytes: Uint8Array): OnnxHeader {
  let irVersion = 0;
  let opset = 0;
  let graph: Uint8Array | null = null;
  for (const { at, value, bytes: part } of fieldsOf(bytes)) {
    if (at === 1 && !part) irVersion = value;
    if (at === 7 && part) graph = part;
    if (at === 8 && part) opset = opsetOf(part) ?? opset;
  }
  if (!graph || irVersion === 0) throw new NotOnnxError('it has no graph');
  if (opset === 0) throw new NotOnnxError('it names no version of the operators (opset)');
  const weights = new Set<string>();
  const inputs: OnnxTensorInfo[] = [];
  const outputs: OnnxTensorInfo[] = [];
  let nodes = 0;
  for (const { at, bytes: part } of fieldsOf(graph)) {
    if (!part) continue;
    if (at === 1) nodes++;
    if (at === 5) weights.add(weightName(part));
    if (at === 11) inputs.push(tensorInfo(part));
    if (at === 12) outputs.push(tensorInfo(part));
  }
  if (nodes === 0 || outputs.length === 0) throw new NotOnnxError('its graph computes nothing');
  return { irVersion, opset, nodes, inputs: inputs.filter(({ name }) => !weights.has(name)), outputs };
}

function opsetOf(bytes: Uint8Array): number | null {
  let domain = '';
  let version = 0;
  for (const { at, value, bytes: part } of fieldsOf(bytes)) {
    if (at === 1 && part) domain = textOf(part);
    if (at === 2 && !part) version = value;
  }
  return domain === '' || domain === 'ai.onnx' ? version : null;
}

/** @throws NotOnnxError when the weights lie in another file */
function weightName(bytes: Uint8Array): string {
  let name = '';
  for (const { at, value, bytes: part } of fieldsOf(bytes)) {
    if (at === 8 && part) name = textOf(part);
    if (at === 14 && !part && value === 1) throw new NotOnnxError('its weights lie in a second file');
  }
  return name;
}

function tensorInfo(bytes: Uint8Array): OnnxTensorInfo {
  let name = '';
  let elementType = 0;
  let dims: (number | null)[] = [];
  for (const { at, bytes: part } of fieldsOf(bytes)) {
    if (at === 1 && part) name = textOf(part);
    if (at !== 2 || !part) continue;
    for (const type of fieldsOf(part)) {
      if (type.at !== 1 || !type.bytes) continue;
      for (const tensor of fieldsOf(type.bytes)) {
        if (tensor.at === 1) elementType = tensor.value;
        if (tensor.at === 2 && tensor.bytes) dims = dimsOf(tensor.bytes);
      }
    }
  }
  return { name, dims, elementType };
}

function dimsOf(bytes: Uint8Array): (number | null)[] {
  const dims: (number | null)[] = [];
  for (const { at, bytes: part } of fieldsOf(bytes)) {
    if (at !== 1 || !part) continue;
    let size: number | null = null;
    for (const dim of fieldsOf(part)) if (dim.at === 1 && !dim.bytes) size = dim.value > 0 ? dim.value : null;
    dims.push(size);
  }
  return dims;
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The fields of a message, one after another; packed and nested ones as their bytes. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) throw new NotOnnxError('it ends in the middle');
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new NotOnnxError('it is no protocol buffer');
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, kind] = [Math.floor(key / 8), key % 8];
    if (field === 0) throw new NotOnnxError('it is no protocol buffer');
    if (kind === 0) yield { at: field, value: varint(), bytes: null };
    else if (kind === 2 || kind === 1 || kind === 5) {
      const length = kind === 2 ? varint() : kind === 1 ? 8 : 4;
      if (at + length > bytes.length) throw new NotOnnxError('it ends in the middle');
      yield { at: field, value: 0, bytes: bytes.subarray(at, at + length) };
      at += length;
    } else throw new NotOnnxError('it is no protocol buffer');
  }
}
