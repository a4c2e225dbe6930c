import type { Provenance } from './fact.ts';

/** A term of a coding scheme as DICOM writes it. */
export interface CodedConcept {
  readonly value: string;
  readonly scheme: 'SCT' | 'DCM' | 'LN' | 'UCUM';
  readonly meaning: string;
}

/** What a segment can be said to be. */
export interface CodedAnatomy {
  readonly key: string;
  /** Segmented Property Category, CID 7150. */
  readonly category: CodedConcept;
  /** Segmented Property Type. */
  readonly type: CodedConcept;
  /** sRGB, 0 to 255: what it is shown in unless somebody chose a color. */
  readonly color: readonly [number, number, number];
  /** There is a left and a right one, so that its side must be said. */
  readonly paired: boolean;
}

const TISSUE: CodedConcept = { value: '85756007', scheme: 'SCT', meaning: 'Tissue' };
const STRUCTURE: CodedConcept = { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' };
const OBJECT: CodedConcept = { value: '260787004', scheme: 'SCT', meaning: 'Physical object' };

/**
 * SNOMED CT codes are used here as DICOM's context groups list them, which DICOM's agreement with SNOMED International
 * covers for DICOM objects; no other part of SNOMED CT is shipped.
 */
export const CODED_ANATOMIES_PROVENANCE: Provenance = {
  source:
    'DICOM PS3.16 context groups 7150, 7191, 7192, 4031 and, for the navicular, 7482 (all as in pydicom 2.3.1; none lists the cuboid, a cuneiform or a single metatarsal), and for single ribs, vertebrae, limb bones, vessels and muscles the table totalsegmentator_snomed_mapping.csv of TotalSegmentator (commit 8a7a8b7); colors after 3D Slicer’s anatomy table',
  checkedOn: '2026-11-25',
  confidence: 'stated',
};

type Row = readonly [
  category: CodedConcept,
  code: string,
  meaning: string,
  color: readonly [number, number, number],
  paired?: 'paired',
];

const ROWS: Readonly<Record<string, Row>> = {
  bone: [TISSUE, '272673000', 'Bone', [241, 214, 145]],
  skin: [TISSUE, '39937001', 'Skin', [177, 122, 101]],
  muscle: [TISSUE, '71616004', 'Muscle', [192, 104, 88]],
  'body-fat': [TISSUE, '248300009', 'Body fat', [230, 220, 70]],
  cartilage: [TISSUE, '309312004', 'Cartilage', [111, 184, 210]],
  blood: [TISSUE, '87612001', 'Blood', [216, 101, 79]],
  'blood-vessel': [TISSUE, '59820001', 'Blood vessel', [216, 101, 79]],
  airway: [STRUCTURE, '89187006', 'Airway structure', [182, 228, 255]],
  implant: [OBJECT, '40388003', 'Implant', [120, 120, 120]],
  tooth: [STRUCTURE, '38199008', 'Tooth', [255, 250, 220]],
  skull: [STRUCTURE, '89546000', 'Skull', [245, 225, 200]],
  mandible: [STRUCTURE, '91609006', 'Mandible', [222, 198, 101]],
  maxilla: [STRUCTURE, '70925003', 'Maxilla', [255, 230, 160]],
  orbit: [STRUCTURE, '363654007', 'Orbital structure', [224, 194, 0], 'paired'],
  brain: [STRUCTURE, '12738006', 'Brain', [250, 250, 225]],
  'spinal-cord': [STRUCTURE, '2748008', 'Spinal cord', [255, 215, 0]],
  spine: [STRUCTURE, '421060004', 'Spine', [226, 202, 134]],
  sacrum: [STRUCTURE, '54735007', 'Sacrum', [212, 188, 102]],
  coccyx: [STRUCTURE, '64688005', 'Coccyx', [255, 250, 210]],
  vertebra: [STRUCTURE, '51282000', 'Vertebra', [255, 255, 207]],
  sternum: [STRUCTURE, '56873002', 'Sternum', [244, 222, 150]],
  rib: [STRUCTURE, '113197003', 'Rib', [253, 232, 158], 'paired'],
  clavicle: [STRUCTURE, '51299004', 'Clavicle', [205, 179, 108], 'paired'],
  scapula: [STRUCTURE, '79601000', 'Scapula', [212, 208, 122], 'paired'],
  humerus: [STRUCTURE, '85050009', 'Humerus', [205, 205, 100], 'paired'],
  radius: [STRUCTURE, '62413002', 'Radius', [162, 216, 54], 'paired'],
  ulna: [STRUCTURE, '23416004', 'Ulna', [178, 54, 216], 'paired'],
  carpus: [STRUCTURE, '83936004', 'Carpus', [216, 54, 205], 'paired'],
  metacarpals: [STRUCTURE, '36455000', 'Metacarpal bones', [216, 54, 216], 'paired'],
  pelvis: [STRUCTURE, '118645006', 'Pelvis', [240, 220, 160]],
  hip: [STRUCTURE, '29836001', 'Hip', [230, 248, 62], 'paired'],
  femur: [STRUCTURE, '71341001', 'Femur', [255, 238, 170], 'paired'],
  patella: [STRUCTURE, '64234005', 'Patella', [229, 253, 91], 'paired'],
  tibia: [STRUCTURE, '12611008', 'Tibia', [216, 54, 146], 'paired'],
  fibula: [STRUCTURE, '87342007', 'Fibula', [54, 216, 67], 'paired'],
  talus: [STRUCTURE, '67453005', 'Talus', [150, 200, 230], 'paired'],
  calcaneus: [STRUCTURE, '80144004', 'Calcaneus', [230, 190, 120], 'paired'],
  navicular: [STRUCTURE, '75772009', 'Bone structure of navicular', [140, 170, 220], 'paired'],
  tarsals: [STRUCTURE, '108371006', 'Tarsal bones', [195, 216, 54], 'paired'],
  metatarsals: [STRUCTURE, '53884002', 'Metatarsal', [216, 151, 54], 'paired'],
  phalanges: [STRUCTURE, '28641004', 'Phalanx structure', [54, 200, 216], 'paired'],
  heart: [STRUCTURE, '80891009', 'Heart', [206, 110, 84]],
  myocardium: [STRUCTURE, '74281007', 'Myocardium', [200, 0, 20]],
  'left-atrium': [STRUCTURE, '82471001', 'Left atrium', [184, 0, 69]],
  'right-atrium': [STRUCTURE, '73829009', 'Right atrium', [136, 0, 51]],
  'left-ventricle': [STRUCTURE, '87878005', 'Left ventricle of heart', [161, 0, 92]],
  'right-ventricle': [STRUCTURE, '53085002', 'Right ventricle of heart', [119, 0, 68]],
  'atrial-appendage': [STRUCTURE, '68786006', 'Auricular appendage', [68, 248, 62], 'paired'],
  aorta: [STRUCTURE, '15825003', 'Aorta', [224, 97, 76]],
  'coronary-artery': [STRUCTURE, '41801008', 'Coronary artery', [200, 0, 0]],
  'brachiocephalic-artery': [STRUCTURE, '12691009', 'Brachiocephalic artery', [190, 10, 10]],
  'subclavian-artery': [STRUCTURE, '29700009', 'Subclavian artery', [162, 26, 26], 'paired'],
  'common-carotid-artery': [STRUCTURE, '32062004', 'Common carotid artery', [170, 17, 17], 'paired'],
  'common-iliac-artery': [STRUCTURE, '73634005', 'Common iliac artery', [218, 0, 0], 'paired'],
  'pulmonary-artery': [STRUCTURE, '81040000', 'Pulmonary artery', [0, 122, 171]],
  'pulmonary-vein': [STRUCTURE, '122972007', 'Pulmonary vein', [37, 107, 237]],
  'superior-vena-cava': [STRUCTURE, '48345005', 'Superior vena cava', [0, 139, 165]],
  'inferior-vena-cava': [STRUCTURE, '64131007', 'Inferior vena cava', [0, 151, 206]],
  'portal-and-splenic-vein': [STRUCTURE, '110765007', 'Portal vein and splenic vein', [0, 90, 220]],
  'brachiocephalic-vein': [STRUCTURE, '8887007', 'Brachiocephalic vein', [0, 68, 178], 'paired'],
  'common-iliac-vein': [STRUCTURE, '46027005', 'Common iliac vein', [0, 92, 230], 'paired'],
  trachea: [STRUCTURE, '44567001', 'Trachea', [182, 228, 255]],
  bronchus: [STRUCTURE, '955009', 'Bronchus', [175, 216, 244], 'paired'],
  lung: [STRUCTURE, '39607008', 'Lung', [197, 165, 145], 'paired'],
  'lung-upper-lobe': [STRUCTURE, '45653009', 'Upper lobe of lung', [172, 138, 115], 'paired'],
  'lung-middle-lobe': [STRUCTURE, '72481006', 'Middle lobe of right lung', [202, 164, 140]],
  'lung-lower-lobe': [STRUCTURE, '90572001', 'Lower lobe of lung', [224, 186, 162], 'paired'],
  thyroid: [STRUCTURE, '69748006', 'Thyroid gland', [62, 162, 114]],
  esophagus: [STRUCTURE, '32849002', 'Esophagus', [211, 171, 143]],
  stomach: [STRUCTURE, '69695003', 'Stomach', [216, 132, 105]],
  duodenum: [STRUCTURE, '38848004', 'Duodenum', [255, 253, 229]],
  'small-bowel': [STRUCTURE, '30315005', 'Small Intestine', [205, 167, 142]],
  colon: [STRUCTURE, '71854001', 'Colon', [204, 168, 143]],
  liver: [STRUCTURE, '10200004', 'Liver', [221, 130, 101]],
  gallbladder: [STRUCTURE, '28231008', 'Gallbladder', [139, 150, 98]],
  pancreas: [STRUCTURE, '15776009', 'Pancreas', [249, 180, 111]],
  spleen: [STRUCTURE, '78961009', 'Spleen', [157, 108, 162]],
  kidney: [STRUCTURE, '64033007', 'Kidney', [185, 102, 83], 'paired'],
  'adrenal-gland': [STRUCTURE, '23451007', 'Adrenal gland', [249, 186, 150], 'paired'],
  'urinary-bladder': [STRUCTURE, '89837001', 'Urinary bladder', [222, 154, 132]],
  prostate: [STRUCTURE, '41216001', 'Prostate', [230, 158, 140]],
  'gluteus-maximus': [STRUCTURE, '181674001', 'Gluteus maximus muscle', [188, 95, 76], 'paired'],
  'gluteus-medius': [STRUCTURE, '78333006', 'Gluteus medius muscle', [178, 105, 76], 'paired'],
  'gluteus-minimus': [STRUCTURE, '75297007', 'Gluteus minimus muscle', [178, 95, 86], 'paired'],
  iliopsoas: [STRUCTURE, '68455001', 'Iliopsoas muscle', [188, 105, 86], 'paired'],
  'deep-back-muscle': [STRUCTURE, '244849004', 'Deep muscle of back', [171, 85, 68], 'paired'],
  face: [STRUCTURE, '89545001', 'Face', [192, 160, 140]],
  'rib-1': [STRUCTURE, '48535007', 'First rib', [253, 232, 158], 'paired'],
  'rib-2': [STRUCTURE, '78247007', 'Second rib', [253, 232, 158], 'paired'],
  'rib-3': [STRUCTURE, '25888004', 'Third rib', [253, 232, 158], 'paired'],
  'rib-4': [STRUCTURE, '25523003', 'Fourth rib', [253, 232, 158], 'paired'],
  'rib-5': [STRUCTURE, '15339008', 'Fifth rib', [253, 232, 158], 'paired'],
  'rib-6': [STRUCTURE, '59558009', 'Sixth rib', [253, 232, 158], 'paired'],
  'rib-7': [STRUCTURE, '24915002', 'Seventh rib', [253, 232, 158], 'paired'],
  'rib-8': [STRUCTURE, '5953002', 'Eighth rib', [253, 232, 158], 'paired'],
  'rib-9': [STRUCTURE, '22565002', 'Ninth rib', [253, 232, 158], 'paired'],
  'rib-10': [STRUCTURE, '77644006', 'Tenth rib', [253, 232, 158], 'paired'],
  'rib-11': [STRUCTURE, '58830002', 'Eleventh rib', [253, 232, 158], 'paired'],
  'rib-12': [STRUCTURE, '43993008', 'Twelfth rib', [253, 232, 158], 'paired'],
  'vertebra-c1': [STRUCTURE, '14806007', 'C1 vertebra', [255, 255, 207]],
  'vertebra-c2': [STRUCTURE, '39976000', 'C2 vertebra', [255, 255, 207]],
  'vertebra-c3': [STRUCTURE, '113205007', 'C3 vertebra', [255, 255, 207]],
  'vertebra-c4': [STRUCTURE, '5329002', 'C4 vertebra', [255, 255, 207]],
  'vertebra-c5': [STRUCTURE, '36978003', 'C5 vertebra', [255, 255, 207]],
  'vertebra-c6': [STRUCTURE, '36054005', 'C6 vertebra', [255, 255, 207]],
  'vertebra-c7': [STRUCTURE, '87391001', 'C7 vertebra', [255, 255, 207]],
  'vertebra-t1': [STRUCTURE, '64864005', 'T1 vertebra', [255, 255, 207]],
  'vertebra-t2': [STRUCTURE, '53733008', 'T2 vertebra', [255, 255, 207]],
  'vertebra-t3': [STRUCTURE, '1626008', 'T3 vertebra', [255, 255, 207]],
  'vertebra-t4': [STRUCTURE, '73071006', 'T4 vertebra', [255, 255, 207]],
  'vertebra-t5': [STRUCTURE, '56401006', 'T5 vertebra', [255, 255, 207]],
  'vertebra-t6': [STRUCTURE, '45296009', 'T6 vertebra', [255, 255, 207]],
  'vertebra-t7': [STRUCTURE, '62487009', 'T7 vertebra', [255, 255, 207]],
  'vertebra-t8': [STRUCTURE, '11068009', 'T8 vertebra', [255, 255, 207]],
  'vertebra-t9': [STRUCTURE, '82687006', 'T9 vertebra', [255, 255, 207]],
  'vertebra-t10': [STRUCTURE, '7610001', 'T10 vertebra', [255, 255, 207]],
  'vertebra-t11': [STRUCTURE, '12989004', 'T11 vertebra', [255, 255, 207]],
  'vertebra-t12': [STRUCTURE, '23215003', 'T12 vertebra', [255, 255, 207]],
  'vertebra-l1': [STRUCTURE, '66794005', 'L1 vertebra', [255, 255, 207]],
  'vertebra-l2': [STRUCTURE, '14293000', 'L2 vertebra', [255, 255, 207]],
  'vertebra-l3': [STRUCTURE, '36470004', 'L3 vertebra', [255, 255, 207]],
  'vertebra-l4': [STRUCTURE, '11994002', 'L4 vertebra', [255, 255, 207]],
  'vertebra-l5': [STRUCTURE, '49668003', 'L5 vertebra', [255, 255, 207]],
  'vertebra-s1': [STRUCTURE, '65985001', 'S1 vertebra', [255, 255, 207]],
};

/** By key: what `segments.add` and the DICOM writer call an anatomy. */
export const CODED_ANATOMIES: Readonly<Record<string, CodedAnatomy>> = Object.fromEntries(
  Object.entries(ROWS).map(([key, [category, value, meaning, color, paired]]) => [
    key,
    { key, category, type: { value, scheme: 'SCT', meaning }, color, paired: paired === 'paired' },
  ]),
);

/** Sides, CID 244. */
export const CODED_SIDES = {
  left: { value: '7771000', scheme: 'SCT', meaning: 'Left' },
  right: { value: '24028007', scheme: 'SCT', meaning: 'Right' },
  bilateral: { value: '51440002', scheme: 'SCT', meaning: 'Bilateral' },
} as const satisfies Readonly<Record<string, CodedConcept>>;

/** What a label's name that other programs gave means; null where the table does not know it. */
export interface NamedAnatomy {
  readonly anatomy: CodedAnatomy;
  readonly side: 'left' | 'right' | null;
}

/** Names of other programs for keys of the table. */
const ALSO_CALLED: Readonly<Record<string, string>> = {
  clavicula: 'clavicle',
  'heart-myocardium': 'myocardium',
  'heart-atrium-left': 'left-atrium',
  'heart-atrium-right': 'right-atrium',
  'heart-ventricle-left': 'left-ventricle',
  'heart-ventricle-right': 'right-ventricle',
  'iliac-artery': 'common-iliac-artery',
  'iliac-vena': 'common-iliac-vein',
  'brachiocephalic-trunk': 'brachiocephalic-artery',
  'portal-vein-and-splenic-vein': 'portal-and-splenic-vein',
  autochthon: 'deep-back-muscle',
  tarsal: 'tarsals',
  metatarsal: 'metatarsals',
  carpal: 'carpus',
  metacarpal: 'metacarpals',
  'phalanges-feet': 'phalanges',
  'thyroid-gland': 'thyroid',
  bladder: 'urinary-bladder',
  'hip-bone': 'hip',
  contrast: 'blood',
  airways: 'airway',
  bones: 'bone',
};

/** "femur_left", "Left femur", "Femur L" and "vertebrae_L3" as an entry of the table with its side. */
export function anatomyNamed(name: string): NamedAnatomy | null {
  const words = name
    .toLowerCase()
    .replace(/vertebrae?/g, 'vertebra')
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const whole = words.join('-');
  const known = (key: string) => CODED_ANATOMIES[ALSO_CALLED[key] ?? key];
  const direct = known(whole);
  if (direct) return { anatomy: direct, side: null };
  for (const [side, spelled] of [
    ['left', ['left', 'l', 'lt']],
    ['right', ['right', 'r', 'rt']],
  ] as const) {
    const at = words.findIndex((word) => (spelled as readonly string[]).includes(word));
    if (at < 0) continue;
    const anatomy = known(words.toSpliced(at, 1).join('-'));
    if (anatomy?.paired) return { anatomy, side };
  }
  return null;
}

/** Keys of the table that a misspelt one may mean, the nearest first; five at most. */
export function nearAnatomies(key: string): string[] {
  const asked = key.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const named = anatomyNamed(key)?.anatomy.key;
  const scored = Object.keys(CODED_ANATOMIES)
    .map((known) => ({ known, off: known === named ? -1 : lettersApart(asked, known) }))
    .filter(({ known, off }) => off <= 2 || (asked.length > 2 && (known.includes(asked) || asked.includes(known))));
  return scored
    .sort((a, b) => a.off - b.off || (a.known < b.known ? -1 : 1))
    .slice(0, 5)
    .map(({ known }) => known);
}

/** Letters to change, add or leave out (Levenshtein). */
function lettersApart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** What a model is for, CID 7064, by the words of the record's `intendedUse`. */
export const MODEL_USAGES: Readonly<Record<string, CodedConcept>> = {
  education: { value: '129012', scheme: 'DCM', meaning: 'Educational Intent' },
  consent: { value: '129012', scheme: 'DCM', meaning: 'Educational Intent' },
  planning: { value: '129013', scheme: 'DCM', meaning: 'Planning Intent' },
  'intra-operative-reference': { value: '129013', scheme: 'DCM', meaning: 'Planning Intent' },
  guide: { value: '129014', scheme: 'DCM', meaning: 'Tool Fabrication' },
};

/** Title of a model's document by the modality of its source, CID 7061. */
export const MODEL_TITLES: Readonly<Record<string, CodedConcept>> = {
  CT: { value: '85040-4', scheme: 'LN', meaning: 'CT 3D CAM model' },
  MR: { value: '85041-2', scheme: 'LN', meaning: 'MR 3D CAM model' },
};

/** How voxels came to belong to a segment, CID 7162. */
export const ALGORITHM_FAMILIES = {
  manual: { value: '123109', scheme: 'DCM', meaning: 'Manual Processing' },
  histogram: { value: '123105', scheme: 'DCM', meaning: 'Histogram Analysis' },
  morphological: { value: '123104', scheme: 'DCM', meaning: 'Morphological Operations' },
  artificialIntelligence: { value: '123110', scheme: 'DCM', meaning: 'Artificial Intelligence' },
} as const satisfies Readonly<Record<string, CodedConcept>>;
