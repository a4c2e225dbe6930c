import { growingNumbers } from './growing-numbers.ts';
import { NotPlyError, type PlyModel } from './ply.ts';

interface Property {
  readonly name: string;
  readonly type: string;
  /** Type of the count before a list; null for a single value. */
  readonly countType: string | null;
}

interface Element {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly Property[];
}

type Format = 'ascii' | 'binary_little_endian' | 'binary_big_endian';

/** Hands out values one after the other. */
type Next = (type: string) => number;

const BYTES: Readonly<Record<string, number>> = {
  char: 1,
  int8: 1,
  uchar: 1,
  uint8: 1,
  short: 2,
  int16: 2,
  ushort: 2,
  uint16: 2,
  int: 4,
  int32: 4,
  uint: 4,
  uint32: 4,
  float: 4,
  float32: 4,
  double: 8,
  float64: 8,
};
/** A header longer than this is none. */
const LONGEST_HEADER = 1 << 16;

/**
 * Reads the vertices, faces and vertex colors of a PLY, text or binary of either byte order. Faces of more corners are cut
 * into triangles from their first corner; other elements and properties are passed over.
 *
 * @throws NotPlyError when the header is none, the file is cut short, or a face names a vertex that is not there
 */
export function readPly(bytes: Uint8Array): PlyModel {
  const { format, elements, comments, bodyAt } = headerOf(bytes);
  const next =
    format === 'ascii' ? wordsOf(bytes, bodyAt) : numbersOf(bytes, bodyAt, format === 'binary_little_endian');
  const positions = growingNumbers();
  const corners = growingNumbers();
  const colors = growingNumbers();
  for (const { name, count, properties } of elements)
    for (let n = 0; n < count; n++) {
      const found: Record<string, number> = {};
      for (const property of properties) {
        if (property.countType === null) {
          found[property.name] = next(property.type);
          continue;
        }
        const length = next(property.countType);
        const isFace = name === 'face' && /^vertex_ind(ices|ex)$/.test(property.name);
        const list: number[] = [];
        for (let at = 0; at < length; at++) list.push(next(property.type));
        if (isFace)
          for (let at = 2; at < length; at++) for (const corner of [0, at - 1, at]) corners.push(list[corner]!);
      }
      if (name !== 'vertex') continue;
      for (const axis of ['x', 'y', 'z']) positions.push(found[axis] ?? Number.NaN);
      for (const channel of ['red', 'green', 'blue']) if (found[channel] !== undefined) colors.push(found[channel]);
    }
  const points = Float32Array.from(positions.values());
  if (points.length === 0 || corners.length === 0) throw new NotPlyError('it holds no vertex or no face');
  if (!points.every(Number.isFinite)) throw new NotPlyError('a vertex has no finite place');
  const triangles = corners.values();
  for (const corner of triangles)
    if (!(corner >= 0 && corner < points.length / 3)) throw new NotPlyError(`a face names vertex ${corner}`);
  const all = colors.values();
  return {
    positions: points,
    triangles: Uint32Array.from(triangles),
    colors: all.length === points.length ? Uint8Array.from(all) : null,
    comments,
  };
}

function headerOf(bytes: Uint8Array) {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, LONGEST_HEADER));
  const end = /(^|\n)end_header\r?\n/.exec(start);
  if (!/^ply\r?\n/.test(start) || !end) throw new NotPlyError('it has no header of a PLY');
  let format: Format | null = null;
  const elements: (Element & { properties: Property[] })[] = [];
  const comments: string[] = [];
  for (const line of start.slice(0, end.index).split(/\r?\n/)) {
    const words = line.trim().split(/\s+/);
    if (words[0] === 'format') format = formatOf(words[1]);
    else if (words[0] === 'comment') comments.push(line.slice('comment'.length).trim());
    else if (words[0] === 'element') elements.push({ name: words[1] ?? '', count: countOf(words[2]), properties: [] });
    else if (words[0] === 'property') {
      const isList = words[1] === 'list';
      const [type, name] = isList ? [words[3], words[4]] : [words[1], words[2]];
      const countType = isList ? (words[2] ?? '') : null;
      if (!type || !name || !BYTES[type] || (countType !== null && !BYTES[countType]))
        throw new NotPlyError('a property of its header has no known type');
      elements.at(-1)?.properties.push({ name, type, countType });
    }
  }
  if (!format) throw new NotPlyError('its header names no format');
  return { format, elements, comments, bodyAt: end.index + end[0].length };
}

function formatOf(word: string | undefined): Format {
  if (word === 'ascii' || word === 'binary_little_endian' || word === 'binary_big_endian') return word;
  throw new NotPlyError(`its format "${word ?? ''}" is unknown`);
}

function countOf(word: string | undefined): number {
  const count = Number(word);
  if (!Number.isSafeInteger(count) || count < 0) throw new NotPlyError('an element of its header has no count');
  return count;
}

function numbersOf(bytes: Uint8Array, from: number, little: boolean): Next {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  return (type) => {
    const here = at;
    at += BYTES[type]!;
    if (at > bytes.length) throw new NotPlyError('it is cut short');
    switch (type) {
      case 'char':
      case 'int8':
        return view.getInt8(here);
      case 'uchar':
      case 'uint8':
        return view.getUint8(here);
      case 'short':
      case 'int16':
        return view.getInt16(here, little);
      case 'ushort':
      case 'uint16':
        return view.getUint16(here, little);
      case 'int':
      case 'int32':
        return view.getInt32(here, little);
      case 'uint':
      case 'uint32':
        return view.getUint32(here, little);
      case 'float':
      case 'float32':
        return view.getFloat32(here, little);
      default:
        return view.getFloat64(here, little);
    }
  };
}

function wordsOf(bytes: Uint8Array, from: number): Next {
  let at = from;
  return () => {
    while (at < bytes.length && bytes[at]! <= 32) at++;
    const start = at;
    while (at < bytes.length && bytes[at]! > 32) at++;
    const value = Number(new TextDecoder('latin1').decode(bytes.subarray(start, at)));
    if (start === at || Number.isNaN(value)) throw new NotPlyError('it is cut short, or a number cannot be read');
    return value;
  };
}
