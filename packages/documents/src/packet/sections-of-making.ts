import { type CaseState, currentVersion, finalDesign, type Recorded, validSignatures } from '@specola/casework';
import { capital, localTime, nameOf, plain, roleWords, short, structureWords, utcTime } from './case-words.ts';
import { type FigureRef, pairs, paragraph, type Section, table, tableOr } from './section.ts';

const RESULT_COLOR = { pass: '#1f7a4d', warn: '#9a6200', fail: '#b3261e' } as const;

export function orderSection(state: CaseState): Section {
  const { order } = state;
  if (!order)
    return { title: 'Order and medical necessity', inReport: true, blocks: [paragraph('There is no order.')] };
  return {
    title: 'Order and medical necessity',
    inReport: true,
    blocks: [
      pairs([
        ['Ordered by', `${nameOf(state, state.orderedBy ?? '')} (${order.contact})`],
        ['Ordered on', state.orderPlacedAt ? utcTime(state.orderPlacedAt) : 'unknown'],
        ['Order number', order.orderNumber],
        ['Service', capital(plain(order.service))],
        ['Diagnoses (ICD-10-CM)', order.diagnoses.map(({ icd10cm }) => icd10cm).join(', ')],
        ['Clinical question', order.clinicalQuestion],
        ['Medical necessity', order.necessity],
        ['Intended use', order.intendedUses.map(plain).join(', ')],
        ['Structures wanted', order.structures.map(structureWords).join('; ')],
        ['Side', order.side],
        ['Scale', order.scale === 1 ? '1 : 1' : `${order.scale} : 1`],
        ['Sterile field', order.sterile ? 'yes' : 'no'],
        ['Surgery', order.surgeryAt ? utcTime(order.surgeryAt) : 'not set'],
        ['Prior authorization', order.priorAuthorization ?? 'none'],
      ]),
      ...order.separatelyOrderedCopies.map(({ structure, necessity }) =>
        paragraph(`Ordered a second time, ${structureWords(structure)}, because: ${necessity}`),
      ),
    ],
  };
}

/** @param findings  what the one who read the images wrote, if anything */
export function reviewSection(state: CaseState, findings: string): Section {
  const images = [...state.images.values()];
  return {
    title: 'Review of the images',
    inReport: true,
    blocks: [
      tableOr(
        'No images are attached.',
        [
          ['Modality', 0.12],
          ['Acquired', 0.14],
          ['Voxel, mm', 0.22],
          ['Series', 0.34],
          ['Pixels, sha256', 0.18],
        ],
        images.map(({ act }) => [
          { text: act.modality, strong: true },
          act.acquiredOn,
          act.spacingMm.map((mm) => Number(mm.toFixed(3))).join(' × '),
          act.seriesUid,
          short(act.sha256),
        ]),
      ),
      tableOr(
        'Nobody has reviewed the images.',
        [
          ['For a', 0.12],
          ['Decision', 0.14],
          ['By', 0.28],
          ['When', 0.2],
          ['Reason', 0.26],
        ],
        state.reviews.map(({ act, by, at }) => [
          act.purpose,
          { text: act.decision, strong: true },
          nameOf(state, by),
          utcTime(at),
          act.reason || '–',
        ]),
      ),
      ...(findings.trim() === ''
        ? []
        : findings
            .trim()
            .split(/\n\s*\n/)
            .map(paragraph)),
    ],
  };
}

export function componentsSection(state: CaseState): Section {
  const parts = [...state.parts.values()];
  const models = parts.flatMap((part) =>
    part.kind === 'model'
      ? part.components.map((one) => [
          { text: part.id, strong: true },
          `${part.name}${part.companionOf ? ' (trial bone of a guide)' : ''}`,
          structureWords(one),
          one.segmentedOnItsOwn ? 'yes' : 'no',
          one.processedOnItsOwn ? 'yes' : 'no',
        ])
      : [],
  );
  const guides = parts.flatMap((part) =>
    part.kind === 'guide'
      ? [
          [
            { text: part.id, strong: true },
            part.name,
            `${part.guideType}, ${plain(part.bone)}`,
            part.side,
            `${part.piece.number} of ${part.piece.of}`,
          ],
        ]
      : [],
  );
  return {
    title: 'Components and guides',
    inReport: true,
    blocks: [
      ...(models.length === 0 && guides.length > 0
        ? []
        : [
            tableOr(
              'No part is declared.',
              [
                ['Part', 0.2],
                ['Model', 0.26],
                ['Component', 0.26],
                ['Own segmentation', 0.14],
                ['Own processing', 0.14],
              ],
              models,
            ),
          ]),
      ...(guides.length === 0
        ? []
        : [
            table(
              [
                ['Part', 0.2],
                ['Guide', 0.3],
                ['Type and bone', 0.26],
                ['Side', 0.12],
                ['Piece', 0.12],
              ],
              guides,
            ),
          ]),
    ],
  };
}

type Version = Recorded<'version-recorded'>;
const partName = (state: CaseState, id: string | null): string =>
  id === null ? 'the case' : `${state.parts.get(id)?.name ?? ''} (${id})`.trim();

