export { type DeviationHistogram, deviationHistogram } from './deviation-histogram.ts';
export { type ModelReportInput, modelReport, type ReportSlice } from './model-report.ts';
