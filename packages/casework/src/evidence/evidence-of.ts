import { parseItemCode } from '@specola/record';
import type { CaseState, Item } from '../case/case-state.ts';
import { currentVersion, finalDesign, validSignatures } from '../case/descent.ts';
import { itemsForCare } from '../case/items-for-care.ts';
import type { Part } from '../case/part.ts';
import type { Role } from '../case/people.ts';

/** The thirteen points that the record of the service consists of. */
export const EVIDENCE_POINTS = [
  'order',
  'image-review',
  'segmentation',
  'design',
  'overlay',
  'identifier',
  'print',
  'post-processing',
  'quality',
  'photos',
  'delivery',
  'report',
  'time',
] as const;
export type EvidencePoint = (typeof EVIDENCE_POINTS)[number];

/** One point: the entries that show it, and what is missing, each with who owes it. */
export interface Evidence {
  readonly point: EvidencePoint;
  readonly entries: readonly number[];
  readonly missing: readonly Missing[];
}

export interface Missing {
  readonly what: string;
  readonly owes: Role;
}

/** What stands in the record of a case for each step of the service, and what does not. */
export function evidenceOf(state: CaseState): Evidence[] {
  const parts = [...state.parts.values()];
  const items = itemsForCare(state);
  const forItems = (
    point: EvidencePoint,
    entry: (item: Item) => { readonly number: number } | null,
    lacks: (item: Item) => string | null,
    owes: Role,
  ): Evidence => ({
    point,
    entries: items.flatMap((item) => entry(item)?.number ?? []),
    missing: [
      ...(items.length === 0
        ? [{ what: 'No item was printed for the patient’s care.', owes: 'technician' as const }]
        : []),
      ...items.flatMap((item) => {
        const what = lacks(item);
        return what === null ? [] : [{ what: `Item ${item.code}: ${what}`, owes }];
      }),
    ],
  });
  return [
    orderEvidence(state),
    reviewEvidence(state),
    segmentationEvidence(state),
    designEvidence(state, parts),
    overlayEvidence(state, parts),
    forItems(
      'identifier',
      (item) => item.identifier,
      ({ identifier, code }) =>
        identifier === null
          ? 'its identifier was not read back.'
          : parseItemCode(identifier.act.readFromItem)?.code === code
            ? null
            : 'what was read back is another identifier.',
      'technician',
    ),
    forItems(
      'print',
      (item) => item.printed,
      () => null,
      'technician',
    ),
    forItems(
      'post-processing',
      (item) => item.processed,
      ({ processed }) =>
        processed === null
          ? 'no record of cleaning and curing.'
          : processed.act.residueFree
            ? null
            : 'it was not free of residue.',
      'technician',
    ),
    forItems(
      'quality',
      (item) => item.quality,
      ({ quality }) =>
        quality === null || quality.act.measurements.length === 0
          ? 'no measurement.'
          : passes(quality.act)
            ? null
            : 'it failed its inspection.',
      'technician',
    ),
    forItems(
      'photos',
      (item) => item.photographed,
      ({ photographed }) =>
        photographed?.act.showsIdentifier && photographed.act.showsScale
          ? null
          : 'no photograph that shows its identifier and a scale.',
      'technician',
    ),
    forItems(
      'delivery',
      (item) => item.delivered,
      ({ delivered }) => (delivered ? null : 'no record of its delivery.'),
      'technician',
    ),
    reportEvidence(state),
    timeEvidence(state),
  ];
}

const passes = (quality: NonNullable<Item['quality']>['act']): boolean =>
  quality.looksRight &&
  quality.fitsTrialBone !== 'no' &&
  quality.measurements.every(({ designMm, measuredMm, toleranceMm }) => Math.abs(measuredMm - designMm) <= toleranceMm);

function orderEvidence(state: CaseState): Evidence {
  if (!state.order)
    return { point: 'order', entries: [], missing: [{ what: 'There is no order.', owes: 'ordering-clinician' }] };
  return { point: 'order', entries: state.orderEntry === null ? [] : [state.orderEntry], missing: [] };
}

function reviewEvidence(state: CaseState): Evidence {
  const accepted = state.reviews.filter(({ act }) => act.decision !== 'rejected');
  return {
    point: 'image-review',
    entries: accepted.map(({ number }) => number),
    missing: accepted.length > 0 ? [] : [{ what: 'Nobody has accepted the images by name.', owes: 'radiologist' }],
  };
}

function segmentationEvidence(state: CaseState): Evidence {
  const version = currentVersion(state, 'segmentation', null);
  if (!version)
    return {
      point: 'segmentation',
      entries: [],
      missing: [{ what: 'There is no segmentation that counts now.', owes: 'engineer' }],
    };
  const reviewed = validSignatures(state, version.act.sha256).filter(({ act }) => act.meaning === 'review');
  return {
    point: 'segmentation',
    entries: [version.number, ...reviewed.map(({ number }) => number)],
    missing: reviewed.length > 0 ? [] : [{ what: 'The segmentation is not signed as reviewed.', owes: 'radiologist' }],
  };
}

function designEvidence(state: CaseState, parts: readonly Part[]): Evidence {
  const entries: number[] = [];
  const missing: Missing[] = parts.length > 0 ? [] : [{ what: 'No part is declared.', owes: 'engineer' }];
  for (const { id, name } of parts) {
    const design = finalDesign(state, id);
    const approvals = design
      ? validSignatures(state, design.act.sha256).filter(({ act }) => act.meaning === 'approval')
      : [];
    if (design) entries.push(design.number, ...approvals.map(({ number }) => number));
    else missing.push({ what: `${name} (${id}) has no design that counts now.`, owes: 'engineer' });
    if (design && approvals.length === 0)
      missing.push({ what: `${name} (${id}): this version is not approved.`, owes: 'ordering-clinician' });
  }
  return { point: 'design', entries, missing };
}

function overlayEvidence(state: CaseState, parts: readonly Part[]): Evidence {
  const entries: number[] = [];
  const missing: Missing[] = [];
  for (const { id, name } of parts) {
    const design = finalDesign(state, id);
    const overlay = currentVersion(state, 'overlay', id);
    if (overlay && design && overlay.act.inputs.includes(design.act.sha256)) entries.push(overlay.number);
    else missing.push({ what: `${name} (${id}): the final design was not laid over the anatomy.`, owes: 'engineer' });
  }
  return { point: 'overlay', entries, missing };
}

function reportEvidence(state: CaseState): Evidence {
  const report = currentVersion(state, 'report', null);
  if (!report) return { point: 'report', entries: [], missing: [{ what: 'There is no report.', owes: 'radiologist' }] };
  const signed = validSignatures(state, report.act.sha256);
  return {
    point: 'report',
    entries: [report.number, ...signed.map(({ number }) => number)],
    missing: signed.length > 0 ? [] : [{ what: 'The report is not signed.', owes: 'radiologist' }],
  };
}

function timeEvidence(state: CaseState): Evidence {
  const needed = ['segmentation', 'post-processing'] as const;
  return {
    point: 'time',
    entries: state.times.map(({ number }) => number),
    missing: needed
      .filter((step) => !state.times.some(({ act }) => act.step === step && act.minutes > 0))
      .map((step) => ({
        what: `No minutes are logged for ${step}.`,
        owes: step === 'segmentation' ? ('engineer' as const) : ('technician' as const),
      })),
  };
}
