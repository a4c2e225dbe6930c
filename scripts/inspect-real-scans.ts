// Inspects every real scan of the data folder and writes what it found to docs/inspect-real-scans.md: `npm run docs:scans`.
// What changes there changes what a user is told: read the difference before it is committed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SeriesInspection } from '@specola/record';
import { realData, zipEntries } from '@specola/test-kit';
import { inspectStudy } from '../apps/cli/src/inspect-study.ts';

const SCANS = [
  'ct/head_phantom_bone_1mm.tar.xz',
  'ct/vhf_ankle_1mm.zip',
  'ct/thorax_contrast_cmbcrc_2p5mm.zip',
  'ct/head_phantom_gantry_tilt_study.zip',
  'ct/head_ge_variable_tilt_spacing.zip',
  'ct_gt/totalseg_pelvis_spine_3mm/ct.nii.gz',
  'ct_gt/totalseg_aorta_cta_1p5mm/ct_cropped.nii.gz',
  'mr/t1_7t_defaced_pddl.zip',
  'mr/t1_sag_HFS.zip',
  'mr/t1_sag_HFDL.zip',
] as const;
const HARD = 'hard_dicom/dicom2nifti.zip';

const watcher = {
  progress: { step: () => {}, note: () => {}, end: () => {} },
  signal: new AbortController().signal,
};

const lines = [
  '# What inspection says of the real scans',
  '',
  'Made by `npm run docs:scans` (scripts/inspect-real-scans.ts), for bone, by the rules of [scan-rules.md](scan-rules.md). Every finding is here, those that only inform in italics. Credits of the data stand in its own attribution file.',
  '',
  '| scan | series | images | voxels, mm | model | guide | findings | runs on beyond the scan | noise HU |',
  '|---|---|---|---|---|---|---|---|---|',
];
for (const scan of SCANS) {
  const path = realData(scan);
  if (path) lines.push(...(await rowsOf(scan, path)));
}
const hard = realData(HARD);
if (hard) {
  const room = mkdtempSync(join(tmpdir(), 'specola-scans-'));
  const folders = new Set<string>();
  for (const { name, bytes } of zipEntries(hard)) {
    if (name.endsWith('.nii.gz')) continue;
    const at = join(room, name);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, bytes());
    folders.add(dirname(name));
  }
  for (const folder of [...folders].sort()) lines.push(...(await rowsOf(folder, join(room, folder))));
  rmSync(room, { recursive: true });
}
writeFileSync(join(import.meta.dirname, '../docs/inspect-real-scans.md'), `${lines.join('\n')}\n`);

async function rowsOf(name: string, path: string): Promise<string[]> {
  const { series } = await inspectStudy(
    { studyPath: path, wanted: 'bone', plannedOn: null, site: null, workers: 2 },
    watcher,
  );
  return series.map((one, n) => `| ${n === 0 ? name : ''} | ${cells(one).join(' | ')} |`);
}

function cells(one: SeriesInspection): string[] {
  const found = one.findings.map(({ code, severity, what }) => {
    const text = `\`${code}\`: ${what.replaceAll('|', '\\|')}`;
    return severity === 'info' ? `*${text}*` : text;
  });
  return [
    `${one.modality || '?'}${one.description ? ` ${one.description.replaceAll('|', '\\|')}` : ''}`,
    String(one.instances),
    one.dimensions ? `${one.dimensions.join(' × ')}, ${one.spacingMm!.map((mm) => mm.toFixed(2)).join(' × ')}` : '–',
    one.sufficiency.model.verdict,
    one.sufficiency.guide.verdict,
    found.join('<br>') || 'none',
    one.coverage?.runsOn.join(', ') || '–',
    one.measures.noiseHu?.toFixed(0) ?? '–',
  ];
}
