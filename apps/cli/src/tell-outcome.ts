import { join } from 'node:path';
import type { ModelRecord } from '@specola/record';

const NOT_PRINT_READY = 4;

/** The last lines of a run: what was made, how far it can be trusted, and where it lies. Sets the exit code. */
export function tellOutcome(record: ModelRecord, folder: string, json: boolean): void {
  if (!record.printReady) process.exitCode = NOT_PRINT_READY;
  if (json) {
    process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
    return;
  }
  const { mesh, fidelity, surface, truth, uncertainty } = record;
  const size = [0, 1, 2]
    .map((axis) => (mesh.boundsLpsMm.max[axis]! - mesh.boundsLpsMm.min[axis]!).toFixed(1))
    .join(' × ');
  const lines = [
    '',
    record.printReady ? 'Print-ready.' : 'Made, but NOT print-ready:',
    ...record.checks.filter((check) => check.result === 'fail').map((check) => `  ✗ ${check.what}`),
    ...record.findings.filter(({ severity }) => severity === 'error').map(({ what }) => `  ✗ ${what}`),
    `  ${surface.anatomy}, ${surface.isoHu === null ? 'surface along its voxels' : `surface at ${surface.isoHu}${record.source.modality === 'CT' ? ' HU' : ''}`} · ${size} mm · ${(mesh.volumeMm3 / 1000).toFixed(1)} cm³`,
    `  ${mesh.triangles.toLocaleString('en-US')} triangles in ${mesh.shells} shell${mesh.shells === 1 ? '' : 's'}`,
    `  from the image: mean ${mm(fidelity.meanMm)}, p95 ${mm(fidelity.p95Mm)}, largest ${mm(fidelity.maxMm)}`,
    ...(uncertainty ? [`  ${segmentationError(uncertainty)}`] : []),
    ...(truth
      ? [
          `  from the truth: mean ${mm(truth.meanMm)}, p95 ${mm(truth.p95Mm)}, volume ${truth.volumeErrorPercent.toFixed(2)} %`,
        ]
      : []),
    ...record.checks.filter((check) => check.result === 'warn').map((check) => `  ! ${check.what}`),
    ...record.findings.filter((finding) => finding.severity === 'warning').map((finding) => `  ! ${finding.what}`),
    '',
    `  Picture  ${join(folder, 'preview.png')}`,
    `  Report   ${join(folder, 'report.html')}`,
    `  Print    ${join(folder, 'model.3mf')}  (or model.stl)`,
    '',
    'Specola is not cleared by any regulator.',
    '',
  ];
  process.stdout.write(lines.join('\n'));
}

const mm = (value: number): string => `${value.toFixed(3)} mm`;

/** The segmentation error for a budget, and whether image, floor or hand decides it. */
function segmentationError({
  segmentationErrorMm,
  p95Mm,
  floor,
  byHand,
}: NonNullable<ModelRecord['uncertainty']>): string {
  const why =
    segmentationErrorMm === p95Mm
      ? 'how far another threshold would move 95 % of it'
      : byHand && segmentationErrorMm > floor.mm
        ? 'some of it was drawn by hand or elsewhere'
        : `the floor${p95Mm === null ? '' : `; another threshold would move 95 % of it by no more than ${mm(p95Mm)}`}`;
  return `segmentation error for the budget: ${mm(segmentationErrorMm)} (${why})`;
}
