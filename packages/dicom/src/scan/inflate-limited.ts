/** Unpacks up to a limit of bytes; null when the stream is damaged from its start. What follows the limit is not looked at. */
export async function inflateLimited(
  packed: Uint8Array,
  format: 'gzip' | 'deflate' | 'deflate-raw',
  mostBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly cut: boolean } | null> {
  const source = new Blob([packed as Uint8Array<ArrayBuffer>]).stream();
  const reader = source.pipeThrough(new DecompressionStream(format)).getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    while (length < mostBytes) {
      const { done, value } = await reader.read();
      if (done) return { bytes: joined(parts, length), cut: false };
      parts.push(value);
      length += value.length;
    }
    return { bytes: joined(parts, length), cut: true };
  } catch {
    // Damage, or bytes after the end: what came out before it is looked at all the same.
    return length > 0 ? { bytes: joined(parts, length), cut: false } : null;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
