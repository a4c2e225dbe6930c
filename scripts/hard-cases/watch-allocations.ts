// Imported before everything else: counts what JavaScript asks of memory in one piece. Arrays made by slice() are copies of
// others and pass unseen; so does what a decoder's own WebAssembly takes (bounded there).
const NAMES = [
  'Uint8Array',
  'Uint16Array',
  'Int16Array',
  'Int32Array',
  'Uint32Array',
  'ArrayBuffer',
  'SharedArrayBuffer',
] as const;

let largest = 0;

/** The largest piece asked for since the last call, in bytes. */
export function largestAllocation(): number {
  const found = largest;
  largest = 0;
  return found;
}

for (const name of NAMES) {
  const original = globalThis[name];
  const width = 'BYTES_PER_ELEMENT' in original ? original.BYTES_PER_ELEMENT : 1;
  const watched: typeof original = new Proxy(original, {
    construct(target, args: unknown[], newTarget): object {
      const [length] = args;
      if (typeof length === 'number') largest = Math.max(largest, length * width);
      return Reflect.construct(target, args, newTarget === watched ? target : newTarget);
    },
  });
  Object.defineProperty(globalThis, name, { value: watched, configurable: true, writable: true });
}
