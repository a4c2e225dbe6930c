import { caseState } from '@specola/casework';
import { INK, type PdfFonts, PdfSheet, SOFT } from '../pdf-sheet.ts';
import { type CaseReportInput, caseSections, intendedUse, packetGaps } from './case-report.ts';
import { structureWords, utcTime } from './case-words.ts';
import { PacketTooLargeError } from './packet-errors.ts';
import { scaledPicture } from './scaled-picture.ts';
import type { Block, FigureRef } from './section.ts';

export interface PacketInput extends CaseReportInput {
  readonly madeAt: Date;
  /** Under this number the claim names the packet (PWK). */
  readonly attachmentControlNumber: string;
  readonly softwareVersion: string;
  /** The report that counts now, to the letter; null if there is none or its file was changed. */
  readonly reportText: string | null;
  /** Pictures by the hash that the case knows them by, as they lie in its folder. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  readonly fonts: PdfFonts;
  /** 20 MB if not given. */
  readonly limitBytes?: number;
}

const LIMIT_BYTES = 20_000_000;
/** The longest side of a picture, point by point smaller until the packet fits. */
const LONGEST_PX = [1600, 1000, 640] as const;

/**
 * The packet of a claim as one tagged PDF: everything that defends it, in the order of the service, with what is missing
 * on its first page. It names no patient: the claim says whose it is, and both carry the control number.
 *
 * @throws PacketTooLargeError, PictureNotReadError
 */
export async function packetPdf(input: PacketInput): Promise<Uint8Array> {
  const limitBytes = input.limitBytes ?? LIMIT_BYTES;
  let bytes = new Uint8Array();
  for (const longestPx of LONGEST_PX) {
    bytes = Uint8Array.from(await drawn(input, longestPx));
    if (bytes.length <= limitBytes) return bytes;
  }
  throw new PacketTooLargeError(bytes.length / 1e6, limitBytes / 1e6);
}

async function drawn(input: PacketInput, longestPx: number): Promise<Uint8Array> {
  const { caseCode } = input.file;
  const sheet = new PdfSheet(
    {
      title: `Claim packet ${input.attachmentControlNumber}`,
      subject: 'Record of the service: patient-specific anatomic model or guide',
      madeAt: input.madeAt,
      foot: `Case ${caseCode}, attachment ${input.attachmentControlNumber}. ${input.notice} Specola ${input.softwareVersion}.`,
    },
    input.fonts,
  );
  cover(sheet, input);
  for (const { title, blocks } of caseSections(input)) {
    // A title stays with the first row of its table.
    sheet.reserve(130);
    sheet.heading(title, 2);
    for (const block of blocks) draw(sheet, block, input, longestPx);
  }
  if (input.reportText !== null) {
    sheet.heading('The professional report, to the letter', 2);
    for (const line of input.reportText.split('\n')) if (line.trim() !== '') sheet.paragraph(line, { size: 8 });
  }
  return sheet.finish();
}

function cover(sheet: PdfSheet, input: PacketInput): void {
  const state = caseState(input.file);
  const parts = [...state.parts.values()];
  const components = parts.flatMap((part) =>
    part.kind === 'model' && part.companionOf === null ? part.components : [],
  );
  const guides = parts.filter((part) => part.kind === 'guide' && part.piece.number === 1);
  sheet.paragraph('Specola · claim packet', { color: SOFT, size: 8 });
  sheet.heading('Record of the service', 1);
  sheet.paragraph(
    'Patient-specific anatomic model or guide, from the order to the use of what was made. This packet names no patient: the claim that carries its number says whose it is.',
    { color: SOFT },
  );
  sheet.paragraph(`${input.notice} Intended use: ${intendedUse(state)}.`);
  sheet.pairs([
    ['Attachment control number', input.attachmentControlNumber],
    ['Case', input.file.caseCode],
    ['Written', utcTime(input.madeAt.toISOString())],
    ['Stands at', state.step.replaceAll('-', ' ')],
    [
      'Components prepared on their own',
      components.length === 0 ? 'none' : `${components.length}: ${components.map(structureWords).join('; ')}`,
    ],
    [
      'Guides',
      guides.length === 0
        ? 'none'
        : `${guides.length}: ${guides.map((guide) => (guide.kind === 'guide' ? `${guide.guideType}, ${guide.bone}, ${guide.side}` : '')).join('; ')}`,
    ],
  ]);
  const gaps = packetGaps(input);
  sheet.heading('What is missing', 2);
  if (gaps.length === 0) sheet.paragraph('Nothing: the record of the service is complete.');
  else for (const gap of gaps) sheet.paragraph(gap, { color: '#b3261e' });
}

function draw(sheet: PdfSheet, block: Block, input: PacketInput, longestPx: number): void {
  switch (block.kind) {
    case 'paragraph':
      sheet.paragraph(block.text);
      return;
    case 'pairs':
      sheet.pairs(block.pairs);
      return;
    case 'table':
      sheet.table(block.columns, block.rows);
      return;
    case 'figures':
      figures(sheet, block.figures, block.across, input, longestPx);
  }
}

function figures(
  sheet: PdfSheet,
  list: readonly FigureRef[],
  across: number,
  { pictures }: PacketInput,
  longestPx: number,
): void {
  const gap = 8;
  const width = (sheet.width - gap * (across - 1)) / across;
  const height = width * (across === 2 ? 0.75 : 0.94);
  for (let row = 0; row < list.length; row += across) {
    sheet.reserve(height + 30);
    const y = sheet.doc.y + 2;
    list.slice(row, row + across).forEach(({ caption, sha256 }, n) => {
      const x = sheet.left + n * (width + gap);
      const bytes = pictures.get(sha256);
      if (bytes) sheet.figure(scaledPicture(bytes, longestPx), caption, { x, y, width, height });
      sheet.tagged('Caption', () => {
        sheet.doc
          .fontSize(7)
          .fillColor(SOFT)
          .text(caption, x, y + height + 2, { width, height: 20, ellipsis: true });
      });
    });
    sheet.doc.y = y + height + 24;
  }
  sheet.doc.fontSize(9).fillColor(INK);
}
