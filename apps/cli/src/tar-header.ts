import { BadArchiveError } from './open-study-errors.ts';

export const TAR_BLOCK_BYTES = 512;

/** What a block of 512 bytes before each entry says. */
export interface TarHeader {
  readonly name: string;
  readonly bytes: number;
  /** One letter: '0' a file, '5' a folder, 'x' and 'L' what describes the next entry ... */
  readonly type: string;
}

/** Links, devices, folders and pipes: nothing follows them, whatever size old writers gave them. */
const HEADER_ONLY: ReadonlySet<string> = new Set(['1', '2', '3', '4', '5', '6']);

/** What stands in a pax header (`x`) or a GNU long name (`L`), and holds for the entry after it. */
export interface TarOverrides {
  readonly name?: string;
  readonly bytes?: number;
}

/** Whether bytes begin with a tar's first header: by its magic, or by its sum in tars older than the magic. */
export const beginsTar = (start: Uint8Array): boolean => textAt(start, 257, 5) === 'ustar' || hasItsSum(start);

/** Whether the sum of 512 bytes, taken with blanks for itself, stands in them. */
function hasItsSum(block: Uint8Array): boolean {
  if (block.length < TAR_BLOCK_BYTES) return false;
  const told = octal(block, 148, 8);
  if (told === null) return false;
  let unsigned = 8 * 32;
  let signed = unsigned;
  for (let n = 0; n < TAR_BLOCK_BYTES; n++) {
    if (n >= 148 && n < 156) continue;
    unsigned += block[n]!;
    // Some old writers summed signed bytes.
    signed += (block[n]! << 24) >> 24;
  }
  return told === unsigned || told === signed;
}

/**
 * Reads a header. Sources: POSIX.1-2024 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format".
 *
 * @throws BadArchiveError for a block that is none
 */
export function tarHeader(block: Uint8Array): TarHeader {
  if (!hasItsSum(block)) throw new BadArchiveError('The tar archive is damaged: a header has the wrong sum.');
  // GNU's magic is "ustar  ", and there other things than a prefix stand at 345.
  const isUstar = textAt(block, 257, 6) === 'ustar' && block[262] === 0;
  const prefix = isUstar ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  // Before ustar a file was a zero byte, and a folder a file whose name ends with a slash.
  const letter = block[156] === 0 ? '0' : String.fromCharCode(block[156]!);
  const type = letter === '0' && name.endsWith('/') ? '5' : letter;
  const bytes = HEADER_ONLY.has(type) ? 0 : numberAt(block, 124, 12);
  return { name: prefix === '' ? name : `${prefix}/${name}`, bytes, type };
}

/**
 * Reads a pax header's records, "length key=value" each with a newline.
 *
 * @throws BadArchiveError for records that are damaged, or describe a file with holes
 */
export function paxOverrides(records: Uint8Array): TarOverrides {
  const overrides: { name?: string; bytes?: number } = {};
  for (let at = 0; at < records.length && records[at] !== 0; ) {
    const [digits] = /^\d{1,8}(?= )/.exec(latin1(records.subarray(at, at + 9))) ?? [];
    const end = at + Number(digits);
    if (digits === undefined || end <= at + digits.length || end > records.length || records[end - 1] !== 0x0a)
      throw new BadArchiveError('The tar archive is damaged: a pax header is none.');
    const record = new TextDecoder().decode(records.subarray(at + digits.length + 1, end - 1));
    const equals = record.indexOf('=');
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1);
    if (key === 'path') overrides.name = value;
    if (key === 'size') overrides.bytes = wholeNumber(value);
    if (key.startsWith('GNU.sparse.')) throw new BadArchiveError(SPARSE);
    at = end;
  }
  return overrides;
}

export const SPARSE = 'The tar archive holds a file with holes (a sparse file).';

/** A GNU long name ends with a zero byte. */
export const gnuLongName = (bytes: Uint8Array): TarOverrides => ({ name: textAt(bytes, 0, bytes.length) });

function wholeNumber(text: string): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new BadArchiveError('The tar archive is damaged: a size is no number.');
  return value;
}

function textAt(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits between blanks and zero bytes; null when there is none, or something else. */
function octal(block: Uint8Array, at: number, length: number): number | null {
  const [, digits] = /^ *([0-7]+)[ \0]*$/.exec(latin1(block.subarray(at, at + length))) ?? [];
  return digits === undefined ? null : Number.parseInt(digits, 8);
}

/** An octal number, or nothing at all for zero. */
function numberAt(block: Uint8Array, at: number, length: number): number {
  if (block[at]! & 0x80) return base256(block, at, length);
  const empty = block.subarray(at, at + length).every((byte) => byte === 0 || byte === 0x20);
  return empty ? 0 : wholeNumber(String(octal(block, at, length)));
}

/** GNU's numbers above 8 GiB: the first bit set, then binary, most significant byte first. */
function base256(block: Uint8Array, at: number, length: number): number {
  let value = block[at]! & 0x7f;
  for (let n = at + 1; n < at + length; n++) value = value * 256 + block[n]!;
  return wholeNumber(String(value));
}

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
