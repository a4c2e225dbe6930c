import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { ReviewRecord } from '@specola/record';
import { answeredFor, type Decision, decideReview } from '@specola/steps';
import type { Command } from 'commander';
import { aboutSpecola } from '../about.ts';
import { inspectStudy } from '../inspect-study.ts';
import { plannedDay } from '../planned-day.ts';
import { readSiteRules } from '../read-site-rules.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';
import { type InspectFlags, inspectFlags } from './inspect.ts';
import { workersOf } from './model.ts';

interface ReviewFlags extends InspectFlags {
  readonly purpose: string;
  readonly accept?: boolean;
  readonly override?: boolean;
  readonly reject?: boolean;
  readonly by?: string;
  readonly role?: string;
  readonly reason?: string;
  readonly out?: string;
}

export function addTo(program: Command): void {
  inspectFlags(
    program
      .command('review')
      .description(
        'Inspect a series and write down, by name, whether it is accepted, used although the rules say no, or rejected',
      )
      .argument('<study>', 'as for "specola model"'),
  )
    .option('--purpose <model|guide>', 'what the images are to serve', 'model')
    .option('--accept', 'the verdict is taken as it stands')
    .option('--override', 'the series is used although it is insufficient; needs --reason')
    .option('--reject', 'the series is not to be used; needs --reason')
    .option('--by <name>', 'who decides')
    .option('--role <role>', 'as what: radiologist, biomedical engineer …')
    .option('--reason <text>', 'why, in a sentence that names no patient')
    .option('--out <file>', 'where the review is written; the file must be new')
    .option('--json', 'print the review as JSON too')
    .action(async (studyPath: string, flags: ReviewFlags) => {
      const decision = decisionOf(flags);
      if (flags.out === undefined) throw new UsageError('review needs --out FILE.');
      const outPath = flags.out;
      if (existsSync(outPath)) throw new UsageError(ALREADY_THERE, NEVER_OVER);
      const plannedOn = plannedDay(flags.plannedOn);
      const site = await readSiteRules(flags.rules);
      await watched(flags, async (watcher) => {
        const inspection = await inspectStudy(
          { studyPath, wanted: flags.for, plannedOn, site, seriesUid: flags.series, workers: workersOf(flags.workers) },
          watcher,
        );
        const uid = flags.series ?? inspection.take?.uid;
        const series =
          inspection.series.find((one) => one.uid === uid) ??
          (inspection.series.length === 1 ? inspection.series[0] : undefined);
        if (!series)
          throw new UsageError(
            flags.series === undefined
              ? 'The study holds several series, and none suffices.'
              : 'No series has that UID.',
            'Name the series to review with --series; "specola inspect" lists them.',
          );
        const record = decideReview(series, decision, {
          specola: aboutSpecola(),
          wanted: inspection.wanted,
          plannedOn,
          rules: inspection.rules,
          decidedAt: new Date().toISOString(),
          timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        });
        const text = `${JSON.stringify(ReviewRecord.parse(record), null, 2)}\n`;
        await writeNew(outPath, text);
        watcher.progress.end();
        process.stdout.write(
          flags.json
            ? text
            : `${DONE[record.decision]} for a ${record.purpose} by ${record.reviewer.name} (${record.reviewer.role}); by the rules the series is ${series.sufficiency[record.purpose].verdict}.\n  ${outPath}\n`,
        );
      });
    });
}

const DONE = { accepted: 'Accepted', overridden: 'Taken against the rules', rejected: 'Rejected' } as const;

function decisionOf({ accept, override, reject, purpose, by, role, reason }: ReviewFlags): Decision {
  const chosen = [accept && 'accepted', override && 'overridden', reject && 'rejected'].filter(
    (one): one is Decision['decision'] => typeof one === 'string',
  );
  if (chosen.length !== 1) throw new UsageError('review needs one of --accept, --override and --reject.');
  if (purpose !== 'model' && purpose !== 'guide') throw new UsageError('--purpose is model or guide.');
  const decision: Decision = {
    purpose,
    decision: chosen[0]!,
    reviewer: { name: by ?? '', role: role ?? '' },
    reason: reason ?? '',
  };
  answeredFor(decision);
  return decision;
}

const ALREADY_THERE = 'The file named with --out is there already.';
const NEVER_OVER = 'Name a new file in a folder that is there: a review is never written over.';

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const what = code === 'EEXIST' ? ALREADY_THERE : `The review cannot be written (${code ?? 'unknown reason'}).`;
    throw new UsageError(what, NEVER_OVER);
  }
}
