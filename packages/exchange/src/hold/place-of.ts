import { createHash } from 'node:crypto';
import { join } from 'node:path';

const FOLDER_DIGITS = 24;
const FILE_DIGITS = 32;

const opaque = (uid: string, digits: number): string => createHash('sha256').update(uid).digest('hex').slice(0, digits);

/** Where an instance lies: names made of its UIDs, so that no name of a patient, and no path that a sender chose, is in them. */
export function placeOf(
  root: string,
  {
    studyUid,
    seriesUid,
    identity,
  }: { studyUid: string; seriesUid: string; identity: { readonly sopInstanceUid: string } },
): string {
  return join(
    root,
    opaque(studyUid, FOLDER_DIGITS),
    opaque(`${studyUid} ${seriesUid}`, FOLDER_DIGITS),
    `${opaque(identity.sopInstanceUid, FILE_DIGITS)}.dcm`,
  );
}
