import { readFile } from 'node:fs/promises';
import { caseState } from '@specola/casework';
import { caseReportText } from '@specola/documents';
import type { Command } from 'commander';
import { type Actor, actor, timeOf } from '../case/actor.ts';
import { readCase } from '../case/case-folder.ts';
import { reportInput, toldVersions } from '../case/report-input.ts';
import { storeVersion } from '../case/store-version.ts';
import { UsageError } from '../usage-error.ts';

export function addTo(program: Command): void {
  actor(
    program
      .command('report')
      .description(
        'Write the professional report of a case from its record, as text; store it in the case to be signed',
      )
      .argument('<dir>', 'folder of the case')
      .option('--findings <file>', 'text of the one who read the images, in paragraphs; names no patient')
      .option('--print', 'print the text'),
  ).action(async (dir: string, options: Actor & { findings?: string; print?: boolean }) => {
    const file = await readCase(dir);
    const findings = options.findings === undefined ? '' : await findingsIn(options.findings);
    const { input } = await reportInput(dir, file, findings);
    const at = timeOf(options.at);
    const text = caseReportText(input, at);
    const name = `report-${file.entries.length + 1}.txt`;
    const entry = await storeVersion(
      dir,
      {
        name,
        bytes: new TextEncoder().encode(text),
        thing: 'report',
        inputs: toldVersions(caseState(file)),
        method: 'written from the record of the case',
      },
      { ...options, at },
    );
    if (options.print) process.stdout.write(text);
    process.stdout.write(
      `Entry ${entry.number}: ${name}. Sign it: specola case sign DIR --of report --meaning authorship\n`,
    );
  });
}

async function findingsIn(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new UsageError('The text of the findings cannot be read.', 'Name a text file with --findings.');
  });
}
