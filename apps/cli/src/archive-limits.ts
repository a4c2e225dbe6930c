import { BadArchiveError } from './open-study-errors.ts';

/** Far above any study; below what would keep a machine busy for a day. */
const MOST_ENTRIES = 200_000;
export const LARGEST_TOTAL_BYTES = 64 * 2 ** 30;
/** An enhanced CT of 2,000 frames is 1 GiB; Node's buffers end at 4. */
export const LARGEST_ENTRY_BYTES = 2 * 2 ** 30;
/** CT packs to a half or a third; constant air to a hundredth. A gigabyte that was packed harder than this is a bomb. */
export const HIGHEST_RATIO = 100;
const RATIO_MATTERS_FROM_BYTES = 2 ** 30;

const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);

/**
 * Refuses an archive that swells to more than a study can hold.
 *
 * @param kind       'zip', 'tar.xz' ...: for the sentence
 * @param bytes      what it holds unpacked, as it claims, or as far as it is unpacked
 * @param mostBytes  what it may hold at most, however it is packed
 * @throws BadArchiveError
 */
export function refuseBomb(
  kind: string,
  { bytes, archiveBytes, mostBytes }: { bytes: number; archiveBytes: number; mostBytes: number },
): void {
  if (bytes > mostBytes || (bytes > RATIO_MATTERS_FROM_BYTES && bytes > HIGHEST_RATIO * archiveBytes))
    throw new BadArchiveError(`The ${kind} archive of ${archiveBytes} bytes claims to hold ${mib(bytes)} MiB.`);
}

/** @throws BadArchiveError for more entries than a study has */
export function refuseCrowd(kind: string, entries: number): void {
  if (entries > MOST_ENTRIES) throw new BadArchiveError(`The ${kind} archive claims to hold ${entries} files.`);
}

/** @throws BadArchiveError for an entry larger than a file of a study */
export function refuseGiant(kind: string, bytes: number): void {
  if (bytes > LARGEST_ENTRY_BYTES)
    throw new BadArchiveError(`A file in the ${kind} archive claims to hold ${mib(bytes)} MiB.`);
}
