import type { Check, Finding, ModelRecord } from '@specola/record';
import type { ReportSlice } from './model-report.ts';
import { INK, type PdfFonts, PdfSheet, SOFT } from './pdf-sheet.ts';
import { surfaceWords } from './surface-words.ts';
import { uncertaintyRows, uncertaintySentences } from './uncertainty-section.ts';
import { bytes, duration, mm, place, shown, volume, words } from './wording.ts';

export interface ModelPdfInput {
  readonly record: ModelRecord;
  /** The model from four sides, PNG. */
  readonly preview: Uint8Array;
  /** In reading order; three stand beside each other. */
  readonly slices: readonly ReportSlice[];
  readonly fonts: PdfFonts;
}

/** The picture of four views is nearly as high as wide. */
const PICTURE_HEIGHT_PT = 300;

const RESULT = { pass: 'Pass', warn: 'Warning', fail: 'Fail' } as const;
const RESULT_COLOR = { pass: '#1f7a4d', warn: '#9a6200', fail: '#b3261e' } as const;
const SEVERITY_COLOR = { info: SOFT, warning: '#9a6200', error: '#b3261e' } as const;

/**
 * The report of a model as a tagged PDF on a few pages, for archives that keep documents: what it is, how far it can be
 * trusted, what it was made from and how. It names nobody; the same record and pictures give the same bytes.
 */
export async function modelPdf(input: ModelPdfInput): Promise<Uint8Array> {
  const { record } = input;
  const title = `${words(record.surface.anatomy)} model: report`;
  const sheet = new PdfSheet(
    {
      title,
      subject: 'Anatomic model report',
      madeAt: new Date(record.run.startedAt),
      foot: `${record.notice} Specola ${record.specola.version}. Positions are patient coordinates, DICOM LPS, in millimeters.`,
    },
    input.fonts,
  );
  head(sheet, record);
  pictureAndCards(sheet, input);
  checks(sheet, record.checks);
  slices(sheet, input.slices, record);
  deviation(sheet, record);
  uncertainty(sheet, record);
  findings(sheet, record.findings);
  source(sheet, record);
  recipe(sheet, record);
  return sheet.finish();
}

function head(sheet: PdfSheet, record: ModelRecord): void {
  sheet.paragraph('Specola · anatomic model report', { color: SOFT, size: 8 });
  sheet.heading(`${words(record.surface.anatomy)} model`, 1);
  const failed = record.checks.filter(({ decides, result }) => decides && result === 'fail').length;
  const verdict = record.printReady
    ? 'Print-ready: all deciding checks passed on the written file.'
    : `Not print-ready: ${failed} deciding ${failed === 1 ? 'check' : 'checks'} failed.`;
  sheet.tagged('P', () => {
    sheet.doc
      .font('strong')
      .fontSize(10)
      .fillColor(record.printReady ? RESULT_COLOR.pass : RESULT_COLOR.fail)
      .text(verdict, sheet.left, sheet.doc.y, { width: sheet.width });
  });
  sheet.doc.font('regular').fillColor(INK);
  sheet.space(2);
  sheet.paragraph(
    `From a ${record.source.modality === 'other' ? 'scan' : record.source.modality} of ${record.source.dimensions.join(' × ')} voxels, made ${utc(record.run.startedAt)}. ${record.notice} Intended use: ${words(record.intendedUse).toLowerCase()}.`,
    { color: SOFT },
  );
}

