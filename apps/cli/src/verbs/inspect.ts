import { Inspection } from '@specola/record';
import type { WantedStructure } from '@specola/steps';
import { type Command, Option } from 'commander';
import { inspectStudy } from '../inspect-study.ts';
import { inspectionTable } from '../inspection-table.ts';
import { plannedDay } from '../planned-day.ts';
import { readSiteRules } from '../read-site-rules.ts';
import { watched } from '../watched.ts';
import { workersOf } from './model.ts';

export interface InspectFlags {
  readonly for: WantedStructure;
  readonly plannedOn?: string;
  readonly rules?: string;
  readonly series?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  inspectFlags(
    program
      .command('inspect')
      .description(
        'Say what each series of a study is, what is wrong with it, and whether it suffices for a model or a guide',
      )
      .argument('<study>', 'as for "specola model"'),
  )
    .option('--json', 'print the inspection as JSON (docs/inspection.schema.json)')
    .action(async (studyPath: string, flags: InspectFlags) => {
      const site = await readSiteRules(flags.rules);
      await watched(flags, async (watcher) => {
        const inspection = await inspectStudy(
          {
            studyPath,
            wanted: flags.for,
            plannedOn: plannedDay(flags.plannedOn),
            site,
            seriesUid: flags.series,
            workers: workersOf(flags.workers),
          },
          watcher,
        );
        const checked = Inspection.parse(inspection);
        watcher.progress.end();
        process.stdout.write(flags.json ? `${JSON.stringify(checked, null, 2)}\n` : inspectionTable(checked));
      });
    });
}

/** What inspecting and reviewing ask alike. */
export function inspectFlags(verb: Command): Command {
  return verb
    .addOption(
      new Option('--for <structure>', 'what is wanted of the images')
        .choices(['bone', 'skin', 'contrast', 'airway'])
        .default('bone'),
    )
    .option(
      '--planned-on <date>',
      'day on which the model or guide will be used, YYYY-MM-DD: the scan is judged by its age then',
    )
    .option('--rules <file>', 'limits of your site in place of those of the table (docs/site-rules.schema.json)')
    .option('--series <uid>', 'one series alone')
    .option('--workers <number>', 'threads to work with (the result does not depend on it)');
}
