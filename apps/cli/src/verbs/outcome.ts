import { writeFile } from 'node:fs/promises';
import {
  caseState,
  DEFAULT_ASSUMPTIONS,
  OutcomeRecorded,
  programFigures,
  ValueAssumptionsFile,
} from '@specola/casework';
import { surveyPdf } from '@specola/documents';
import type { Command } from 'commander';
import { type Actor, actor, enter, timeOf } from '../case/actor.ts';
import { readCase } from '../case/case-folder.ts';
import { figureLines } from '../case/figure-lines.ts';
import { readJsonAs } from '../case/read-json-as.ts';
import { reportFonts } from '../export/export-fonts.ts';
import { CannotWriteError } from '../output-folder.ts';

export function addTo(program: Command): void {
  const group = program.command('outcome').description('What it was worth: survey, answers, figures of the program');

  group
    .command('survey')
    .description('The survey to the surgeon after the operation, on one page to print (PDF)')
    .argument('<dir>', 'folder of the case')
    .requiredOption('--out <file>', 'PDF')
    .option('--at <time>', 'UTC, ISO; now if none is given')
    .action(async (dir: string, options: { out: string; at?: string }) => {
      const file = await readCase(dir);
      const bytes = await surveyPdf({
        caseCode: file.caseCode,
        made: [...caseState(file).parts.values()].map(({ name, id }) => `${name} (${id})`),
        notice: 'Specola is not cleared by any regulator.',
        madeAt: new Date(timeOf(options.at)),
        fonts: await reportFonts(),
      });
      await writeFile(options.out, bytes, { mode: 0o600 }).catch((thrown: NodeJS.ErrnoException) => {
        throw new CannotWriteError(thrown.code ?? 'unknown', { cause: thrown });
      });
      process.stdout.write(`${options.out}\n`);
    });

  actor(group.command('record').description('Enter the surgeon’s answers, from JSON (docs/outcome.schema.json)'))
    .argument('<dir>', 'folder of the case')
    .argument('<answers>', 'file of the answers; null where a question was not answered')
    .action(async (dir: string, path: string, options: Actor) => {
      const answers = await readJsonAs(path, OutcomeRecorded.omit({ kind: true }), 'answers');
      await enter(dir, { kind: 'outcome-recorded', ...answers }, options);
    });

  group
    .command('figures')
    .description(
      'Figures of the program over many cases: volumes, speed, effort, yield, value, units and what was paid',
    )
    .argument('<dirs...>', 'folders of cases')
    .option(
      '--assumptions <file>',
      'what a minute in the operating room and an hour of staff cost at your site (docs/value-assumptions.schema.json)',
    )
    .option('--json', 'as JSON; cents as text')
    .action(async (dirs: string[], options: { assumptions?: string; json?: boolean }) => {
      const assumptions = options.assumptions
        ? await readJsonAs(options.assumptions, ValueAssumptionsFile, 'assumptions')
        : DEFAULT_ASSUMPTIONS;
      const states = await Promise.all(dirs.map(async (dir) => caseState(await readCase(dir))));
      const figures = programFigures(states, assumptions);
      const json = JSON.stringify(figures, (_, value) => (typeof value === 'bigint' ? value.toString() : value), 2);
      process.stdout.write(options.json ? `${json}\n` : `${figureLines(figures).join('\n')}\n`);
    });
}
