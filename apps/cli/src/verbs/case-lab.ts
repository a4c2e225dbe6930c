import { basename } from 'node:path';
import {
  affectedBy,
  caseState,
  dueDates,
  EffortStep,
  effortOf,
  LeadTimes,
  originOf,
  type Suspect,
} from '@specola/casework';
import { type Command, Option } from 'commander';
import { type Actor, actor, enter, timeOf } from '../case/actor.ts';
import { readCase } from '../case/case-folder.ts';
import { readJsonAs } from '../case/read-json-as.ts';
import { UsageError } from '../usage-error.ts';

/** What a lab asks over its cases: what a bad lot touched, what is due, and how long things took. */
export function addTo(group: Command): void {
  group
    .command('recall')
    .description(
      'Every item that a bad lot, printer, tool or version of a program touched, over many cases; ends with 4 when there is one',
    )
    .argument('<dirs...>', 'folders of cases')
    .option('--lot <lot>', 'lot of a material')
    .option('--printer <serial>', 'serial number of a printer')
    .option('--tool <id>', 'measuring tool')
    .option('--software <name@version>', 'version of a program, such as Specola@0.1.0')
    .option('--json', 'as JSON')
    .action(async (dirs: string[], options: RecallFlags) => {
      const suspect = suspectOf(options);
      const cases = await Promise.all(
        dirs.map(async (dir) => {
          const file = await readCase(dir);
          return { caseCode: file.caseCode, state: caseState(file) };
        }),
      );
      const affected = affectedBy(cases, suspect).map((one) => {
        const { state } = cases.find(({ caseCode }) => caseCode === one.caseCode)!;
        return { ...one, origin: originOf(state, state.items.get(one.item)!) };
      });
      if (options.json) process.stdout.write(`${JSON.stringify({ cases: cases.length, affected }, null, 2)}\n`);
      else {
        for (const { caseCode, item, part, stands, to, origin } of affected)
          process.stdout.write(
            `${item}  of ${part}, case ${caseCode}: ${stands.replaceAll('-', ' ')}${to ? `, delivered to ${to}` : ''}; lot ${origin.lot}, printer ${origin.printer}\n`,
          );
        process.stdout.write(`${affected.length} items in ${cases.length} cases.\n`);
      }
      if (affected.length > 0) process.exitCode = 4;
    });

  group
    .command('due')
    .description('What is due next, and what is late, over many cases')
    .argument('<dirs...>', 'folders of cases')
    .option('--lead-times <file>', 'hours for each step at your site, JSON (docs/lead-times.schema.json)')
    .option('--at <time>', 'UTC, ISO; now if none is given')
    .option('--json', 'as JSON')
    .action(async (dirs: string[], options: { leadTimes?: string; at?: string; json?: boolean }) => {
      const leadTimes = options.leadTimes ? await readJsonAs(options.leadTimes, LeadTimes, 'lead times') : undefined;
      const now = timeOf(options.at);
      const rows = await Promise.all(
        dirs.map(async (dir) => {
          const file = await readCase(dir);
          const state = caseState(file);
          const due = dueDates(state, now, leadTimes);
          const next = due.find(({ step }) => step === (state.heldAt ?? state.step)) ?? null;
          return {
            caseCode: file.caseCode,
            folder: basename(dir),
            step: state.step,
            surgeryAt: state.order?.surgeryAt ?? null,
            dueAt: next?.dueAt ?? null,
            late: due.filter(({ late }) => late).map(({ step }) => step),
          };
        }),
      );
      rows.sort(
        (a, b) => (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9', 'en') || a.caseCode.localeCompare(b.caseCode, 'en'),
      );
      if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      else
        for (const { caseCode, step, dueAt, surgeryAt, late } of rows)
          process.stdout.write(
            `${caseCode}  ${step}${dueAt ? `, due ${dueAt}` : ''}${surgeryAt ? `, surgery ${surgeryAt}` : ''}${late.length > 0 ? `  LATE: ${late.join(', ')}` : ''}\n`,
          );
    });

  actor(
    group
      .command('time')
      .description('Log minutes by step and person, or correct an entry; "specola case times" shows them'),
  )
    .argument('<dir>', 'folder of the case')
    .requiredOption('--minutes <number>', 'minutes of work')
    .addOption(new Option('--step <step>', 'what was done').choices(EffortStep.options))
    .option('--person <id>', 'who worked; the one who acts if none is given')
    .option('--correct <entry>', 'put these minutes in place of those of an entry')
    .option('--reason <text>', 'why it is corrected')
    .action(async (dir: string, options: TimeFlags) => {
      const minutes = Number(options.minutes);
      if (!(minutes >= 0 && minutes <= 1440) || options.minutes.trim() === '')
        throw new UsageError('The minutes are a number from 0 to 1440.');
      if ((options.correct === undefined) === (options.step === undefined))
        throw new UsageError('Say what was done, --step STEP; or which entry is corrected, --correct ENTRY.');
      if (options.correct !== undefined) {
        const entry = Number(options.correct);
        if (!Number.isInteger(entry) || entry < 1)
          throw new UsageError(`"${options.correct}" is no number of an entry.`);
        if (!options.reason?.trim()) throw new UsageError('A correction needs --reason.');
        await enter(dir, { kind: 'time-corrected', entry, minutes, reason: options.reason }, options);
      } else
        await enter(
          dir,
          {
            kind: 'time-logged',
            step: EffortStep.parse(options.step),
            person: options.person ?? options.by,
            minutes,
            from: 'hand',
          },
          options,
        );
    });

  group
    .command('times')
    .description('Minutes by step and person, corrections applied')
    .argument('<dir>', 'folder of the case')
    .option('--json', 'as JSON')
    .action(async (dir: string, options: { json?: boolean }) => {
      const effort = effortOf(caseState(await readCase(dir)));
      if (options.json) process.stdout.write(`${JSON.stringify(effort, null, 2)}\n`);
      else
        for (const { step, person, clinician, minutes } of effort)
          process.stdout.write(`${step}  ${person} (${clinician ? 'clinician' : 'other'})  ${minutes} min\n`);
    });
}

interface RecallFlags {
  readonly lot?: string;
  readonly printer?: string;
  readonly tool?: string;
  readonly software?: string;
  readonly json?: boolean;
}

interface TimeFlags extends Actor {
  readonly minutes: string;
  readonly step?: string;
  readonly person?: string;
  readonly correct?: string;
  readonly reason?: string;
}

function suspectOf({ lot, printer, tool, software }: RecallFlags): Suspect {
  const told: Suspect[] = [];
  if (lot !== undefined) told.push({ kind: 'material-lot', lot });
  if (printer !== undefined) told.push({ kind: 'printer', serial: printer });
  if (tool !== undefined) told.push({ kind: 'tool', id: tool });
  if (software !== undefined) {
    const at = software.lastIndexOf('@');
    if (at < 1) throw new UsageError('A program is written as NAME@VERSION.');
    told.push({ kind: 'software', name: software.slice(0, at), version: software.slice(at + 1) });
  }
  if (told.length !== 1) throw new UsageError('Say one thing that is bad: --lot, --printer, --tool or --software.');
  return told[0]!;
}
