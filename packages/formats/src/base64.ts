const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Divisible by 3, so that pieces join without filling between them. */
const PIECE_BYTES = 3 * 8192;

/** Base64 of bytes, in pieces: millions of bytes do not fit one call of String.fromCharCode. */
export function base64Of(bytes: Uint8Array): string {
  const codes = new TextEncoder().encode(SIGNS);
  const pieces: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const part = bytes.subarray(from, from + PIECE_BYTES);
    const out = new Uint8Array(4 * Math.ceil(part.length / 3)).fill(61);
    for (let at = 0, to = 0; at < part.length; at += 3, to += 4) {
      const [a, b, c] = [part[at]!, part[at + 1] ?? 0, part[at + 2] ?? 0];
      out[to] = codes[a >> 2]!;
      out[to + 1] = codes[((a & 3) << 4) | (b >> 4)]!;
      if (at + 1 < part.length) out[to + 2] = codes[((b & 15) << 2) | (c >> 6)]!;
      if (at + 2 < part.length) out[to + 3] = codes[c & 63]!;
    }
    pieces.push(new TextDecoder().decode(out));
  }
  return pieces.join('');
}