/** The four views at the left, the figures that matter most at the right. */
function pictureAndCards(sheet: PdfSheet, { record, preview }: ModelPdfInput): void {
  const { mesh, fidelity } = record;
  const sides = [0, 1, 2].map((axis) => shown(mesh.boundsLpsMm.max[axis]! - mesh.boundsLpsMm.min[axis]!, 1));
  const cards: readonly (readonly [string, string])[] = [
    ['Mean deviation', mm(fidelity.meanMm)],
    ['95 % within', mm(fidelity.p95Mm)],
    ['Largest deviation', mm(fidelity.maxMm)],
    ...(record.uncertainty ? [['Segmentation error', mm(record.uncertainty.segmentationErrorMm)] as const] : []),
    ['Thinnest wall', mesh.thinnestWallMm ? mm(mesh.thinnestWallMm.thicknessMm) : 'none met'],
    ['Volume', volume(mesh.volumeMm3)],
    ['Triangles', shown(mesh.triangles, 0)],
    ['Separate parts', shown(mesh.shells, 0)],
    ['Left–right', `${sides[0]} mm`],
    ['Front–back', `${sides[1]} mm`],
    ['Height', `${sides[2]} mm`],
  ];
  const top = sheet.doc.y + 6;
  const pictureWidth = 0.62 * sheet.width;
  const height = PICTURE_HEIGHT_PT;
  const alt = 'The model from the front, the left, the back and above, with patient directions and a scale';
  sheet.figure(preview, alt, { x: sheet.left, y: top, width: pictureWidth, height });
  const gap = 6;
  const cardWidth = (sheet.width - pictureWidth - 2 * gap) / 2;
  const rows = Math.ceil(cards.length / 2);
  const cardHeight = (height - (rows - 1) * gap) / rows;
  cards.forEach(([name, value], n) => {
    const x = sheet.left + pictureWidth + gap + (n % 2) * (cardWidth + gap);
    const y = top + Math.floor(n / 2) * (cardHeight + gap);
    sheet.card(name, value, { x, y, width: cardWidth, height: cardHeight });
  });
  sheet.doc.y = top + height + 4;
}

function checks(sheet: PdfSheet, list: readonly Check[]): void {
  sheet.heading('Checks of the written file', 2);
  sheet.table(
    [
      { title: 'Check', share: 0.21 },
      { title: 'Result', share: 0.1 },
      { title: 'Found', share: 0.1, align: 'right' },
      { title: 'Limit', share: 0.1, align: 'right' },
      { title: 'In words', share: 0.39 },
      { title: 'Decides', share: 0.1 },
    ],
    list.map(({ name, result, value, limit, unit, what, decides }) => [
      { text: words(name), strong: true },
      { text: RESULT[result], color: RESULT_COLOR[result], strong: true },
      { text: unit === 'mm' ? mm(value) : shown(value, 0) },
      { text: unit === 'mm' ? mm(limit) : shown(limit, 0) },
      { text: what },
      { text: decides ? 'yes' : 'no' },
    ]),
  );
}

function slices(sheet: PdfSheet, list: readonly ReportSlice[], record: ModelRecord): void {
  if (list.length === 0) return;
  // The title stays with its first row of pictures.
  sheet.reserve(240);
  sheet.heading('On the scan', 2);
  sheet.paragraph(
    `The line is the exact cut of the finished model with the slice; the surface runs ${surfaceWords(record)}. Radiological convention: the patient’s right is at the left of axial and coronal pictures.`,
    { color: SOFT, size: 8 },
  );
  const across = 3;
  const gap = 8;
  const width = (sheet.width - gap * (across - 1)) / across;
  const height = width * 0.94;
  for (let row = 0; row < list.length; row += across) {
    sheet.reserve(height + 18);
    const y = sheet.doc.y;
    list.slice(row, row + across).forEach(({ caption, png }, n) => {
      const x = sheet.left + n * (width + gap);
      sheet.figure(png, `${caption}, with the contour of the finished model`, { x, y, width, height });
      sheet.tagged('Caption', () => {
        sheet.doc
          .fontSize(7)
          .fillColor(SOFT)
          .text(caption, x, y + height + 2, { width, lineBreak: false });
      });
    });
    sheet.doc.y = y + height + 16;
  }
  sheet.doc.fontSize(9).fillColor(INK);
}

