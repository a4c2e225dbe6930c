import { unzipSync } from 'fflate';
import { openObject } from '../deidentify/open-object.ts';
import { inflateLimited } from './inflate-limited.ts';
import { pdfParts } from './pdf-parts.ts';

/** A stretch of bytes in which text may stand, and where it lies in the file. */
export interface Part {
  /** "PNG text chunk", "entry 3 of the archive": never the name of anything. */
  readonly place: string;
  readonly bytes: Uint8Array;
}

/** How much is unpacked from one file in all; a file that swells further is reported as not looked through. */
const MOST_UNPACKED_BYTES = 2 ** 30;
const DEEPEST = 4;
const MOST_ENTRIES = 10_000;

export interface Unpacked {
  readonly parts: readonly Part[];
  /** True when something was too large, too deep or too damaged to be looked through. */
  readonly incomplete: boolean;
}

/** Everything in a file that may hold text: the file itself, and what is packed inside it, at any depth up to four. */
export async function unpackArtifact(bytes: Uint8Array): Promise<Unpacked> {
  const parts: Part[] = [];
  const state = { left: MOST_UNPACKED_BYTES, incomplete: false };
  const visit = async (inner: Uint8Array, place: string, depth: number): Promise<void> => {
    if (depth > DEEPEST) {
      state.incomplete = true;
      return;
    }
    const within = (what: string) => (place === '' ? what : `${what} in ${place}`);
    const found = await insideOf(inner, state);
    parts.push({ place: within(found.kind), bytes: found.raw ?? inner });
    for (const [n, part] of found.inside.entries())
      await visit(part.bytes, within(part.place.replace('#', String(n + 1))), depth + 1);
  };
  await visit(bytes, '', 0);
  return { parts, incomplete: state.incomplete };
}

interface Inside {
  readonly kind: string;
  /** What is searched as it stands; without it, the whole. */
  readonly raw?: Uint8Array;
  readonly inside: readonly Part[];
}

async function insideOf(bytes: Uint8Array, state: { left: number; incomplete: boolean }): Promise<Inside> {
  const begins = (...start: number[]) => start.every((byte, n) => bytes[n] === byte);
  const inflate = async (packed: Uint8Array, format: 'gzip' | 'deflate' | 'deflate-raw') => {
    const out = await inflateLimited(packed, format, state.left);
    if (out === null) return null;
    state.left -= out.bytes.length;
    state.incomplete ||= out.cut;
    return out.bytes;
  };
  if (begins(0x50, 0x4b, 0x03, 0x04)) return { kind: 'archive', inside: zipParts(bytes, state) };
  if (begins(0x1f, 0x8b)) {
    const whole = await inflate(bytes, 'gzip');
    return { kind: 'gzip', inside: whole ? [{ place: 'gzip stream', bytes: whole }] : [] };
  }
  if (begins(0x89, 0x50, 0x4e, 0x47)) return { kind: 'PNG', ...(await pngParts(bytes, inflate)) };
  if (begins(0x25, 0x50, 0x44, 0x46)) return { kind: 'PDF', inside: await pdfParts(bytes, inflate) };
  if (begins(0x4e, 0x52, 0x52, 0x44)) return { kind: 'NRRD header', ...(await nrrdParts(bytes, inflate)) };
  const dicom = dicomParts(bytes);
  if (dicom) return dicom;
  return { kind: 'bytes', inside: textParts(bytes) };
}

function zipParts(bytes: Uint8Array, state: { left: number; incomplete: boolean }): Part[] {
  const names: string[] = [];
  try {
    const entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        names.push(name);
        if (originalSize > state.left || names.length > MOST_ENTRIES) {
          state.incomplete = true;
          return false;
        }
        state.left -= originalSize;
        return true;
      },
    });
    const text = new TextEncoder();
    return [
      ...names.map((name) => ({ place: 'name of entry #', bytes: text.encode(name) })),
      ...Object.values(entries).map((entry, n) => ({ place: `entry ${n + 1}`, bytes: entry })),
    ];
  } catch {
    state.incomplete = true;
    return [];
  }
}

type Inflate = (packed: Uint8Array, format: 'gzip' | 'deflate' | 'deflate-raw') => Promise<Uint8Array | null>;

