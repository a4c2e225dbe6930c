import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '@specola/casework';
import { itemCode, ModelRecord } from '@specola/record';
import { type Claimed, toClaim } from './to-claim.ts';
import { finishItems, makeItem, openWorkedCase, orderOf, recordModel, type WorkedCase } from './worked-case.ts';

export const AORTA_CODE = '2222-2222-2';
const REASON =
  'The aorta ends at the edge of the field on purpose; slices of 1.5 mm serve the lumen and its first branches.';
const STUDY = 'ct_cropped.nii.gz';
const COMPONENTS = [
  { file: 'aorta.nii.gz', anatomy: 'aorta', name: 'Aorta', off: -0.11 },
  { file: 'brachiocephalic_trunk.nii.gz', anatomy: 'brachiocephalic-artery', name: 'Brachiocephalic trunk', off: 0.06 },
  { file: 'vertebrae_T12.nii.gz', anatomy: 'vertebra-t12', name: 'Twelfth thoracic vertebra', off: 0.09 },
] as const;

/** An aortic CTA with stent and dissection to a claim: three components, each segmented and processed on its own. */
export async function workAorta(data: string, room: string): Promise<{ worked: WorkedCase; claimed: Claimed }> {
  const worked = await openWorkedCase(join(room, 'case'), AORTA_CODE, '2026-11-23T14:00:00Z');
  const study = join(data, STUDY);
  await worked.act('surgeon', 'ordering-clinician', {
    kind: 'order-placed',
    order: orderOf({
      service: 'model',
      diagnoses: [{ icd10cm: 'I71.03' }],
      clinicalQuestion: 'Where do the branches arise from the true and the false lumen, and where does the stent end?',
      necessity:
        'Repeat repair of a thoracoabdominal dissection beside a stent; slices do not show the landing zone in one view.',
      structures: COMPONENTS.map(({ anatomy }) => ({ anatomy, side: 'midline' as const })),
      side: 'midline',
      setting: 'office',
    }),
  });
  await worked.act('manager', 'manager', {
    kind: 'notice-signed',
    signedOn: '2026-11-23',
    choice: 'wants-it-and-claim',
    voluntary: false,
  });
  const reviewPath = join(room, 'review.json');
  worked.cli([
    'review',
    study,
    '--for',
    'contrast',
    '--override',
    '--by',
    'Ray Diologist, MD',
    '--role',
    'radiologist',
    '--reason',
    REASON,
    '--out',
    reviewPath,
  ]);
  const made = COMPONENTS.map(({ file, anatomy }) => {
    const folder = join(room, `model-${anatomy}`);
    const judged = anatomy === 'vertebra-t12' ? ['bone'] : ['contrast', '--review', reviewPath];
    worked.cli(['model', study, '--segments', join(data, file), '--anatomy', ...judged, '--out', folder]);
    return { folder, studyPath: study };
  });
  const first = ModelRecord.parse(JSON.parse(await readFile(join(made[0]!.folder, 'record.json'), 'utf8')));
  const images = first.source.pixelSha256;
  // A NIfTI volume names nobody and no series: there is nothing to compare, and the page says so.
  await worked.act('engineer', 'engineer', {
    kind: 'images-attached',
    sha256: images,
    seriesUid: 'none (NIfTI)',
    modality: 'CT',
    acquiredOn: '2026-11-18',
    spacingMm: [first.source.spacingMm[0]!, first.source.spacingMm[1]!, first.source.spacingMm[2]!],
  });
  await worked.move('image-review');
  const review = await worked.copy(reviewPath, 'review.json');
  await worked.act('radiologist', 'radiologist', {
    kind: 'images-reviewed',
    images,
    purpose: 'model',
    decision: 'overridden',
    reason: REASON,
    recordSha256: review,
  });
  await worked.move('segmentation');
  const hashes: string[] = [];
  for (const [n, { folder }] of made.entries())
    hashes.push(await worked.copy(join(folder, 'segmentation.nrrd'), `segmentation-${COMPONENTS[n]!.anatomy}.nrrd`));
  const segmentation = await worked.file('segmentation.json', `${JSON.stringify(hashes, null, 2)}\n`);
  await worked.act('engineer', 'engineer', {
    kind: 'version-recorded',
    thing: 'segmentation',
    part: null,
    sha256: segmentation,
    inputs: [images],
    software: { name: 'TotalSegmentator (published masks)', version: 'data set of 2023', clearance: 'none stated' },
    method: 'a model’s masks, taken in and looked at',
    side: null,
    checks: [],
    file: 'segmentation.json',
  });
  await worked.as('radiologist', 'radiologist', [
    'case',
    'sign',
    worked.dir,
    '--of',
    'segmentation',
    '--meaning',
    'review',
  ]);
  await worked.move('preparation-or-planning');
  const parts = COMPONENTS.map(
    ({ anatomy, name }, n): Part => ({
      kind: 'model',
      id: itemCode(AORTA_CODE, 'M', n),
      name,
      side: 'midline',
      components: [
        { key: anatomy, anatomy, side: 'midline', segmentedOnItsOwn: true, processedOnItsOwn: true, comment: '' },
      ],
      mirrored: false,
      companionOf: null,
    }),
  );
  const prepared: Awaited<ReturnType<typeof recordModel>>[] = [];
  for (const [n, part] of parts.entries()) {
    await worked.act('engineer', 'engineer', { kind: 'part-declared', part });
    prepared.push(await recordModel(worked, part, made[n]!, { images, segmentation }));
  }
  await worked.move('design');
  await worked.move('overlay-and-approval');
  for (const { preparation } of prepared)
    worked.as('surgeon', 'ordering-clinician', [
      'case',
      'sign',
      worked.dir,
      '--sha256',
      preparation,
      '--meaning',
      'approval',
    ]);
  await worked.move('print');
  const items = await Promise.all(
    parts.map(async (part, n) => {
      const { mesh } = prepared[n]!.record;
      return {
        part,
        item: itemCode(AORTA_CODE, 'P', n),
        designMm: mesh.boundsLpsMm.max[2]! - mesh.boundsLpsMm.min[2]!,
        off: COMPONENTS[n]!.off,
        sterile: false,
        photo: await worked.copy(join(made[n]!.folder, 'preview.png'), `${part.id}/photo.png`),
      };
    }),
  );
  for (const [n, { part, item }] of items.entries())
    await makeItem(worked, part, item, { printFile: prepared[n]!.printFile, material: 'standard-resin' });
  await finishItems(worked, items);
  const claimed = await toClaim(worked, {
    minutes: [
      ['image-review', 'radiologist', 15],
      ['consultation', 'surgeon', 20],
      ['segmentation', 'engineer', 150],
      ['preparation', 'engineer', 60],
      ['print-setup', 'technician', 25],
      ['post-processing', 'technician', 95],
      ['quality', 'technician', 30],
      ['report', 'radiologist', 15],
    ],
    findings:
      'Type B dissection with a stent in the descending aorta. Arterial contrast. The brachiocephalic trunk leaves the arch in front of the dissection.\n\nThe masks were looked at on all slices; thin branches beyond the ostia are not part of the model.',
    registry: {
      schema: 'specola/registry-answers/1',
      facilityId: '100200',
      caseNumber: 'W001',
      ageYears: 64,
      sex: 'unknown',
      organSystem: 'Vascular',
      orderingService: 'Vascular surgery',
      procedure: 'Endovascular repair',
      dominant: 'aorta',
    },
    vault: null,
  });
  return { worked, claimed };
}
