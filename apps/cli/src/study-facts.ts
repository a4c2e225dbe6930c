import type { OpenObject } from '@specola/dicom';

const PATIENT: readonly (readonly [name: string, tag: number])[] = [
  ['patientName', 0x00100010],
  ['patientId', 0x00100020],
  ['issuerOfPatientId', 0x00100021],
  ['birthDate', 0x00100030],
  ['sex', 0x00100040],
  ['otherPatientIds', 0x00101000],
  ['otherPatientNames', 0x00101001],
  ['age', 0x00101010],
  ['address', 0x00101040],
  ['telephone', 0x00102154],
];
const STUDY: readonly (readonly [name: string, tag: number])[] = [
  ['studyInstanceUid', 0x0020000d],
  ['studyDate', 0x00080020],
  ['studyTime', 0x00080030],
  ['accessionNumber', 0x00080050],
  ['studyId', 0x00200010],
  ['studyDescription', 0x00081030],
  ['referringPhysician', 0x00080090],
  ['institution', 0x00080080],
];

/** What a header says at its top, by the names that the vault uses. */
export function headerText({ bytes, elements }: OpenObject): {
  readonly patient: Record<string, string>;
  readonly study: Record<string, string>;
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly seriesNumber: string;
  readonly modality: string;
  readonly instanceNumber: number;
} {
  const charset = /ISO_IR 192/.test(stated(0x00080005, new TextDecoder('latin1'))) ? 'utf-8' : 'latin1';
  const decoder = new TextDecoder(charset);
  function stated(tag: number, by: TextDecoder): string {
    const element = elements.find((one) => one.tag === tag && one.items === null);
    return element ? by.decode(bytes.subarray(element.valueStart, element.valueEnd)).replaceAll('\0', '').trim() : '';
  }
  const told = (list: typeof PATIENT) =>
    Object.fromEntries(
      list.map(([name, tag]) => [name, stated(tag, decoder)] as const).filter(([, text]) => text !== ''),
    );
  return {
    patient: told(PATIENT),
    study: told(STUDY),
    studyUid: stated(0x0020000d, decoder),
    seriesUid: stated(0x0020000e, decoder),
    seriesNumber: stated(0x00200011, decoder),
    modality: stated(0x00080060, decoder).toUpperCase(),
    instanceNumber: Number.parseInt(stated(0x00200013, decoder), 10) || 0,
  };
}
