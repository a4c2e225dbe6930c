/** A stream of numbers from 0 to 1 that a seed decides (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers that lengths, counts and sizes are wrong by. */
const EXTREMES = [0, 1, 2, 7, 0x7f, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xfffffffe, 0xffffffff];
/** Rows, columns, frames, bits, padding, pixel data, sequences and item marks, as little-endian tags. */
const TAGS = [
  0x00100028, 0x00110028, 0x00080028, 0x01000028, 0x01010028, 0x01020028, 0x00020028, 0x01030028, 0x01200028,
  0x00107fe0, 0x92295200, 0x92305200, 0xe000fffe, 0xe00dfffe, 0xe0ddfffe, 0x00100002, 0x000c3004,
].map((tag) => tag >>> 0);

type Mutation = (bytes: Uint8Array, random: () => number) => Uint8Array;

const at = (random: () => number, length: number): number => Math.floor(random() * length);
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Where a tag stands, searched from a random place on; the start of the data set where there is none. */
function placeOfTag(bytes: Uint8Array, random: () => number): number {
  const tag = TAGS[at(random, TAGS.length)]!;
  const from = at(random, Math.max(1, bytes.length - 12));
  const look = view(bytes);
  for (let step = 0; step < bytes.length - 12; step++) {
    const place = (from + step) % (bytes.length - 12);
    if (look.getUint32(place, true) === tag) return place;
  }
  return Math.min(132, bytes.length - 12);
}

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'bytes in the header': (bytes, random) => {
    for (let n = 1 + at(random, 8); n > 0; n--) bytes[at(random, Math.min(bytes.length, 2048))] = at(random, 256);
    return bytes;
  },
  'bytes anywhere': (bytes, random) => {
    for (let n = 1 + at(random, 16); n > 0; n--) bytes[at(random, bytes.length)] = at(random, 256);
    return bytes;
  },
  'a length': (bytes, random) => {
    const place = placeOfTag(bytes, random) + (random() < 0.5 ? 4 : 8);
    if (random() < 0.5) view(bytes).setUint32(place, EXTREMES[at(random, EXTREMES.length)]!, true);
    else view(bytes).setUint16(Math.min(place + 2, bytes.length - 2), EXTREMES[at(random, 9)]! & 0xffff, true);
    return bytes;
  },
  'a value': (bytes, random) => {
    const place = Math.min(placeOfTag(bytes, random) + 8, bytes.length - 4);
    if (random() < 0.5) view(bytes).setUint16(place, EXTREMES[at(random, EXTREMES.length)]! & 0xffff, random() < 0.8);
    else bytes.set(new TextEncoder().encode('9999').subarray(0, 1 + at(random, 4)), place);
    return bytes;
  },
  'cut off': (bytes, random) => bytes.slice(0, Math.max(1, at(random, bytes.length))),
  'a piece twice': (bytes, random) => {
    const from = at(random, bytes.length);
    const piece = bytes.subarray(from, from + 1 + at(random, 512));
    return joined(bytes.subarray(0, from), piece, bytes.subarray(from));
  },
  'a piece missing': (bytes, random) => {
    const from = at(random, bytes.length);
    return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + at(random, 256)));
  },
  'sequences in sequences': (bytes, random) => {
    // An undefined length and an item of undefined length, a thousand times: what recurses runs out of stack.
    const depth = 1 + at(random, 3000);
    const nest = new Uint8Array(20 * depth);
    const look = view(nest);
    for (let n = 0; n < depth; n++) {
      look.setUint32(20 * n, 0x92295200, true);
      look.setUint32(20 * n + 4, 0x00005153, true);
      look.setUint32(20 * n + 8, 0xffffffff, true);
      look.setUint32(20 * n + 12, 0xe000fffe, true);
      look.setUint32(20 * n + 16, 0xffffffff, true);
    }
    const place = placeOfTag(bytes, random);
    return joined(bytes.subarray(0, place), nest, bytes.subarray(place));
  },
  fragments: (bytes, random) => {
    const look = view(bytes);
    for (let n = bytes.length - 8; n > 132; n--)
      if (look.getUint32(n, true) === 0xe000fffe && random() < 0.4) {
        look.setUint32(n + 4, EXTREMES[at(random, EXTREMES.length)]!, true);
        break;
      }
    return bytes;
  },
  'the codestream': (bytes, random) => {
    const from = Math.max(132, bytes.length - Math.max(64, Math.floor(bytes.length * 0.6)));
    for (let n = from; n + 2 < bytes.length; n++)
      if (bytes[n] === 0xff && bytes[n + 1]! >= 0xc0) {
        const place = Math.min(n + at(random, 64), bytes.length - 1);
        bytes[place] = at(random, 256);
        if (random() < 0.4) break;
      }
    return bytes;
  },
};
export const MUTATION_NAMES = Object.keys(MUTATIONS);

/** A copy of a file with one or two things wrong; the same seed always makes the same. */
export function mutated(original: Uint8Array, seed: number): { bytes: Uint8Array; what: string } {
  const random = randomFrom(seed);
  const names = Array.from({ length: 1 + at(random, 2) }, () => MUTATION_NAMES[at(random, MUTATION_NAMES.length)]!);
  const bytes = names.reduce<Uint8Array>(
    (sofar, name) => (sofar.length < 16 ? sofar : MUTATIONS[name]!(sofar, random)),
    original.slice(),
  );
  return { bytes, what: names.join(', ') };
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