function deviation(sheet: PdfSheet, { fidelity, smoothing, simplification, repair }: ModelRecord): void {
  sheet.heading('Deviation from the image', 2);
  const row = (name: string, d: { meanMm: number; p95Mm: number; maxMm: number }) => [
    { text: name, strong: true },
    { text: mm(d.meanMm) },
    { text: mm(d.p95Mm) },
    { text: mm(d.maxMm) },
  ];
  sheet.table(
    [
      { title: 'Direction', share: 0.4 },
      { title: 'Mean', share: 0.2, align: 'right' },
      { title: '95 % within', share: 0.2, align: 'right' },
      { title: 'Largest', share: 0.2, align: 'right' },
    ],
    [row('Model to image', fidelity.modelToImage), row('Image to model', fidelity.imageToModel), row('Both', fidelity)],
  );
  sheet.paragraph(
    `Smoothing moved the surface by ${mm(smoothing.largestMoveMm)} at most (bound ${mm(smoothing.boundMm)}), simplifying by ${mm(simplification.largestErrorMm)} (bound ${mm(simplification.boundMm)}, from ${shown(simplification.trianglesBefore, 0)} triangles), repair by ${mm(repair.largestMoveMm)}; ${repair.shellsRemoved} small shells were removed.${withoutImage(fidelity.withoutImagePercent)}`,
  );
  if (fidelity.changedRegions.length === 0) return;
  sheet.table(
    [
      { title: 'Filled or removed', share: 0.28 },
      { title: 'Change', share: 0.14 },
      { title: 'Count', share: 0.1, align: 'right' },
      { title: 'Volume', share: 0.18, align: 'right' },
      { title: 'A point in the largest (LPS mm)', share: 0.3 },
    ],
    fidelity.changedRegions.map((region) => [
      { text: words(region.reason), strong: true },
      { text: region.change },
      { text: shown(region.count, 0) },
      { text: volume(region.volumeMm3) },
      { text: place(region.atLpsMm) },
    ]),
  );
}

function uncertainty(sheet: PdfSheet, { uncertainty: known, source }: ModelRecord): void {
  if (!known) return;
  sheet.heading('How well the surface is known', 2);
  for (const sentence of uncertaintySentences(known, source.modality)) sheet.paragraph(sentence);
  const rows = uncertaintyRows(known, source.modality);
  if (rows.length === 0) return;
  const [share, shares] = [0.3, 0.14];
  sheet.table(
    [
      { title: 'Threshold off by', share },
      ...['Mean', '95 % within', 'Largest', 'Vanishes', 'Merges'].map((title) => ({
        title,
        share: shares,
        align: 'right' as const,
      })),
    ],
    rows.map(({ name, cells }) => [{ text: name, strong: true }, ...cells.map((text) => ({ text }))]),
  );
}

function findings(sheet: PdfSheet, list: readonly Finding[]): void {
  sheet.heading('Findings', 2);
  if (list.length === 0) {
    sheet.paragraph('Nothing was noticed that needs attention.');
    return;
  }
  sheet.table(
    [
      { title: 'What', share: 0.36 },
      { title: 'Why it matters', share: 0.34 },
      { title: 'How to mend', share: 0.3 },
    ],
    list.map(({ severity, what, why, mend }) => [
      { text: what, color: SEVERITY_COLOR[severity], strong: severity !== 'info' },
      { text: why },
      { text: mend },
    ]),
  );
}

function source(sheet: PdfSheet, { source: s, specola, run, artifacts }: ModelRecord): void {
  sheet.heading('Source and files', 2);
  sheet.pairs([
    ['Series Instance UID', s.seriesUid ?? 'none'],
    ['Frame of reference', s.frameOfReferenceUid ?? 'none'],
    ['Images', `${shown(s.instances, 0)}, ${s.modality}`],
    [
      'Voxels and spacing',
      `${s.dimensions.join(' × ')}, ${s.spacingMm.map((v) => Number(v.toFixed(4))).join(' × ')} mm`,
    ],
    ['sha256 of the grey values', s.pixelSha256],
    ['Software', `Specola ${specola.version}${specola.gitCommit ? `, commit ${specola.gitCommit.slice(0, 12)}` : ''}`],
    ['Time', duration(Object.values(run.timingsMs).reduce((sum, ms) => sum + ms, 0))],
    ...artifacts.map(({ file, sha256, bytes: count }): [string, string] => [`${file}, ${bytes(count)}`, sha256]),
  ]);
}

function recipe(sheet: PdfSheet, { recipe: steps }: ModelRecord): void {
  sheet.heading('Recipe', 2);
  sheet.table(
    [
      { title: 'Command', share: 0.2 },
      { title: 'Parameters', share: 0.8 },
    ],
    steps.map(({ command, params }) => [
      { text: command, strong: true },
      {
        text:
          Object.entries(params)
            .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
            .join(', ') || 'none',
      },
    ]),
  );
}

const utc = (iso: string): string =>
  `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(iso))} UTC`;

/** Null in a record from before it was measured. */
const withoutImage = (percent: number | null): string =>
  percent === null
    ? ''
    : ` Of the surface ${shown(percent, 1)} % has no edge of the image beside it, and no distance to it.`;