/** Text chunks, compressed ones too; whatever follows the end. Pixels hold no text. */
async function pngParts(bytes: Uint8Array, inflate: Inflate): Promise<{ raw: Uint8Array; inside: Part[] }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inside: Part[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const kind = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, Math.min(at + 8 + length, bytes.length));
    if (kind !== 'IDAT' && kind !== 'IHDR') {
      inside.push({ place: `PNG chunk #`, bytes: body });
      if (kind === 'zTXt' || kind === 'iTXt' || kind === 'iCCP') {
        // The compressed text begins after a keyword and a few flags: the first byte that zlib could begin with and does.
        for (let from = 0; from < Math.min(body.length, 400); from++) {
          if ((body[from]! & 0x0f) !== 8 || ((body[from]! << 8) | (body[from + 1] ?? 0)) % 31 !== 0) continue;
          const text = await inflate(body.subarray(from), 'deflate');
          if (text) inside.push({ place: 'compressed PNG text #', bytes: text });
        }
      }
    }
    at += 12 + length;
    if (kind === 'IEND') break;
  }
  return { raw: bytes.subarray(Math.min(at, bytes.length)), inside };
}

async function nrrdParts(bytes: Uint8Array, inflate: Inflate): Promise<{ raw: Uint8Array; inside: Part[] }> {
  const end = bytes.findIndex(
    (byte, n) => byte === 10 && (bytes[n + 1] === 10 || (bytes[n + 1] === 13 && bytes[n + 2] === 10)),
  );
  if (end < 0) return { raw: bytes, inside: [] };
  const header = bytes.subarray(0, end);
  const data = bytes.subarray(end + 2);
  const packed = /encoding:\s*(gz|gzip)/i.test(new TextDecoder('latin1').decode(header));
  const values = packed ? await inflate(data, 'gzip') : data;
  return { raw: header, inside: values ? [{ place: 'NRRD data', bytes: values }] : [] };
}

/** A DICOM object without its pixels; what a deflated one hides, and the document that it may carry. */
function dicomParts(bytes: Uint8Array): Inside | null {
  try {
    const object = openObject(bytes);
    if (object === null || object === 'directory') return object === null ? null : { kind: 'DICOMDIR', inside: [] };
    const pixels = object.elements.find(({ tag }) => tag === 0x7fe00010);
    const document = object.elements.find(({ tag }) => tag === 0x00420011);
    const inside: Part[] = [];
    const head = pixels ? object.bytes.subarray(0, pixels.valueStart) : object.bytes;
    if (pixels && pixels.end < object.bytes.length)
      inside.push({ place: 'what follows the pixels', bytes: object.bytes.subarray(pixels.end) });
    if (document)
      inside.push({
        place: 'encapsulated document',
        bytes: object.bytes.subarray(document.valueStart, document.valueEnd),
      });
    return { kind: 'DICOM header', raw: head, inside };
  } catch {
    return null;
  }
}

/** Data that pages and records carry as base64. */
const BASE64 = /[A-Za-z0-9+/]{16,}={0,2}/g;
const LONGEST_TEXT_BYTES = 256 * 2 ** 20;

function textParts(bytes: Uint8Array): Part[] {
  if (!isMostlyText(bytes) || bytes.length > LONGEST_TEXT_BYTES) return [];
  const text = new TextDecoder('latin1').decode(bytes);
  const inside: Part[] = [];
  for (const [packed] of text.matchAll(BASE64)) {
    // Four letters make three bytes; a word of other text that looks so decodes to noise.
    const whole = packed.slice(0, packed.length - (packed.replace(/=+$/, '').length % 4 === 1 ? 1 : 0));
    try {
      const decoded = atob(whole);
      inside.push({ place: 'base64 data #', bytes: Uint8Array.from(decoded, (letter) => letter.charCodeAt(0)) });
    } catch {
      // Not base64 after all.
    }
  }
  return inside;
}

function isMostlyText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 4096);
  let odd = 0;
  for (const byte of start) if (byte < 9 || (byte > 13 && byte < 32)) odd++;
  return start.length > 0 && odd < start.length / 100;
}
