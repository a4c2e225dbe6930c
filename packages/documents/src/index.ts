export { type DeviationHistogram, deviationHistogram } from './deviation-histogram.ts';
export { type ModelPdfInput, modelPdf } from './model-pdf.ts';
export { type ModelReportInput, modelReport, type ReportSlice } from './model-report.ts';
export * from './packet/case-report.ts';
export * from './packet/packet-errors.ts';
export { type PacketInput, packetPdf } from './packet/packet-pdf.ts';
export { isJpeg, isPng } from './packet/scaled-picture.ts';
export type { FigureRef } from './packet/section.ts';
export type { PdfFonts } from './pdf-sheet.ts';
export {
  type ComparisonReportInput,
  comparisonReport,
  type PrintCheckReportInput,
  printCheckReport,
} from './print-check-report.ts';
export { type SurveyInput, surveyPdf } from './survey-pdf.ts';
