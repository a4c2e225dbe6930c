import type { DataSet, Element } from 'dicom-parser';
import { NoStudyHeaderError } from '../errors.ts';
import { parseHeader } from '../read/parse-header.ts';
import type { StudyFile } from '../study-file.ts';
import { element, inTagOrder } from './elements.ts';
import { NESTED_VRS, PATIENT_AND_STUDY, TYPE_2_OF_PATIENT_AND_STUDY } from './patient-and-study.ts';
import type { DicomElement, Vr } from './write-part10.ts';

/**
 * What an object made from a study repeats of it, so that the PACS files it with that study. `patientAndStudy` holds the
 * patient's identity: it goes into outgoing DICOM objects and nowhere else, never into a name, log, record or sentence.
 */
export interface SourceHeader {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly modality: string;
  readonly frameOfReferenceUid: string | null;
  readonly positionReferenceIndicator: string;
  /** Attributes of the modules of patient and study as they stand, in the order of their tags. */
  readonly patientAndStudy: readonly DicomElement[];
  /** Specific Character Set as it stands: the copied text is encoded in it. Empty: ASCII. */
  readonly characterSet: string;
  /** Timezone Offset From UTC, e.g. "+0200", where the source states it. */
  readonly utcOffset: string | null;
}

/**
 * Reads the modules of patient and study from an instance of the series that something was made from.
 *
 * @throws NoStudyHeaderError when the file is no DICOM object of a study
 */
export async function readSourceHeader(file: StudyFile): Promise<SourceHeader> {
  const parsed = parseHeader(await file.read());
  if (parsed === null || parsed === 'broken') throw new NoStudyHeaderError();
  const { dataSet } = parsed;
  const text = (tag: string) => (dataSet.string(tag) ?? '').trim();
  const studyUid = text('x0020000d');
  if (studyUid === '') throw new NoStudyHeaderError();
  const copied = Object.entries(PATIENT_AND_STUDY).flatMap(([key, vr]) => {
    const found = dataSet.elements[key];
    return found ? (copyOf(dataSet, found, vr) ?? []) : [];
  });
  const present = new Set(copied.map(({ tag }) => tag));
  const empty = TYPE_2_OF_PATIENT_AND_STUDY.filter(({ tag }) => !present.has(tag)).map(({ tag, vr }) =>
    element(tag, vr, ''),
  );
  return {
    studyUid,
    seriesUid: text('x0020000e'),
    modality: text('x00080060').toUpperCase(),
    frameOfReferenceUid: text('x00200052') || null,
    positionReferenceIndicator: text('x00201040'),
    patientAndStudy: inTagOrder(copied, empty),
    characterSet: text('x00080005'),
    utcOffset: text('x00080201') || null,
  };
}

/** An element of a header as one to write, its text byte for byte; null for what is empty or cut off. */
function copyOf(dataSet: DataSet, found: Element, vr: Vr): DicomElement | null {
  const tag = Number.parseInt(found.tag.slice(1), 16);
  if (vr === 'SQ') {
    const items = (found.items ?? []).flatMap((item) => (item.dataSet ? [itemOf(item.dataSet)] : []));
    return items.length > 0 ? { tag, vr, value: items } : null;
  }
  if (found.length <= 0 || found.dataOffset + found.length > dataSet.byteArray.length) return null;
  if (vr === 'US') {
    const number = dataSet.uint16(found.tag);
    return number === undefined ? null : { tag, vr, value: [number] };
  }
  const bytes = dataSet.byteArray.slice(found.dataOffset, found.dataOffset + found.length);
  return { tag, vr, value: vr === 'UI' ? bytes : unpadded(bytes) };
}

/** Some writers pad text with a zero where a blank belongs (PS3.5 6.2); the text itself stays as it is. */
function unpadded(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** An item with what is known by tag; private attributes and unknown ones stay behind. */
function itemOf(item: DataSet): DicomElement[] {
  const copied = Object.values(item.elements).flatMap((found) => {
    const vr = NESTED_VRS[found.tag];
    return vr ? (copyOf(item, found, vr) ?? []) : [];
  });
  return inTagOrder(copied);
}
