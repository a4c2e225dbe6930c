export { type DeviationHistogram, deviationHistogram } from './deviation-histogram.ts';
export { type ModelPdfInput, modelPdf } from './model-pdf.ts';
export { type ModelReportInput, modelReport, type ReportSlice } from './model-report.ts';
export type { PdfFonts } from './pdf-sheet.ts';
