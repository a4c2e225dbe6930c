import { type PdfFonts, PdfSheet, SOFT } from './pdf-sheet.ts';

export interface SurveyInput {
  readonly caseCode: string;
  /** What was made, in words. */
  readonly made: readonly string[];
  readonly notice: string;
  readonly madeAt: Date;
  readonly fonts: PdfFonts;
}

const SCALES: readonly (readonly [question: string, low: string, high: string])[] = [
  ['How sure were you of your plan before you had the model or guide?', 'not at all', 'fully'],
  ['And with it?', 'not at all', 'fully'],
  ['It helped me to understand the anatomy.', 'not at all', 'very much'],
  ['It helped to talk with patient, team or trainees.', 'not at all', 'very much'],
];
const BOX_PT = 11;

/** The short survey to the surgeon after the operation, on one page to print; its answers are the fields of `outcome-recorded`. */
export async function surveyPdf({ caseCode, made, notice, madeAt, fonts }: SurveyInput): Promise<Uint8Array> {
  const sheet = new PdfSheet(
    {
      title: `Survey after the operation, case ${caseCode}`,
      subject: 'Value of an anatomic model or guide',
      madeAt,
      foot: `Case ${caseCode}. Please write no name of a patient on this page. ${notice}`,
    },
    fonts,
  );
  sheet.paragraph('Specola · after the operation', { color: SOFT, size: 8 });
  sheet.heading('Six questions, one minute', 1);
  sheet.paragraph(`Case ${caseCode}. Made for it: ${made.join('; ') || 'nothing yet'}.`);
  SCALES.forEach(([question, low, high], at) => {
    ask(sheet, `${at + 1}. ${question}`);
    boxes(sheet, [`1 ${low}`, '2', '3', '4', `5 ${high}`]);
  });
  ask(sheet, '5. Did it change your plan? When did you use it?');
  boxes(sheet, ['changed', 'not changed']);
  boxes(sheet, ['before', 'during', 'both', 'not used']);
  ask(sheet, '6. Minutes in the operating room that it saved, by your estimate (negative if it cost time):');
  sheet.paragraph('____________ minutes');
  ask(sheet, 'What should we do better?');
  for (let line = 0; line < 3; line++) {
    sheet.space(18);
    sheet.line();
  }
  sheet.space(16);
  sheet.paragraph('Date ____________________     Signature ______________________________');
  return sheet.finish();
}

function ask(sheet: PdfSheet, question: string): void {
  sheet.space(10);
  sheet.paragraph(question, { size: 11 });
}

/** Empty squares to tick, with their words. */
function boxes(sheet: PdfSheet, labels: readonly string[]): void {
  const y = sheet.doc.y;
  const step = sheet.width / labels.length;
  labels.forEach((label, at) => {
    const x = sheet.left + at * step;
    sheet.artifact(() => sheet.doc.rect(x, y, BOX_PT, BOX_PT).lineWidth(0.8).strokeColor(SOFT).stroke());
    sheet.tagged('P', () => {
      sheet.doc.fontSize(9).text(label, x + BOX_PT + 5, y, { width: step - BOX_PT - 8 });
    });
  });
  sheet.doc.y = y + BOX_PT + 8;
}
