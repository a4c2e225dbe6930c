/** A square symbol of one region. Source: ISO/IEC 16022:2006, table 7. */
export interface DataMatrixSize {
  /** Modules along a side, finder included. */
  readonly modules: number;
  readonly dataWords: number;
  readonly checkWords: number;
}

export const DATA_MATRIX_SIZES: readonly DataMatrixSize[] = [
  { modules: 10, dataWords: 3, checkWords: 5 },
  { modules: 12, dataWords: 5, checkWords: 7 },
  { modules: 14, dataWords: 8, checkWords: 10 },
  { modules: 16, dataWords: 12, checkWords: 12 },
  { modules: 18, dataWords: 18, checkWords: 14 },
  { modules: 20, dataWords: 22, checkWords: 18 },
  { modules: 22, dataWords: 30, checkWords: 20 },
  { modules: 24, dataWords: 36, checkWords: 24 },
  { modules: 26, dataWords: 44, checkWords: 28 },
];

/**
 * Where each bit of the code words lies: for each module of the square inside the finder the word times 8 plus the bit
 * (7 is the highest), or −1 and −2 for the corner that is always light and dark.
 * Source: ISO/IEC 16022:2006, annex F.
 */
export function bitPlaces(side: number): Int32Array {
  const places = new Int32Array(side * side).fill(UNSET);
  const put = (row: number, column: number, word: number, bit: number): void => {
    let [r, c] = [row, column];
    if (r < 0) {
      r += side;
      c += 4 - ((side + 4) % 8);
    }
    if (c < 0) {
      c += side;
      r += 4 - ((side + 4) % 8);
    }
    places[r * side + c] = 8 * word + bit;
  };
  const putAll = (spots: readonly (readonly [number, number])[], word: number): void => {
    for (const [n, [r, c]] of spots.entries()) put(r, c, word, 7 - n);
  };
  const shape = (r: number, c: number): readonly (readonly [number, number])[] =>
    UTAH.map(([down, across]) => [r + down, c + across] as const);
  let word = 0;
  let [row, column] = [4, 0];
  do {
    const corner = cornerAt(row, column, side);
    if (corner) putAll(corner, word++);
    do {
      if (row < side && column >= 0 && places[row * side + column] === UNSET) putAll(shape(row, column), word++);
      row -= 2;
      column += 2;
    } while (row >= 0 && column < side);
    row += 1;
    column += 3;
    do {
      if (row >= 0 && column < side && places[row * side + column] === UNSET) putAll(shape(row, column), word++);
      row += 2;
      column -= 2;
    } while (row < side && column >= 0);
    row += 3;
    column += 1;
  } while (row < side || column < side);
  const last = side * side - 1;
  if (places[last] === UNSET) {
    places[last] = DARK;
    places[last - side - 1] = DARK;
    places[last - 1] = LIGHT;
    places[last - side] = LIGHT;
  }
  return places;
}

export const LIGHT = -1;
export const DARK = -2;
const UNSET = -3;

const UTAH = [
  [-2, -2],
  [-2, -1],
  [-1, -2],
  [-1, -1],
  [-1, 0],
  [0, -2],
  [0, -1],
  [0, 0],
] as const;

/** Words whose bits are spread over corners, where the diagonal walk begins one. */
function cornerAt(row: number, column: number, n: number): readonly (readonly [number, number])[] | null {
  const above = [0, n - 2] as const;
  const end = [0, n - 1] as const;
  if (row === n && column === 0)
    return [[n - 1, 0], [n - 1, 1], [n - 1, 2], above, end, [1, n - 1], [2, n - 1], [3, n - 1]];
  if (row === n - 2 && column === 0 && n % 4 !== 0)
    return [[n - 3, 0], [n - 2, 0], [n - 1, 0], [0, n - 4], [0, n - 3], above, end, [1, n - 1]];
  if (row === n - 2 && column === 0 && n % 8 === 4)
    return [[n - 3, 0], [n - 2, 0], [n - 1, 0], above, end, [1, n - 1], [2, n - 1], [3, n - 1]];
  if (row === n + 4 && column === 2 && n % 8 === 0)
    return [[n - 1, 0], [n - 1, n - 1], [0, n - 3], above, end, [1, n - 3], [1, n - 2], [1, n - 1]];
  return null;
}
