/** A list of numbers of unknown length in a typed array that doubles. */
export class Growing<T extends Float32Array | Uint32Array | Uint8Array> {
  private items: T;
  private readonly make: (length: number) => T;
  length = 0;

  constructor(make: (length: number) => T) {
    this.make = make;
    this.items = make(4096);
  }

  push(a: number): void {
    this.reserve(1);
    this.items[this.length++] = a;
  }

  push2(a: number, b: number): void {
    this.reserve(2);
    this.items[this.length++] = a;
    this.items[this.length++] = b;
  }

  push3(a: number, b: number, c: number): void {
    this.reserve(3);
    this.items[this.length++] = a;
    this.items[this.length++] = b;
    this.items[this.length++] = c;
  }

  /** What was pushed; valid until the next push. */
  view(): T {
    return this.items.subarray(0, this.length) as T;
  }

  private reserve(count: number): void {
    if (this.length + count <= this.items.length) return;
    const wider = this.make(2 * this.items.length);
    wider.set(this.items);
    this.items = wider;
  }
}
