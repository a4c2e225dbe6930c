import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';
import { DEFLATED, parseDataSet, toJson } from '../data/decode-data-set.ts';
import type { DicomJson } from '../data/dicom-json.ts';
import { isPlain, reencode } from '../data/reencode.ts';
import type { HeldInstance } from './holdings.ts';
import type { Unpacked } from './incoming.ts';

/** Pixels, which each encoding writes in its own way. */
const PIXELS = '7FE00010';
const EXPLICIT_LITTLE = '1.2.840.10008.1.2.1';

/**
 * How an instance compares with one of its UID that is held in another transfer syntax: the same to the last byte once
 * both are written in one plain encoding; the same in everything but its pixels, which are not unpacked here; or another.
 * An instance that says of itself that it is lossy, where the other one does not, is another.
 */
export async function compareEncodings(
  held: HeldInstance,
  arrived: Pick<Unpacked, 'path' | 'dataSetAt' | 'identity'>,
): Promise<'same' | 'same-but-for-pixels' | 'other'> {
  const [ours, theirs] = [held.identity.transferSyntax, arrived.identity.transferSyntax];
  const [here, there] = [await dataSetIn(held), await dataSetIn(arrived)];
  try {
    if (isPlain(ours) && isPlain(theirs))
      return Buffer.from(reencode(here, ours, EXPLICIT_LITTLE)).equals(reencode(there, theirs, EXPLICIT_LITTLE))
        ? 'same'
        : 'other';
    return JSON.stringify(headerOf(here, ours)) === JSON.stringify(headerOf(there, theirs))
      ? 'same-but-for-pixels'
      : 'other';
  } catch {
    return 'other';
  }
}

const dataSetIn = async ({ path, dataSetAt }: { path: string; dataSetAt: number }): Promise<Buffer> =>
  (await readFile(path)).subarray(dataSetAt);

function headerOf(bytes: Buffer, transferSyntax: string): DicomJson {
  const plain = transferSyntax === DEFLATED ? inflateRawSync(bytes) : bytes;
  const { [PIXELS]: _, ...header } = toJson(parseDataSet(plain, transferSyntax));
  return header;
}
