import { Inflate } from 'fflate';

/** Packed bytes are fed in pieces: one piece swells to 1,032 times its size at most. */
const PIECE_BYTES = 4096;

/**
 * The first `packedFrom` bytes as they are, then those behind them inflated (raw deflate), until `mostBytes` are there in
 * all: a stream that swells without end stops there. Fewer come back when the stream ends, or is damaged.
 */
export function inflatedTo(bytes: Uint8Array, packedFrom: number, mostBytes: number): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [bytes.subarray(0, packedFrom)];
  let length = packedFrom;
  const inflate = new Inflate((piece) => {
    pieces.push(piece);
    length += piece.length;
  });
  try {
    for (let at = packedFrom; at < bytes.length && length < mostBytes; at += PIECE_BYTES)
      inflate.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length);
  } catch {
    // Damaged from here on: what came before stands.
  }
  const whole = new Uint8Array(Math.min(length, mostBytes));
  let filled = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, whole.length - filled);
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
