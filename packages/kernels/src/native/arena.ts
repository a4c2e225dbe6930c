import { BrokenPromiseError, SpecolaError } from '@specola/space';

const PAGE_BYTES = 65536;
/** wasm32 ends here. */
const MOST_PAGES = 65536;
/** Nothing is lent below this, so that a null pointer is never a valid place. */
const FIRST_BYTE = 1024;
/** Every block starts on 16 bytes, so that SIMD loads are aligned. */
const ALIGNMENT = 16;

export class OutOfMemoryError extends SpecolaError {
  readonly code = 'native/out-of-memory';
  override readonly exitCode = 3;
  constructor(askedBytes: number, heldBytes: number) {
    super({
      what: `The work needs ${Math.ceil(askedBytes / 2 ** 20)} MiB more, on top of ${Math.ceil(heldBytes / 2 ** 20)} MiB in use.`,
      why: 'WebAssembly memory ends at 4 GiB, or this machine has no more to give.',
      mend: 'Crop the volume to the anatomy of interest, or choose a coarser series.',
    });
  }
}

/** A block of the arena: where it starts, how long it is. */
interface Block {
  at: number;
  bytes: number;
}

/**
 * The one memory that all native modules and all workers share. Typed arrays lent from it are passed to native code by
 * their byteOffset. Blocks are lent first-fit from an ordered free list, so the same requests get the same places.
 * Fresh blocks hold whatever was there before: ask for `zeroed` where that matters.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  private readonly lent = new Map<number, number>();
  private free: Block[] = [];
  private top = FIRST_BYTE;
  private peak = 0;

  constructor(memory?: WebAssembly.Memory) {
    this.memory = memory ?? new WebAssembly.Memory({ initial: 16, maximum: MOST_PAGES, shared: true });
  }

  /** The most bytes that were ever in use at once. */
  get peakBytes(): number {
    return this.peak;
  }

  uint8(length: number, { zeroed = false } = {}): Uint8Array {
    // The place first: lending it may grow the memory, which gives it a new buffer.
    const at = this.take(length);
    return this.fill(new Uint8Array(this.memory.buffer, at, length), zeroed);
  }
  int16(length: number, { zeroed = false } = {}): Int16Array {
    const at = this.take(2 * length);
    return this.fill(new Int16Array(this.memory.buffer, at, length), zeroed);
  }
  uint32(length: number, { zeroed = false } = {}): Uint32Array {
    const at = this.take(4 * length);
    return this.fill(new Uint32Array(this.memory.buffer, at, length), zeroed);
  }
  int32(length: number, { zeroed = false } = {}): Int32Array {
    const at = this.take(4 * length);
    return this.fill(new Int32Array(this.memory.buffer, at, length), zeroed);
  }
  float32(length: number, { zeroed = false } = {}): Float32Array {
    const at = this.take(4 * length);
    return this.fill(new Float32Array(this.memory.buffer, at, length), zeroed);
  }
  float64(length: number, { zeroed = false } = {}): Float64Array {
    const at = this.take(8 * length);
    return this.fill(new Float64Array(this.memory.buffer, at, length), zeroed);
  }

  /** Gives a lent array back. Its views must not be used again. */
  release(view: ArrayBufferView): void {
    const bytes = this.lent.get(view.byteOffset);
    if (bytes === undefined || !this.holds(view))
      throw new BrokenPromiseError('Memory was given back that was not lent.');
    this.lent.delete(view.byteOffset);
    this.giveBack({ at: view.byteOffset, bytes });
  }

  /** Cuts a lent array short, giving its tail back; the caller uses the shorter view from then on. */
  shrink<T extends ArrayBufferView>(view: T, bytes: number): void {
    const held = this.lent.get(view.byteOffset);
    const kept = roundedUp(bytes);
    if (held === undefined || kept > held)
      throw new BrokenPromiseError('Memory can only be cut shorter than it was lent.');
    if (kept === held) return;
    this.lent.set(view.byteOffset, kept);
    this.giveBack({ at: view.byteOffset + kept, bytes: held - kept });
  }

  /** Whether an array lies in this memory, so that native code can read it where it is. */
  holds(view: ArrayBufferView): boolean {
    return (
      view.buffer instanceof SharedArrayBuffer &&
      view.byteOffset + view.byteLength <= this.memory.buffer.byteLength &&
      this.owns(view)
    );
  }

  /** Where an array starts, for native code. */
  pointer(view: ArrayBufferView): number {
    if (!(view.buffer instanceof SharedArrayBuffer))
      throw new BrokenPromiseError('Native code was given an array that is not in shared memory.');
    return view.byteOffset;
  }

  /** Everything lent is taken back: nothing of the command before is left. */
  reset(): void {
    this.lent.clear();
    this.free = [];
    this.top = FIRST_BYTE;
  }

  private owns(view: ArrayBufferView): boolean {
    return this.lent.has(view.byteOffset) || view.byteOffset < this.top;
  }

  private fill<T extends { fill(value: number): T }>(view: T, zeroed: boolean): T {
    return zeroed ? view.fill(0) : view;
  }

  private take(askedBytes: number): number {
    const bytes = roundedUp(Math.max(askedBytes, 1));
    const fit = this.free.findIndex((block) => block.bytes >= bytes);
    let at: number;
    if (fit >= 0) {
      const block = this.free[fit]!;
      at = block.at;
      if (block.bytes === bytes) this.free.splice(fit, 1);
      else this.free[fit] = { at: at + bytes, bytes: block.bytes - bytes };
    } else {
      at = this.top;
      this.growTo(at + bytes, bytes);
      this.top = at + bytes;
    }
    this.lent.set(at, bytes);
    this.peak = Math.max(this.peak, this.top);
    return at;
  }

  private growTo(end: number, askedBytes: number): void {
    const missing = end - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(missing / PAGE_BYTES));
    } catch {
      throw new OutOfMemoryError(askedBytes, this.top);
    }
  }

  private giveBack(block: Block): void {
    let at = 0;
    while (at < this.free.length && this.free[at]!.at < block.at) at++;
    this.free.splice(at, 0, block);
    this.joinWithNext(at);
    if (at > 0) this.joinWithNext(at - 1);
    const last = this.free.at(-1);
    if (last && last.at + last.bytes === this.top) {
      this.top = last.at;
      this.free.pop();
    }
  }

  private joinWithNext(at: number): void {
    const block = this.free[at];
    const next = this.free[at + 1];
    if (!block || !next || block.at + block.bytes !== next.at) return;
    block.bytes += next.bytes;
    this.free.splice(at + 1, 1);
  }
}