/** What counts now of each kind, with the program that made it and by whom. */
function versionsTable(state: CaseState, versions: readonly Version[], none: string) {
  return tableOr(
    none,
    [
      ['Of', 0.22],
      ['How', 0.24],
      ['Software and its clearance', 0.19],
      ['By', 0.19],
      ['Version', 0.16],
    ],
    versions.map(({ act, by, at }) => [
      { text: partName(state, act.part), strong: true },
      `${capital(plain(act.thing))}: ${act.method}`,
      `${act.software.name} ${act.software.version}; clearance: ${act.software.clearance || 'none stated'}`,
      `${nameOf(state, by)}, ${utcTime(at)}`,
      short(act.sha256),
    ]),
  );
}

const checksTable = (versions: readonly { name: string; checks: Version['act']['checks'] }[]) =>
  tableOr(
    'No check is recorded.',
    [
      ['Of', 0.24],
      ['Check', 0.2],
      ['Result', 0.1],
      ['In words', 0.46],
    ],
    versions.flatMap(({ name, checks }) =>
      checks.map(({ code, result, what }) => [
        name,
        plain(code),
        { text: capital(result), color: RESULT_COLOR[result], strong: true },
        what,
      ]),
    ),
  );

const now = (state: CaseState, thing: Version['act']['thing']): Version[] =>
  [null, ...state.parts.keys()].flatMap((part) => currentVersion(state, thing, part) ?? []);

export function segmentationSection(state: CaseState): Section {
  const versions = now(state, 'segmentation');
  return {
    title: 'Segmentation',
    inReport: true,
    blocks: [
      versionsTable(state, versions, 'There is no segmentation that counts now.'),
      ...versions.flatMap(({ act }) =>
        validSignatures(state, act.sha256)
          .filter(({ act: signed }) => signed.meaning === 'review')
          .map((signed) => paragraph(`Reviewed by ${nameOf(state, signed.by)}, ${utcTime(signed.at)}.`)),
      ),
    ],
  };
}

export function planSection(state: CaseState): Section {
  return {
    title: 'Plan and design',
    inReport: true,
    blocks: [
      versionsTable(
        state,
        [...now(state, 'plan'), ...now(state, 'preparation'), ...now(state, 'design')],
        'Nothing is prepared or designed.',
      ),
    ],
  };
}

/** @param figuresOf  the pictures of an overlay, where the packet has them */
export function overlaySection(state: CaseState, figuresOf: (overlay: Version) => readonly FigureRef[]): Section {
  const overlays = now(state, 'overlay');
  const figures = overlays.flatMap(figuresOf);
  return {
    title: 'Final design over the anatomy, and its proof',
    inReport: true,
    blocks: [
      versionsTable(state, [...overlays, ...now(state, 'proof')], 'The final design was not laid over the anatomy.'),
      checksTable(
        [...overlays, ...now(state, 'proof')].map(({ act }) => ({
          name: `${capital(act.thing)} of ${partName(state, act.part)}`,
          checks: act.checks,
        })),
      ),
      ...(figures.length === 0 ? [] : [{ kind: 'figures' as const, figures, across: 3 as const }]),
    ],
  };
}

/** Every signature that counts: printed name, both times, and what it means (21 CFR 11.50). */
export function approvalsSection(state: CaseState): Section {
  const valid = state.signatures.filter(({ act, number }) =>
    validSignatures(state, act.sha256).some((one) => one.number === number),
  );
  const lapsed = state.signatures.length - valid.length;
  return {
    title: 'Approvals',
    inReport: true,
    blocks: [
      tableOr(
        'Nothing is signed.',
        [
          ['Signed by', 0.2],
          ['As', 0.13],
          ['Meaning', 0.12],
          ['What', 0.22],
          ['UTC', 0.14],
          ['Local time', 0.19],
        ],
        valid.map((signed) => {
          const version = state.versions.findLast(({ act }) => act.sha256 === signed.act.sha256);
          const what = version ? `${capital(plain(version.act.thing))} of ${partName(state, version.act.part)}` : '';
          return [
            { text: nameOf(state, signed.by), strong: true },
            roleWords(signed.role),
            signed.act.overridesFailedProof ? `${signed.act.meaning}, overrides a failed proof` : signed.act.meaning,
            `${what}, ${short(signed.act.sha256)}${signed.act.reason ? `: ${signed.act.reason}` : ''}`,
            utcTime(signed.at),
            localTime(signed),
          ];
        }),
      ),
      ...(lapsed > 0
        ? [
            paragraph(
              `${lapsed} further ${lapsed === 1 ? 'signature has' : 'signatures have'} lapsed: what was signed has been replaced since.`,
            ),
          ]
        : []),
      ...[...state.parts.values()]
        .filter(({ id }) => {
          const design = finalDesign(state, id);
          return !design || validSignatures(state, design.act.sha256).every(({ act }) => act.meaning !== 'approval');
        })
        .map(({ name, id }) => paragraph(`Not approved: ${name} (${id}).`)),
    ],
  };
}
