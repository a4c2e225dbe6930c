import { CODED_ANATOMIES, type CodedConcept } from './coded-anatomies.ts';
import type { Provenance } from './fact.ts';

export const BODY_REGIONS_PROVENANCE: Provenance = {
  source: 'DICOM PS3.16 context group 4031 "Common Anatomic Regions" (as in pydicom 2.3.1)',
  checkedOn: '2026-11-25',
  confidence: 'stated',
};

const REGIONS: Readonly<Record<string, readonly [code: string, meaning: string]>> = {
  head: ['69536005', 'Head'],
  jaw: ['661005', 'Jaw region'],
  neck: ['45048000', 'Neck'],
  'head-and-neck': ['774007', 'Head and Neck'],
  chest: ['51185008', 'Chest'],
  abdomen: ['113345001', 'Abdomen'],
  'pelvic-region': ['12921003', 'Pelvis'],
  'abdomen-and-pelvis': ['416949008', 'Abdomen and Pelvis'],
  'cervical-spine': ['122494005', 'Cervical spine'],
  'thoracic-spine': ['122495006', 'Thoracic spine'],
  'lumbar-spine': ['122496007', 'Lumbar spine'],
  shoulder: ['16982005', 'Shoulder'],
  'upper-limb': ['53120007', 'Upper limb'],
  'upper-arm': ['40983000', 'Upper arm'],
  elbow: ['16953009', 'Elbow joint'],
  forearm: ['14975008', 'Forearm'],
  wrist: ['74670003', 'Wrist joint'],
  hand: ['85562004', 'Hand'],
  'hip-joint': ['29836001', 'Hip joint'],
  'lower-limb': ['61685007', 'Lower limb'],
  thigh: ['68367000', 'Thigh'],
  knee: ['72696002', 'Knee'],
  'lower-leg': ['30021000', 'Lower leg'],
  ankle: ['70258002', 'Ankle joint'],
  foot: ['56459004', 'Foot'],
};

/** A region of the body by its name: those of the trade, and any single anatomy. Null: not known. */
export function bodyRegion(name: string): CodedConcept | null {
  const region = REGIONS[name];
  if (region) return { value: region[0], scheme: 'SCT', meaning: region[1] };
  return CODED_ANATOMIES[name]?.type ?? null;
}

/** What may be named, in the order of a help text. */
export const BODY_REGION_NAMES: readonly string[] = Object.keys(REGIONS);