/**
 * Memory for the length of a block of code: `using scope = new Scope(arena)` gives everything back at its end, also on
 * throw. What must outlive it is kept with `scope.keep(view)` and released by whoever holds it.
 */
export class Scope implements Disposable {
  readonly arena: Arena;
  private readonly views = new Set<ArrayBufferView>();

  constructor(arena: Arena) {
    this.arena = arena;
  }

  uint8(length: number, options?: { zeroed?: boolean }): Uint8Array {
    return this.hold(this.arena.uint8(length, options));
  }
  int16(length: number, options?: { zeroed?: boolean }): Int16Array {
    return this.hold(this.arena.int16(length, options));
  }
  uint32(length: number, options?: { zeroed?: boolean }): Uint32Array {
    return this.hold(this.arena.uint32(length, options));
  }
  int32(length: number, options?: { zeroed?: boolean }): Int32Array {
    return this.hold(this.arena.int32(length, options));
  }
  float32(length: number, options?: { zeroed?: boolean }): Float32Array {
    return this.hold(this.arena.float32(length, options));
  }
  float64(length: number, options?: { zeroed?: boolean }): Float64Array {
    return this.hold(this.arena.float64(length, options));
  }

  /** Takes charge of an array lent elsewhere. */
  hold<T extends ArrayBufferView>(view: T): T {
    this.views.add(view);
    return view;
  }

  /** Lets an array live on after the scope. */
  keep<T extends ArrayBufferView>(view: T): T {
    this.views.delete(view);
    return view;
  }

  /** Gives one array back before the end. */
  drop(view: ArrayBufferView): void {
    if (this.views.delete(view)) this.arena.release(view);
  }

  [Symbol.dispose](): void {
    for (const view of [...this.views].reverse()) this.arena.release(view);
    this.views.clear();
  }
}

const roundedUp = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
