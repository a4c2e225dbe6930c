import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Act, caseState, currentVersion, nextCode, Person, Thing } from '@specola/casework';
import { caseCodeFrom, parseCaseCode } from '@specola/record';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Actor, actor, enter, timeOf, zone } from '../case/actor.ts';
import { BadActError } from '../case/case-errors.ts';
import { createCase, readCase } from '../case/case-folder.ts';
import { readAct } from '../case/read-act.ts';
import { caseLines, caseSummary } from '../case/show-case.ts';
import { UsageError } from '../usage-error.ts';
import { addTo as addIdentity } from './case-identity.ts';
import { addTo as addLab } from './case-lab.ts';

export function addTo(program: Command): void {
  const group = program.command('case').description('A case: order, steps, versions, signatures, prints, evidence');

  group
    .command('new')
    .description('Open a case in a new folder')
    .argument('<dir>', 'the folder; made if it is not there')
    .requiredOption('--people <file>', 'JSON list of the people: id, name, credential, roles')
    .option('--code <code>', 'case code, such as the one that an import gave; a new one if none is given')
    .option('--at <time>', 'UTC, ISO; now if none is given')
    .action(async (dir: string, options: { people: string; code?: string; at?: string }) => {
      const people = await readPeople(options.people);
      const caseCode = options.code === undefined ? caseCodeFrom(randomBytes(8)) : parseCaseCode(options.code);
      if (caseCode === null)
        throw new UsageError('The case code does not fit its check letter.', 'Read it again from the source.');
      await createCase(dir, {
        schema: 'specola/case/1',
        caseCode,
        openedAt: timeOf(options.at),
        timeZone: zone(),
        people,
        entries: [],
      });
      process.stdout.write(`Case ${caseCode} is open.\n`);
    });

  group
    .command('show')
    .description('Where the case stands, what comes next, what is missing and who owes it')
    .argument('<dir>', 'folder of the case')
    .option('--json', 'as JSON')
    .action(async (dir: string, options: { json?: boolean }) => {
      const summary = caseSummary(await readCase(dir), new Date().toISOString());
      process.stdout.write(
        options.json ? `${JSON.stringify(summary, null, 2)}\n` : `${caseLines(summary).join('\n')}\n`,
      );
    });

  actor(group.command('record').description('Enter what was done, from a JSON file (docs/case.schema.json)'))
    .argument('<dir>', 'folder of the case')
    .argument(
      '<act>',
      'file of the act, - for standard input; "sha256:NAME" in it stands for the hash of a file of the case',
    )
    .action(async (dir: string, path: string, options: Actor) => {
      await enter(dir, await readAct(path, dir), options);
    });

  actor(group.command('move').description('Move the case to another step'))
    .argument('<dir>', 'folder of the case')
    .argument('<step>', 'where to')
    .option('--reason <text>', 'needed for hold, rework, remake and cancel', '')
    .action(async (dir: string, step: string, options: Actor & { reason: string }) => {
      const act = Act.safeParse({ kind: 'moved', to: step, reason: options.reason });
      if (!act.success) throw new UsageError(`"${step}" is no step of a case.`, 'See "specola case show".');
      await enter(dir, act.data, options);
    });

  actor(
    group
      .command('sign')
      .description('Sign one version by its hash: whatever it was made from stays as it is, or the signature lapses'),
  )
    .argument('<dir>', 'folder of the case')
    .requiredOption('--meaning <meaning>', 'review, approval, responsibility or authorship')
    .option('--sha256 <hash>', 'the version')
    .option('--of <thing>', 'or the version that counts now of: segmentation, plan, design:PART, overlay:PART …')
    .option('--reason <text>', 'why, where one is needed', '')
    .option('--override-failed-proof', 'the ordering surgeon takes the failed proof upon himself; needs --reason')
    .action(
      async (
        dir: string,
        options: Actor & {
          meaning: string;
          sha256?: string;
          of?: string;
          reason: string;
          overrideFailedProof?: boolean;
        },
      ) => {
        const sha256 = options.sha256 ?? (await versionNow(dir, options.of));
        const act = Act.safeParse({
          kind: 'signed',
          sha256,
          meaning: options.meaning,
          overridesFailedProof: options.overrideFailedProof === true,
          reason: options.reason,
        });
        if (!act.success) throw new UsageError(z.prettifyError(act.error).replaceAll(/\s+/g, ' '));
        await enter(dir, act.data, options);
      },
    );

  addIdentity(group);
  addLab(group);

  group
    .command('code')
    .description('Print the next free code of a model (M), guide (G) or printed item (P)')
    .argument('<dir>', 'folder of the case')
    .argument('<kind>', 'M, G or P')
    .action(async (dir: string, kind: string) => {
      if (kind !== 'M' && kind !== 'G' && kind !== 'P') throw new UsageError('The kind is M, G or P.');
      const file = await readCase(dir);
      process.stdout.write(`${nextCode(file.caseCode, caseState(file), kind)}\n`);
    });

  group
    .command('check')
    .description('Ends with 0 when all evidence is there and nothing needs to be rechecked, with 4 otherwise')
    .argument('<dir>', 'folder of the case')
    .option('--json', 'as JSON')
    .action(async (dir: string, options: { json?: boolean }) => {
      const { evidence, recheck, due } = caseSummary(await readCase(dir), new Date().toISOString());
      const missing = evidence.flatMap(({ point, missing: lacks }) => lacks.map((one) => ({ point, ...one })));
      const late = due.filter((one) => one.late);
      if (options.json) process.stdout.write(`${JSON.stringify({ missing, recheck, late }, null, 2)}\n`);
      else {
        for (const { point, what, owes } of missing) process.stdout.write(`${point}: ${what} [${owes}]\n`);
        for (const { what, owes } of recheck) process.stdout.write(`${what} [${owes}]\n`);
        for (const { step, dueAt } of late) process.stdout.write(`${step} was due ${dueAt}\n`);
        if (missing.length + recheck.length === 0) process.stdout.write('The record is complete.\n');
      }
      if (missing.length + recheck.length > 0) process.exitCode = 4;
    });
}

async function versionNow(dir: string, told: string | undefined): Promise<string> {
  const [thing, part] = (told ?? '').split(':');
  const known = Thing.safeParse(thing);
  if (!known.success) throw new UsageError('Say what is signed: --sha256 HASH, or --of THING or THING:PART.');
  const version = currentVersion(caseState(await readCase(dir)), known.data, part ?? null);
  if (!version) throw new UsageError(`There is no ${told} that counts now.`, 'Record it, or name another.');
  return version.act.sha256;
}

async function readPeople(path: string): Promise<Person[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadActError('the list of people cannot be read.');
  });
  try {
    return z.array(Person).min(1).parse(JSON.parse(text));
  } catch (thrown) {
    throw new BadActError(
      thrown instanceof z.ZodError
        ? z.prettifyError(thrown).replaceAll(/\s+/g, ' ')
        : 'the list of people is not JSON.',
    );
  }
}
