import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseFile, type CaseState, caseState, currentVersion, finalDesign } from '@specola/casework';
import type { CaseReportInput } from '@specola/documents';
import { PRINT_MATERIALS, type PrintMaterial, VALUE_LITERATURE } from '@specola/facts';

import { sha256Of } from '../sha256.ts';
import { type CasePictures, casePictures } from './case-pictures.ts';

/** What a report of the case is made of: its record, and the pictures in its folder. */
export async function reportInput(
  dir: string,
  file: CaseFile,
  findings: string,
): Promise<{ input: CaseReportInput; pictures: CasePictures }> {
  const pictures = await casePictures(dir, caseState(file));
  const materials: Readonly<Record<string, PrintMaterial>> = PRINT_MATERIALS;
  return {
    pictures,
    input: {
      file,
      findings,
      notice: 'Specola is not cleared by any regulator.',
      labelOfMaterial: (key) => materials[key]?.label ?? key,
      literature: VALUE_LITERATURE,
      overlayFigures: pictures.overlayFigures,
      hasPicture: (hash) => pictures.byHash.has(hash),
    },
  };
}

/** Everything that a report tells of and that counts now: a change of any of it makes the report old. */
export function toldVersions(state: CaseState): string[] {
  const found = new Set<string>();
  const add = (version: { readonly act: { readonly sha256: string } } | null): void => {
    if (version) found.add(version.act.sha256);
  };
  for (const thing of ['segmentation', 'plan'] as const) add(currentVersion(state, thing, null));
  for (const part of state.parts.keys()) {
    add(finalDesign(state, part));
    for (const thing of ['overlay', 'proof', 'print-file'] as const) add(currentVersion(state, thing, part));
  }
  return [...found];
}

/** The text of the report that counts now, if the file is still the one that was recorded. */
export async function currentReportText(dir: string, state: CaseState): Promise<string | null> {
  const report = currentVersion(state, 'report', null);
  if (!report) return null;
  const bytes = await readFile(join(dir, report.act.file)).catch(() => null);
  return bytes && sha256Of(bytes) === report.act.sha256 ? bytes.toString('utf8') : null;
}
