import { BrokenPromiseError, SpecolaError } from '@specola/space';
import type { ColoredPart } from './colored-part.ts';

/** The bytes are no GLB, or one that was not written here. */
export class NotGlbError extends SpecolaError {
  readonly code = 'glb/not-glb';
  constructor(reason: string) {
    super({
      what: `This is not a readable GLB: ${reason}.`,
      why: 'Without its meshes there is nothing to show.',
      mend: 'Write the model again; GLB is for viewing, take 3MF or STL to measure and to print.',
    });
  }
}

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const VERTICES = 34962;
const INDICES = 34963;
/** Millimeters to meters, and the patient's head (+z) up: a turn about x, so no side changes. Columns of four. */
const LPS_TO_GLTF = [0.001, 0, 0, 0, 0, 0, -0.001, 0, 0, 0.001, 0, 0, 0, 0, 0, 1] as const;

/**
 * A binary glTF of parts in their colors, for viewing: meters and y up, as the format asks, by the matrix of the root node;
 * the numbers of the meshes stay the millimeters that they are. Without normals: viewers shade by triangles.
 * Source: Khronos, glTF 2.0, sections 3.4, 3.7 and 4.
 */
export function writeGlb(parts: readonly ColoredPart[], { name }: { readonly name: string }): Uint8Array<ArrayBuffer> {
  const views: object[] = [];
  const accessors: object[] = [];
  let length = 0;
  const addView = (bytes: number, target: number): number => {
    views.push({ buffer: 0, byteOffset: length, byteLength: bytes, target });
    length += bytes;
    return views.length - 1;
  };
  for (const { mesh } of parts) {
    const { min, max } = boundsOf(mesh.positions);
    accessors.push({
      bufferView: addView(mesh.positions.byteLength, VERTICES),
      componentType: FLOAT,
      count: mesh.positions.length / 3,
      type: 'VEC3',
      min,
      max,
    });
    accessors.push({
      bufferView: addView(mesh.triangles.byteLength, INDICES),
      componentType: UNSIGNED_INT,
      count: mesh.triangles.length,
      type: 'SCALAR',
    });
  }
  const scene = {
    asset: { version: '2.0', generator: 'Specola' },
    scene: 0,
    scenes: [{ name, nodes: [0] }],
    nodes: [
      { name, matrix: LPS_TO_GLTF, children: parts.map((_, n) => n + 1) },
      ...parts.map((part, n) => ({ name: part.name, mesh: n })),
    ],
    meshes: parts.map((part, n) => ({
      name: part.name,
      primitives: [{ attributes: { POSITION: 2 * n }, indices: 2 * n + 1, material: n }],
    })),
    materials: parts.map((part) => ({
      name: part.name,
      pbrMetallicRoughness: {
        baseColorFactor: [...part.color.map(linearOf), 1],
        metallicFactor: 0,
        roughnessFactor: 0.7,
      },
    })),
    accessors,
    bufferViews: views,
    buffers: [{ byteLength: length }],
  };
  return packed(scene, parts, length);
}

function packed(scene: object, parts: readonly ColoredPart[], length: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(scene));
  const textLength = 4 * Math.ceil(text.length / 4);
  const out = new Uint8Array(28 + textLength + length);
  const view = new DataView(out.buffer);
  const put = (at: number, ...words: number[]) => {
    for (const [n, word] of words.entries()) view.setUint32(at + 4 * n, word, true);
  };
  put(0, MAGIC, 2, out.length, textLength, JSON_CHUNK);
  out.fill(32, 20, 20 + textLength);
  out.set(text, 20);
  put(20 + textLength, length, BINARY_CHUNK);
  let at = 28 + textLength;
  for (const { mesh } of parts) {
    for (const value of mesh.positions) {
      view.setFloat32(at, value, true);
      at += 4;
    }
    for (const value of mesh.triangles) {
      view.setUint32(at, value, true);
      at += 4;
    }
  }
  return out;
}

function boundsOf(positions: Float32Array) {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (const [n, value] of positions.entries()) {
    if (!Number.isFinite(value)) throw new BrokenPromiseError('A vertex of the mesh has no finite position.');
    min[n % 3] = Math.min(min[n % 3]!, value);
    max[n % 3] = Math.max(max[n % 3]!, value);
  }
  return { min, max };
}

/** sRGB 0 to 255 to linear light 0 to 1, to six places, without the platform's own power. Source: IEC 61966-2-1. */
function linearOf(channel: number): number {
  const share = channel / 255;
  if (share <= 0.04045) return Math.round((share / 12.92) * 1e6) / 1e6;
  const base = (share + 0.055) / 1.055;
  let root = 1;
  // Newton for the fifth root: x^2.4 = x² · (x^0.2)².
  for (let n = 0; n < 60; n++) root -= (root ** 5 - base) / (5 * root ** 4);
  return Math.round(base * base * root * root * 1e6) / 1e6;
}

/** The parts of a GLB that Specola wrote, as they went in: millimeters, LPS. @throws NotGlbError */
export function readGlb(bytes: Uint8Array): readonly ColoredPart[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 28 || view.getUint32(0, true) !== MAGIC) throw new NotGlbError('it does not begin as one');
  if (view.getUint32(8, true) !== bytes.length) throw new NotGlbError('it is cut short');
  const textLength = view.getUint32(12, true);
  const body = 28 + textLength;
  if (body > bytes.length || view.getUint32(16, true) !== JSON_CHUNK) throw new NotGlbError('its parts do not fit');
  let scene: Scene;
  try {
    scene = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + textLength))) as Scene;
  } catch {
    throw new NotGlbError('its description cannot be read');
  }
  if (scene.asset?.generator !== 'Specola') throw new NotGlbError('another program wrote it');
  return scene.meshes.map(({ name, primitives: [first] }) => {
    const values = (accessor: number): { at: number; count: number } => {
      const { bufferView, count, type } = scene.accessors[accessor]!;
      return { at: body + scene.bufferViews[bufferView]!.byteOffset, count: count * (type === 'VEC3' ? 3 : 1) };
    };
    const points = values(first!.attributes.POSITION);
    const corners = values(first!.indices);
    const color = scene.materials[first!.material]!.pbrMetallicRoughness.baseColorFactor.slice(0, 3).map(channelOf);
    return {
      name,
      color: color as [number, number, number],
      mesh: {
        positions: Float32Array.from({ length: points.count }, (_, n) => view.getFloat32(points.at + 4 * n, true)),
        triangles: Uint32Array.from({ length: corners.count }, (_, n) => view.getUint32(corners.at + 4 * n, true)),
        frame: 'lps-mm',
      },
    };
  });
}

interface Scene {
  readonly asset?: { readonly generator?: string };
  readonly meshes: readonly {
    readonly name: string;
    readonly primitives: readonly { attributes: { POSITION: number }; indices: number; material: number }[];
  }[];
  readonly accessors: readonly { bufferView: number; count: number; type: string }[];
  readonly bufferViews: readonly { byteOffset: number }[];
  readonly materials: readonly { pbrMetallicRoughness: { baseColorFactor: readonly number[] } }[];
}

/** The channel whose linear light is nearest. */
function channelOf(linear: number): number {
  let best = 0;
  for (let channel = 1; channel < 256; channel++)
    if (Math.abs(linearOf(channel) - linear) < Math.abs(linearOf(best) - linear)) best = channel;
  return best;
}
