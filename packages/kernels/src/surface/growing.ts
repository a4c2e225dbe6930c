/** A list of numbers of unknown length in a typed array that doubles. */
export class Growing<T extends Float32Array | Uint32Array | Uint8Array> {
  private items: T;
  private readonly make: (length: number) => T;
  length = 0;

  constructor(make: (length: number) => T) {
    this.make = make;
    this.items = make(4096);
  }

  push(...values: readonly number[]): void {
    if (this.length + values.length > this.items.length) {
      const wider = this.make(2 * this.items.length);
      wider.set(this.items);
      this.items = wider;
    }
    for (const value of values) this.items[this.length++] = value;
  }

  /** What was pushed; valid until the next push. */
  view(): T {
    return this.items.subarray(0, this.length) as T;
  }
}
