import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { weldTriangles } from '@specola/kernels';
import type { TriMesh } from '@specola/space';
import { realData } from './real-data.ts';

/** Zips of meshes in the real data. */
export const DIRTY_MESHES = 'meshes/manifold_test_models_Apache2.zip';
export const MORE_DIRTY_MESHES = 'meshes/trimesh_models_MIT.zip';
export const FEMUR_MESHES = 'meshes/libhip_proximal_femur_MIT.zip';
export const RIGHT_BONES = 'meshes/vhf_right_bones_CC-BY-4.zip';

/** A mesh (binary STL or OBJ) in a zip of the real data, welded where it is an STL; call it where `needsData` says yes. */
export function realMesh(zip: string, name: string): TriMesh {
  const bytes = unzipped(zip, name);
  return name.toLowerCase().endsWith('.obj') ? objMesh(bytes.toString('utf8')) : stlMesh(bytes);
}

/** One file of a zip, by the central directory's entries. */
function unzipped(zip: string, name: string): Buffer {
  const bytes = readFileSync(realData(zip)!);
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')) + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [method, packed, nameLength] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
    ];
    const entry = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    if (entry.endsWith(`/${name}`)) {
      const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const body = bytes.subarray(from, from + packed);
      return method === 0 ? body : inflateRawSync(body);
    }
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  throw new Error(`${zip} has no ${name}`);
}

function objMesh(text: string): TriMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const line of text.split('\n')) {
    const [kind, ...words] = line.trim().split(/\s+/);
    if (kind === 'v') positions.push(...words.slice(0, 3).map(Number));
    if (kind === 'f') {
      const corners = words.map((word) => Number.parseInt(word, 10) - 1);
      for (let n = 2; n < corners.length; n++) triangles.push(corners[0]!, corners[n - 1]!, corners[n]!);
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

function stlMesh(bytes: Buffer): TriMesh {
  const soup = new Float32Array(9 * bytes.readUInt32LE(80));
  for (let n = 0; n < soup.length; n++) soup[n] = bytes.readFloatLE(96 + 50 * Math.floor(n / 9) + 4 * (n % 9));
  return weldTriangles(soup, 'lps-mm');
}
