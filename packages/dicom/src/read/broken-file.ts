/** A file that says it is DICOM and cannot be read up to its pixels, told without a name. */
export interface BrokenFile {
  /** Its place in the order of names: names often are patients'. */
  readonly label: string;
  readonly reason: 'its header leads past its end' | 'its header is damaged' | 'its pixels are missing';
  /** The series that it belongs to, where what is left of its header says so. */
  readonly seriesUid: string | null;
}

/**
 * CT, MR, PET and X-ray 3D images, also enhanced ones: objects that are nothing without their pixels. Cut off between two
 * elements, such a file reads like a sound one without an image. Source: DICOM PS3.4 B.5.
 */
const IMAGE_CLASSES = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(2(\.[12])?|4(\.[14])?|128|130|13\.1\.[123])$/;

export const isImageClass = (sopClassUid: string): boolean => IMAGE_CLASSES.test(sopClassUid.trim());

/** Headers that are longer before the series is told are none that a scanner writes. */
const SEARCHED_BYTES = 2 ** 20;
const UID = /^[0-9]+(\.[0-9]+)+$/;

/**
 * The Series Instance UID (0020,000E) in what is left of a header: where it stands right behind the Study Instance UID, as
 * it does in the image itself and in none of the sequences that refer to other series.
 */
export function seriesUidLeft(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, SEARCHED_BYTES);
  for (let at = head.indexOf(0x20); at >= 0 && at + 16 < head.length; at = head.indexOf(0x20, at + 1)) {
    const study = uidAt(head, at, 0x0d);
    if (!study) continue;
    const series = uidAt(head, study.end, 0x0e);
    if (series && UID.test(study.text) && UID.test(series.text)) return series.text;
  }
  return null;
}

/** The value of the element (0020,00xx) that begins at a place, little endian, explicit or implicit. */
function uidAt(bytes: Uint8Array, at: number, element: number): { text: string; end: number } | null {
  if (bytes[at] !== 0x20 || bytes[at + 1] !== 0 || bytes[at + 2] !== element || bytes[at + 3] !== 0) return null;
  const explicit = bytes[at + 4] === 0x55 && bytes[at + 5] === 0x49;
  const length = explicit ? bytes[at + 6]! + 256 * bytes[at + 7]! : bytes[at + 4]! + 256 * bytes[at + 5]!;
  const end = at + 8 + length;
  if (length === 0 || length > 64 || end > bytes.length) return null;
  const text = new TextDecoder('latin1').decode(bytes.subarray(at + 8, end));
  return { text: text.replaceAll('\0', '').trim(), end };
}
