import type { DataElement } from './data-elements.ts';
import { asciiOf } from './element-text.ts';

/** What the header of an object says of pixels and content that no header rule can clean. */
export interface ObjectRisk {
  /** Holds documents or structured text, which would have to be read by a person. */
  readonly wordy: boolean;
  /** Says, or is of a kind that often has, a name drawn into its pixels. */
  readonly burnedIn: 'stated' | 'likely' | null;
  readonly overlays: boolean;
  /** Body part, description or protocol names the head. */
  readonly namesHead: boolean;
  readonly recognizable: boolean;
}

/** Encapsulated documents, structured reports, presentation states, waveforms. Source: DICOM PS3.4 B.5. */
const WORDY =
  /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?:104\.|88\.|11\.|9\.|79\.)|^1\.2\.840\.10008\.5\.1\.4\.(?:3[48]\.|39\.)/;
/** Secondary capture and its multi-frame kinds, ultrasound, visible light, film digitizer. */
const DRAWN_INTO = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(?:7(?:\.|$)|3\.1$|6\.[12]$|6$|77\.1\.)/;
const DRAWN_MODALITIES = new Set([
  'SC',
  'OT',
  'US',
  'IVUS',
  'ES',
  'XC',
  'GM',
  'SM',
  'OP',
  'DOC',
  'HC',
  'SR',
  'KO',
  'PR',
]);
const SCREEN = /SCREEN|CAPTURE|SAVE|REPORT|DOSE_INFO|PATIENT_INFO/;
const HEAD_WORDS =
  /\b(head|skull|brain|face|facial|maxillofacial|craniofacial|cranium|cranial|orbits?|sinus(?:es)?|jaw|mandible|maxilla|dental|tmj|neuro|ears?|iacs?|temporal|kopf|schaedel|gesicht|kiefer|hirn|tete|crane|cerveau)\b/i;

export function riskOf(bytes: Uint8Array, elements: readonly DataElement[]): ObjectRisk {
  const text = (tag: number): string => {
    const element = elements.find((one) => one.tag === tag);
    return element && !element.items ? asciiOf(bytes, element) : '';
  };
  const sopClass = text(0x00080016);
  const burned = text(0x00280301).toUpperCase();
  const likely =
    DRAWN_INTO.test(sopClass) || DRAWN_MODALITIES.has(text(0x00080060)) || SCREEN.test(text(0x00080008).toUpperCase());
  const described = [0x00180015, 0x0008103e, 0x00081030, 0x00181030, 0x00400254, 0x00321060].map(text).join(' ');
  // Old overlays lie in the unused bits of the pixels: they have a group, and no data of their own.
  const groups = new Set(elements.filter(({ tag }) => tag >>> 24 === 0x60).map(({ tag }) => tag >>> 16));
  const embedded = [...groups].some((group) => !elements.some(({ tag }) => tag === group * 0x10000 + 0x3000));
  return {
    wordy: WORDY.test(sopClass),
    burnedIn: burned === 'YES' || embedded ? 'stated' : likely && burned !== 'NO' ? 'likely' : null,
    overlays: elements.some(({ tag }) => tag >>> 24 === 0x60 && (tag & 0xffff) === 0x3000),
    namesHead: HEAD_WORDS.test(described.replaceAll('_', ' ')),
    recognizable: text(0x00280302).toUpperCase() === 'YES',
  };
}
