import {
  type CaseFile,
  caseState,
  NEUTRAL_MAPPING,
  type RegistryAnswersFile,
  type RegistryCase,
  type RegistryMapping,
  registryCasesOf,
  registryFaults,
  registryFileName,
  registryRow,
  registryUpload,
} from '@specola/casework';
import { REGISTRY_PLACES } from '@specola/facts';
import { unzipSync, zipSync } from 'fflate';
import writeXlsxFile from 'write-excel-file/node';
import { RegistryFaultsError } from './registry-errors.ts';

export interface NamedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of a case for the registry: as JSON, as its upload file and as a table for people.
 *
 * @throws RegistryFaultsError
 */
export async function registryFiles(
  file: CaseFile,
  answers: RegistryAnswersFile,
  mapping: RegistryMapping = NEUTRAL_MAPPING,
): Promise<NamedFile[]> {
  const cases = casesFor(file, answers);
  const faults = cases.flatMap(registryFaults);
  if (cases.length === 0) faults.push('The case has no order, or no model and no guide.');
  const letters = (text: string): string => text.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
  if (letters(answers.caseNumber).includes(letters(file.caseCode)))
    faults.push('The registry’s case number holds the case code of the lab.');
  if (faults.length > 0) throw new RegistryFaultsError(faults);
  const upload = registryFileName(answers.caseNumber);
  const text = (told: string): Uint8Array => new TextEncoder().encode(told);
  return [
    { name: 'registry.json', bytes: text(`${JSON.stringify(cases, null, 2)}\n`) },
    { name: upload, bytes: text(registryUpload(cases, mapping)) },
    { name: upload.replace(/\.txt$/, '.xlsx'), bytes: await sheetOf(cases, mapping) },
  ];
}

function casesFor(file: CaseFile, answers: RegistryAnswersFile): RegistryCase[] {
  const cases = registryCasesOf(caseState(file), {
    ...answers,
    placeOf: (anatomy) => answers.places[anatomy] ?? REGISTRY_PLACES[anatomy] ?? null,
    optical: (material) => answers.optical[material] ?? 'unknown',
  });
  // A model and a guide are two cases there, each under a number of its own.
  return cases.length < 2
    ? cases
    : cases.map((one) => ({
        ...one,
        caseNumber: `${one.caseNumber}${one.objectType === 'Anatomic Model' ? 'M' : 'G'}`,
      }));
}

/** Every cell is text, so that no number loses its zeros; packed without a date, so that the bytes are the same. */
async function sheetOf(cases: readonly RegistryCase[], mapping: RegistryMapping): Promise<Uint8Array> {
  const cell = (value: string) => ({ value, type: String });
  const rows = [
    mapping.columns.map(({ header }) => ({ ...cell(header), fontWeight: 'bold' as const })),
    ...cases.map((one) => registryRow(one, mapping).map((value) => (value === '' ? null : cell(value)))),
  ];
  const packed = await writeXlsxFile(rows, { sheet: '3dp_case', stickyRowsCount: 1 }).toBuffer();
  return zipSync(unzipSync(new Uint8Array(packed)), { mtime: '1980-01-01T00:00:00', level: 6 });
}
