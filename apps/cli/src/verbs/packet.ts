import { writeFile } from 'node:fs/promises';
import { caseState, currentVersion } from '@specola/casework';
import { packetGaps, packetPdf } from '@specola/documents';
import type { Command } from 'commander';
import { aboutSpecola } from '../about.ts';
import { type Actor, actor, timeOf } from '../case/actor.ts';
import { readCase } from '../case/case-folder.ts';
import { packetObject } from '../case/packet-object.ts';
import { currentReportText, reportInput, toldVersions } from '../case/report-input.ts';
import { storeVersion } from '../case/store-version.ts';
import { reportFonts } from '../export/export-fonts.ts';
import { CannotWriteError } from '../output-folder.ts';
import { sha256Of } from '../sha256.ts';
import { UsageError } from '../usage-error.ts';

interface PacketFlags extends Actor {
  readonly out?: string;
  readonly controlNumber?: string;
  readonly dicom?: string;
  readonly study?: string;
  readonly json?: boolean;
}

/** Exit code when the packet was made and something is missing in it. */
const INCOMPLETE = 4;

export function addTo(program: Command): void {
  actor(
    program
      .command('packet')
      .description(
        'Make the packet of a claim, one PDF with the whole record; store it in the case. Ends with 4 when something is missing',
      )
      .argument('<dir>', 'folder of the case')
      .option('--out <file>', 'a copy to hand over')
      .option(
        '--control-number <text>',
        'under which the claim names it (PWK); made from the case code if none is given',
      )
      .option('--dicom <file>', 'as DICOM Encapsulated PDF too, for the archive; needs --study')
      .option('--study <path>', 'the study of the case, whose patient and study the DICOM object joins')
      .option('--json', 'as JSON'),
  ).action(async (dir: string, flags: PacketFlags) => {
    if ((flags.dicom === undefined) !== (flags.study === undefined))
      throw new UsageError('--dicom and --study go together.');
    const file = await readCase(dir);
    const state = caseState(file);
    const number = file.entries.length + 1;
    const control = controlNumberOf(flags.controlNumber, file.caseCode, number);
    const at = timeOf(flags.at);
    const { input, pictures } = await reportInput(dir, file, '');
    const report = currentVersion(state, 'report', null);
    const bytes = await packetPdf({
      ...input,
      reportText: await currentReportText(dir, state),
      madeAt: new Date(at),
      attachmentControlNumber: control,
      softwareVersion: aboutSpecola().version,
      pictures: pictures.byHash,
      fonts: await reportFonts(),
    });
    const object = flags.dicom === undefined ? null : await packetObject(flags.study!, state, bytes, at);
    const name = `packet-${number}.pdf`;
    const entry = await storeVersion(
      dir,
      {
        name,
        bytes,
        thing: 'packet',
        inputs: report ? [report.act.sha256] : toldVersions(state),
        method: `claim packet, attachment control number ${control}`,
      },
      { ...flags, at },
    );
    if (flags.out !== undefined) await written(flags.out, bytes);
    if (object && flags.dicom !== undefined) await written(flags.dicom, object.bytes);
    const missing = packetGaps(input);
    const told = {
      entry: entry.number,
      file: name,
      sha256: sha256Of(bytes),
      bytes: bytes.length,
      attachmentControlNumber: control,
    };
    if (flags.json) process.stdout.write(`${JSON.stringify({ ...told, missing }, null, 2)}\n`);
    else {
      process.stdout.write(
        `Entry ${told.entry}: ${name}, ${(told.bytes / 1e6).toFixed(1)} MB, attachment control number ${control}\n`,
      );
      for (const one of missing) process.stdout.write(`  missing  ${one}\n`);
    }
    if (missing.length > 0) process.exitCode = INCOMPLETE;
  });
}

/** Letters and digits, 50 at most: what an X12 element takes. */
function controlNumberOf(told: string | undefined, caseCode: string, number: number): string {
  const control = told ?? `${caseCode.replaceAll('-', '')}P${number}`;
  if (!/^[0-9A-Za-z-]{2,50}$/.test(control))
    throw new UsageError('The control number has letters, digits and dashes, 2 to 50 of them.');
  return control;
}

async function written(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(path, bytes, { mode: 0o600 }).catch((thrown: NodeJS.ErrnoException) => {
    throw new CannotWriteError(thrown.code ?? 'unknown', { cause: thrown });
  });
}
