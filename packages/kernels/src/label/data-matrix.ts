import { bitPlaces, DARK, DATA_MATRIX_SIZES, LIGHT } from './data-matrix-size.ts';
import { checkWordsOf } from './reed-solomon.ts';

export interface DataMatrix {
  /** Modules along a side. */
  readonly side: number;
  /** 1 is dark; rows from the top, left to right. The L of the finder is at the left and at the bottom. */
  readonly modules: Uint8Array;
}

/** Fills what is left of the data words. */
const PAD = 129;
/** Two digits go into one word from here on. */
const DIGIT_PAIR = 130;

/**
 * The Data Matrix (ECC 200, square) of a text of ASCII characters, in the smallest symbol that holds it.
 * Source: ISO/IEC 16022:2006.
 *
 * @returns null when the text is not ASCII, or longer than a symbol of 26 modules holds
 */
export function dataMatrixOf(text: string): DataMatrix | null {
  const words = wordsOf(text);
  const size = words && DATA_MATRIX_SIZES.find(({ dataWords }) => dataWords >= words.length);
  if (!words || !size) return null;
  const data = new Uint8Array(size.dataWords);
  data.set(words);
  for (let at = words.length; at < data.length; at++) data[at] = at === words.length ? PAD : padAt(at + 1);
  const all = new Uint8Array([...data, ...checkWordsOf(data, size.checkWords)]);
  const side = size.modules;
  const modules = new Uint8Array(side * side);
  const inner = side - 2;
  for (const [at, place] of bitPlaces(inner).entries()) {
    const dark = place === DARK || (place !== LIGHT && ((all[place >> 3]! >> (place & 7)) & 1) === 1);
    if (dark) modules[(1 + Math.floor(at / inner)) * side + 1 + (at % inner)] = 1;
  }
  for (let n = 0; n < side; n++) {
    modules[n * side] = 1;
    modules[(side - 1) * side + n] = 1;
    modules[n] = n % 2 === 0 ? 1 : 0;
    modules[n * side + side - 1] = n % 2 === 1 ? 1 : 0;
  }
  return { side, modules };
}

/**
 * Reads modules strictly: nothing is corrected, so a single wrong module of the code words makes it unreadable.
 *
 * @returns the text; null when a module is wrong
 */
export function readDataMatrix({ side, modules }: DataMatrix): string | null {
  const size = DATA_MATRIX_SIZES.find((each) => each.modules === side);
  if (!size) return null;
  const inner = side - 2;
  const all = new Uint8Array(size.dataWords + size.checkWords);
  for (const [at, place] of bitPlaces(inner).entries())
    if (place >= 0 && modules[(1 + Math.floor(at / inner)) * side + 1 + (at % inner)] === 1)
      all[place >> 3]! |= 1 << (place & 7);
  const data = all.subarray(0, size.dataWords);
  const checks = checkWordsOf(data, size.checkWords);
  if (!checks.every((word, n) => word === all[size.dataWords + n])) return null;
  const text = textOf(data);
  // The finder and the timing pattern are held too: a reader finds the symbol by them.
  const again = text === null ? null : dataMatrixOf(text);
  return again?.side === side && again.modules.every((module, n) => module === modules[n]) ? text : null;
}

function wordsOf(text: string): number[] | null {
  if (text.length === 0 || !/^[\x20-\x7e]*$/.test(text)) return null;
  const words: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const pair = /^\d\d/.exec(text.slice(at, at + 2));
    if (pair) {
      words.push(DIGIT_PAIR + Number(pair[0]));
      at++;
    } else words.push(text.charCodeAt(at) + 1);
  }
  return words;
}

function textOf(data: Uint8Array): string | null {
  let text = '';
  for (const word of data) {
    if (word === PAD) return text;
    if (word >= DIGIT_PAIR && word < DIGIT_PAIR + 100) text += String(word - DIGIT_PAIR).padStart(2, '0');
    else if (word > 0 && word < PAD) text += String.fromCharCode(word - 1);
    else return null;
  }
  return text;
}

/** Padding after the first is scrambled by its place, counted from 1. */
function padAt(place: number): number {
  const word = PAD + ((149 * place) % 253) + 1;
  return word <= 254 ? word : word - 254;
}
