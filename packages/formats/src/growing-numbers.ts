/** A list of numbers that doubles as it grows: a model has millions. */
export interface GrowingNumbers {
  push(value: number): void;
  readonly length: number;
  values(): Float64Array;
}

export function growingNumbers(): GrowingNumbers {
  let held = new Float64Array(3072);
  let count = 0;
  return {
    push(value) {
      if (count === held.length) {
        const larger = new Float64Array(2 * count);
        larger.set(held);
        held = larger;
      }
      held[count++] = value;
    },
    get length() {
      return count;
    },
    values: () => held.subarray(0, count),
  };
}
