import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part, Side } from '@specola/casework';
import { caseState, partProblems } from '@specola/casework';
import { type LabelFile, readLabelFile } from '@specola/formats';
import { caseCodeFrom, itemCode, ModelRecord } from '@specola/record';
import { readCase } from '../case/case-folder.ts';
import { type Claimed, toClaim } from './to-claim.ts';
import {
  finishItems,
  makeItem,
  openWorkedCase,
  orderOf,
  recordModel,
  SPECOLA,
  type WorkedCase,
} from './worked-case.ts';

export const ANKLE_CODE = caseCodeFrom(Uint8Array.from([1, 7, 3, 9, 4, 8, 2, 6]));
/** As the published scan states it: a woman who gave her body to science, under a name that is none. */
const ORDER_IDENTITY = {
  name: 'Eve',
  medicalRecordNumber: '000-000-001',
  birthDate: '20050101',
  sex: 'F',
  accessionNumber: '1',
};
const STAND_IN = 'Stand-in: the designer of guides does not exist yet, so nothing was designed and nothing is proved.';
const BONE = 'calcaneus';

export interface WorkedAnkle {
  readonly worked: WorkedCase;
  readonly claimed: Claimed;
  /** What stood against the part when the bone of the other foot was taken for it. */
  readonly wrongFoot: readonly string[];
}

