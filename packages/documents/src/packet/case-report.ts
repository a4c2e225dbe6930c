import { type CaseFile, type CaseState, caseState, evidenceOf, type Recorded } from '@specola/casework';
import { utcTime } from './case-words.ts';
import { type Block, type FigureRef, type Section, table } from './section.ts';
import {
  approvalsSection,
  componentsSection,
  orderSection,
  overlaySection,
  planSection,
  reviewSection,
  segmentationSection,
} from './sections-of-making.ts';
import {
  deliverySection,
  effortSection,
  evidenceBlock,
  hashesBlock,
  limitsSection,
  photosSection,
  printSection,
  processingSection,
  qualitySection,
} from './sections-of-production.ts';

/** What a report says beside the case. */
export interface CaseReportInput {
  readonly file: CaseFile;
  /** What the one who read the images and the model wrote, in paragraphs; empty if nothing. */
  readonly findings: string;
  /** `Specola is not cleared by any regulator.` and the like. */
  readonly notice: string;
  readonly labelOfMaterial: (key: string) => string;
  readonly literature: readonly { readonly says: string; readonly source: string; readonly checkedOn: string }[];
  /** The pictures of an overlay that are at hand. */
  readonly overlayFigures: (overlay: Recorded<'version-recorded'>) => readonly FigureRef[];
  readonly hasPicture: (sha256: string) => boolean;
}

/** A case as sections in the order of the service; the same for the report in words and for the packet. */
export function caseSections(input: CaseReportInput): Section[] {
  const state = caseState(input.file);
  return [
    orderSection(state),
    reviewSection(state, input.findings),
    componentsSection(state),
    segmentationSection(state),
    planSection(state),
    overlaySection(state, input.overlayFigures),
    approvalsSection(state),
    printSection(state, input.labelOfMaterial),
    processingSection(state),
    qualitySection(state),
    photosSection(state, input.hasPicture),
    deliverySection(state),
    effortSection(state),
    limitsSection(state, `${input.notice} Intended use: ${intendedUse(state)}.`),
    {
      title: 'What the literature says',
      inReport: false,
      blocks: [
        table(
          [
            ['Figure', 0.6],
            ['Source', 0.4],
          ],
          input.literature.map(({ says, source, checkedOn }) => [says, `${source} (looked up ${checkedOn})`]),
        ),
      ],
    },
    { title: 'Completeness of the record', inReport: false, blocks: [evidenceBlock(evidenceOf(state))] },
    { title: 'Files and their hashes', inReport: false, blocks: [hashesBlock(state)] },
  ];
}

export const intendedUse = (state: CaseState): string =>
  state.order?.intendedUses.map((use) => use.replaceAll('-', ' ')).join(', ') ?? 'not ordered';

/** What keeps a packet from being complete: the points of the record, and pictures that are named but not at hand. */
export function packetGaps(input: CaseReportInput): string[] {
  const state = caseState(input.file);
  const parts = [...state.parts.keys()];
  return [
    ...evidenceOf(state).flatMap(({ point, missing }) =>
      missing.map(({ what, owes }) => `${point}: ${what} [${owes}]`),
    ),
    ...parts.flatMap((part) => {
      const overlay = state.current.get(`overlay of ${part}`);
      return overlay && input.overlayFigures(overlay).length === 0
        ? [`overlay: no picture of the overlay of ${part} is in the folder of the case. [engineer]`]
        : [];
    }),
    ...[...state.items.values()].flatMap(({ code, photographed }) =>
      (photographed?.act.photos ?? [])
        .filter((sha256) => !input.hasPicture(sha256))
        .map(
          (sha256) =>
            `photos: ${code}: the photograph ${sha256.slice(0, 12)}… is not in the folder of the case. [technician]`,
        ),
    ),
  ];
}

/** The professional report as text, for a record system that takes no PDF. */
export function caseReportText(input: CaseReportInput, madeAt: string): string {
  const { caseCode } = input.file;
  const sections = caseSections(input).filter(({ inReport }) => inReport);
  return `${[
    `REPORT ON THE PREPARATION OF A PATIENT-SPECIFIC ANATOMIC MODEL OR GUIDE`,
    `Case ${caseCode}, written ${utcTime(madeAt)}`,
    input.notice,
    ...sections.flatMap(({ title, blocks }) => ['', title.toUpperCase(), ...blocks.flatMap(linesOf)]),
  ].join('\n')}\n`;
}

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return [block.text];
    case 'pairs':
      return block.pairs.map(([name, value]) => `${name}: ${value}`);
    case 'table':
      return block.rows.map((row) =>
        row.map(({ text }, at) => (at === 0 ? text : `${block.columns[at]!.title.toLowerCase()}: ${text}`)).join('; '),
      );
    case 'figures':
      return block.figures.map(({ caption }) => `[Picture: ${caption}]`);
  }
}
