import type { Provenance } from '../fact.ts';

/** Where an anatomy is, in the three steps of the registry’s form. */
export interface RegistryPlace {
  readonly region: string;
  readonly subregion: string;
  readonly structure: string;
}

/**
 * The registry’s own words for a bone of the upper arm and for the prostate are its published examples; the rest are ours in
 * the same manner, since its dictionary is given on request. A site that has it lays its own table over this one.
 */
export const REGISTRY_PLACES_PROVENANCE: Provenance = {
  source:
    'Examples of ACR support page 11000091563 (Upper extremity / Upper arm / Bone; Pelvis / – / Prostate); all other rows by analogy',
  checkedOn: '2026-11-25',
  confidence: 'remembered',
};

const ROWS: readonly (readonly [region: string, subregion: string, structure: string, ...anatomies: string[]])[] = [
  ['Head', '', 'Bone', 'skull'],
  ['Head', 'Jaw', 'Bone', 'mandible', 'maxilla'],
  ['Head', 'Jaw', 'Tooth', 'tooth'],
  ['Head', 'Orbit', 'Bone', 'orbit'],
  ['Head', '', 'Brain', 'brain'],
  ['Head', '', 'Skin', 'face'],
  ['Spine', '', 'Bone', 'spine', 'vertebra'],
  ['Spine', '', 'Spinal cord', 'spinal-cord'],
  [
    'Spine',
    'Cervical',
    'Bone',
    'vertebra-c1',
    'vertebra-c2',
    'vertebra-c3',
    'vertebra-c4',
    'vertebra-c5',
    'vertebra-c6',
    'vertebra-c7',
  ],
  [
    'Spine',
    'Thoracic',
    'Bone',
    'vertebra-t1',
    'vertebra-t2',
    'vertebra-t3',
    'vertebra-t4',
    'vertebra-t5',
    'vertebra-t6',
    'vertebra-t7',
    'vertebra-t8',
    'vertebra-t9',
    'vertebra-t10',
    'vertebra-t11',
    'vertebra-t12',
  ],
  ['Spine', 'Lumbar', 'Bone', 'vertebra-l1', 'vertebra-l2', 'vertebra-l3', 'vertebra-l4', 'vertebra-l5'],
  ['Spine', 'Sacrum', 'Bone', 'vertebra-s1', 'sacrum', 'coccyx'],
  ['Spine', '', 'Muscle', 'deep-back-muscle'],
  [
    'Chest',
    'Chest wall',
    'Bone',
    'sternum',
    'rib',
    'rib-1',
    'rib-2',
    'rib-3',
    'rib-4',
    'rib-5',
    'rib-6',
    'rib-7',
    'rib-8',
    'rib-9',
    'rib-10',
    'rib-11',
    'rib-12',
  ],
  ['Upper extremity', 'Shoulder', 'Bone', 'clavicle', 'scapula'],
  ['Upper extremity', 'Upper arm', 'Bone', 'humerus'],
  ['Upper extremity', 'Forearm', 'Bone', 'radius', 'ulna'],
  ['Upper extremity', 'Hand and wrist', 'Bone', 'carpus', 'metacarpals'],
  ['Pelvis', '', 'Bone', 'pelvis', 'hip'],
  ['Lower extremity', 'Upper leg', 'Bone', 'femur'],
  ['Lower extremity', 'Knee', 'Bone', 'patella'],
  ['Lower extremity', 'Lower leg', 'Bone', 'tibia', 'fibula'],
  ['Lower extremity', 'Foot and ankle', 'Bone', 'talus', 'calcaneus', 'navicular', 'tarsals', 'metatarsals'],
  ['Lower extremity', 'Hip', 'Muscle', 'gluteus-maximus', 'gluteus-medius', 'gluteus-minimus', 'iliopsoas'],
  ['Chest', 'Heart', 'Heart', 'heart'],
  ['Chest', 'Heart', 'Myocardium', 'myocardium'],
  ['Chest', 'Heart', 'Left atrium', 'left-atrium'],
  ['Chest', 'Heart', 'Right atrium', 'right-atrium'],
  ['Chest', 'Heart', 'Left ventricle', 'left-ventricle'],
  ['Chest', 'Heart', 'Right ventricle', 'right-ventricle'],
  ['Chest', 'Heart', 'Atrial appendage', 'atrial-appendage'],
  ['Chest', 'Heart', 'Coronary artery', 'coronary-artery'],
  ['Chest', '', 'Aorta', 'aorta'],
  ['Chest', '', 'Artery', 'brachiocephalic-artery', 'pulmonary-artery'],
  ['Neck', '', 'Artery', 'subclavian-artery', 'common-carotid-artery'],
  ['Chest', '', 'Vein', 'pulmonary-vein', 'superior-vena-cava', 'brachiocephalic-vein'],
  ['Abdomen', '', 'Vein', 'inferior-vena-cava', 'portal-and-splenic-vein'],
  ['Pelvis', '', 'Artery', 'common-iliac-artery'],
  ['Pelvis', '', 'Vein', 'common-iliac-vein'],
  ['Chest', '', 'Airway', 'trachea', 'bronchus'],
  ['Chest', '', 'Lung', 'lung', 'lung-upper-lobe', 'lung-middle-lobe', 'lung-lower-lobe'],
  ['Chest', '', 'Esophagus', 'esophagus'],
  ['Neck', '', 'Thyroid gland', 'thyroid'],
  ['Abdomen', '', 'Stomach', 'stomach'],
  ['Abdomen', '', 'Duodenum', 'duodenum'],
  ['Abdomen', '', 'Liver', 'liver'],
  ['Abdomen', '', 'Gallbladder', 'gallbladder'],
  ['Abdomen', '', 'Pancreas', 'pancreas'],
  ['Abdomen', '', 'Spleen', 'spleen'],
  ['Abdomen', '', 'Kidney', 'kidney'],
  ['Abdomen', '', 'Colon', 'colon'],
  ['Abdomen', '', 'Small bowel', 'small-bowel'],
  ['Abdomen', '', 'Adrenal gland', 'adrenal-gland'],
  ['Pelvis', '', 'Urinary bladder', 'urinary-bladder'],
  ['Pelvis', '', 'Prostate', 'prostate'],
];

/** By key of the coded anatomies; tissues (bone, skin, blood) are in no one place and are not listed. */
export const REGISTRY_PLACES: Readonly<Record<string, RegistryPlace>> = Object.fromEntries(
  ROWS.flatMap(([region, subregion, structure, ...anatomies]) =>
    anatomies.map((anatomy) => [anatomy, { region, subregion, structure }]),
  ),
);