/** Both feet in one scan to a claim: a model of the right heel bone, and a guide that is a stand-in. */
export async function workAnkle(
  { study, recipe }: { study: string; recipe: string },
  room: string,
): Promise<WorkedAnkle> {
  const worked = await openWorkedCase(join(room, 'case'), ANKLE_CODE, '2026-11-23T14:00:00Z');
  const vault = join(room, 'vault');
  await worked.act('surgeon', 'ordering-clinician', {
    kind: 'order-placed',
    order: orderOf({
      service: 'model-and-guide',
      diagnoses: [{ icd10cm: 'M21.171' }],
      clinicalQuestion: 'Where and how far is the heel bone to be shifted?',
      necessity: 'Varus deformity of the right hindfoot in two planes; the cut is to be led.',
      intendedUses: ['planning', 'guide'],
      structures: [{ anatomy: BONE, side: 'right' }],
      side: 'right',
      sterile: true,
      toleranceMm: 1,
      setting: 'office',
    }),
  });
  await worked.act('manager', 'manager', {
    kind: 'notice-signed',
    signedOn: '2026-11-23',
    choice: 'wants-it-and-claim',
    voluntary: false,
  });
  worked.cli(['import', study, '--case', ANKLE_CODE, '--into', join(room, 'work'), '--vault', vault]);
  const working = join(room, 'work', ANKLE_CODE);
  await worked.file('../order.json', JSON.stringify(ORDER_IDENTITY));
  worked.as('engineer', 'engineer', [
    'case',
    'attach',
    worked.dir,
    working,
    '--order',
    join(room, 'order.json'),
    '--vault',
    vault,
  ]);
  await worked.move('image-review');
  const reviewPath = join(room, 'review.json');
  worked.cli([
    'review',
    working,
    '--purpose',
    'guide',
    '--accept',
    '--by',
    'Ray Diologist, MD',
    '--role',
    'radiologist',
    '--out',
    reviewPath,
  ]);
  const images = [...caseState(await readCase(worked.dir)).images.values()][0]!.act.sha256;
  await worked.act('radiologist', 'radiologist', {
    kind: 'images-reviewed',
    images,
    purpose: 'guide',
    decision: 'accepted',
    reason: '',
    recordSha256: await worked.copy(reviewPath, 'review.json'),
  });
  await worked.move('segmentation');
  const segmented = join(room, 'segments');
  worked.cli(['segment', working, '--recipe', recipe, '--out', segmented]);
  const segmentsPath = join(segmented, 'segmentation.nrrd');
  const segmentation = await worked.copy(segmentsPath, 'segmentation.nrrd');
  await worked.act('engineer', 'engineer', {
    kind: 'version-recorded',
    thing: 'segmentation',
    part: null,
    sha256: segmentation,
    inputs: [images],
    software: { ...SPECOLA },
    method: 'recipe: bone by its grey values, parted at the joints',
    side: null,
    checks: [],
    file: 'segmentation.nrrd',
  });
  worked.as('radiologist', 'radiologist', ['case', 'sign', worked.dir, '--of', 'segmentation', '--meaning', 'review']);
  await worked.move('preparation-or-planning');

  const model: Part = {
    kind: 'model',
    id: itemCode(ANKLE_CODE, 'M', 0),
    name: 'Right heel bone',
    side: 'right',
    components: [
      { key: BONE, anatomy: BONE, side: 'right', segmentedOnItsOwn: true, processedOnItsOwn: true, comment: '' },
    ],
    mirrored: false,
    companionOf: null,
  };
  const guide: Part = {
    kind: 'guide',
    id: itemCode(ANKLE_CODE, 'G', 0),
    name: 'Heel osteotomy guide',
    side: 'right',
    guideType: 'osteotomy',
    bone: BONE,
    piece: { number: 1, of: 1 },
  };
  const labels = await readLabelFile(new Uint8Array(await readFile(segmentsPath)), 'nrrd');
  const midlineMm = (middleOf(labels, 'Calcaneus, left') + middleOf(labels, 'Calcaneus, right')) / 2;
  const madeOf = (segment: string) => {
    const folder = join(room, `model-${segment}`);
    worked.cli(['model', working, '--segments', segmentsPath, '--segment', segment, '--out', folder]);
    return { folder, studyPath: working };
  };
  const sideIn = async (folder: string): Promise<Side> => {
    const { mesh } = ModelRecord.parse(JSON.parse(await readFile(join(folder, 'record.json'), 'utf8')));
    const middle = (mesh.boundsLpsMm.min[0]! + mesh.boundsLpsMm.max[0]!) / 2;
    // LPS: x grows to the patient's left, whichever way the patient lay.
    return middle > midlineMm ? 'left' : 'right';
  };
  await worked.act('engineer', 'engineer', { kind: 'part-declared', part: model });
  await worked.act('engineer', 'engineer', { kind: 'part-declared', part: guide });
  const other = madeOf(`${BONE}-left`);
  const mistaken = { ...model, side: await sideIn(other.folder) };
  await recordModel(worked, mistaken, other, { images, segmentation });
  const wrongFoot = partProblems(caseState(await readCase(worked.dir)), model).map(({ code }) => code);
  const right = madeOf(`${BONE}-right`);
  const prepared = await recordModel(worked, { ...model, side: await sideIn(right.folder) }, right, {
    images,
    segmentation,
  });

  const recordGuide = async (
    thing: 'plan' | 'design' | 'overlay' | 'proof' | 'print-file',
    inputs: string[],
    file: string,
    bytes: string,
  ): Promise<string> => {
    const sha256 = await worked.file(file, bytes);
    await worked.act('engineer', 'engineer', {
      kind: 'version-recorded',
      thing,
      part: thing === 'plan' ? null : guide.id,
      sha256,
      inputs,
      software: { ...SPECOLA },
      method: 'stand-in',
      side: 'right',
      checks: thing === 'proof' ? [{ code: 'stand-in', result: 'warn', what: STAND_IN }] : [],
      file,
    });
    return sha256;
  };
  const standIn = (what: string): string => `${JSON.stringify({ standIn: what, says: STAND_IN }, null, 2)}\n`;
  const plan = await recordGuide('plan', [segmentation], 'plan.json', standIn('plan'));
  await worked.move('design');
  const design = await recordGuide('design', [plan], `${guide.id}/design.json`, standIn('design'));
  await worked.move('overlay-and-approval');
  const pictures: { pictures: { caption: string }[] } = JSON.parse(
    await readFile(join(worked.dir, model.id, 'overlay.json'), 'utf8'),
  );
  for (const picture of pictures.pictures) picture.caption = `Stand-in, the bone alone. ${picture.caption}`;
  await recordGuide('overlay', [design, images], `${guide.id}/overlay.json`, `${JSON.stringify(pictures, null, 2)}\n`);
  await recordGuide('proof', [design], `${guide.id}/proof.json`, standIn('proof'));
  for (const version of [prepared.preparation, design])
    worked.as('surgeon', 'ordering-clinician', [
      'case',
      'sign',
      worked.dir,
      '--sha256',
      version,
      '--meaning',
      'approval',
    ]);
  const guideFile = await recordGuide('print-file', [design], `${guide.id}/print.json`, standIn('print file'));
  await worked.move('print');
  const { mesh } = prepared.record;
  const photo = await worked.copy(join(right.folder, 'preview.png'), `${model.id}/photo.png`);
  const items = [
    { part: model, item: itemCode(ANKLE_CODE, 'P', 0), file: prepared.printFile, off: 0.12 },
    { part: guide, item: itemCode(ANKLE_CODE, 'P', 1), file: guideFile, off: -0.08 },
  ];
  for (const { part, item, file } of items)
    await makeItem(worked, part, item, { printFile: file, material: 'surgical-guide-resin' });
  await finishItems(
    worked,
    items.map(({ item, off }) => ({
      item,
      off,
      photo,
      sterile: true,
      designMm: mesh.boundsLpsMm.max[2]! - mesh.boundsLpsMm.min[2]!,
    })),
  );
  const claimed = await toClaim(worked, {
    minutes: [
      ['image-review', 'radiologist', 12],
      ['consultation', 'surgeon', 25],
      ['segmentation', 'engineer', 80],
      ['planning', 'engineer', 70],
      ['design', 'engineer', 110],
      ['print-setup', 'technician', 20],
      ['post-processing', 'technician', 95],
      ['quality', 'technician', 30],
      ['report', 'radiologist', 15],
    ],
    findings: 'Both feet are in the scan; the right one is meant. No fracture of the right heel bone.',
    registry: {
      schema: 'specola/registry-answers/1',
      facilityId: '100200',
      caseNumber: 'W002',
      ageYears: 59,
      sex: 'female',
      organSystem: 'Musculoskeletal',
      orderingService: 'Orthopedic surgery',
      procedure: 'Osteotomy of the heel bone',
      dominant: BONE,
    },
    vault,
  });
  return { worked, claimed, wrongFoot };
}

/** Mean x of a segment in patient space, mm. */
function middleOf({ dimensions, ijkToLps, layers, segments }: LabelFile, name: string): number {
  const at = segments.findIndex((one) => one.name === name);
  const segment = segments[at];
  if (!segment) throw new Error(`There is no segment ${name}.`);
  const values = layers[segment.layer]!;
  const [nx, ny] = dimensions;
  let [sum, count] = [0, 0];
  for (let v = 0; v < values.length; v++) {
    if (values[v] !== segment.label) continue;
    const [i, j, k] = [v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny))];
    sum += ijkToLps[0]! * i + ijkToLps[1]! * j + ijkToLps[2]! * k + ijkToLps[3]!;
    count++;
  }
  return sum / count;
}
