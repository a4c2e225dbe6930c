import { availableParallelism } from 'node:os';
import type { SurgicalPlan } from '@specola/record';
import type { Command } from 'commander';
import { makePlan } from '../plan/make-plan.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';

interface PlanFlags {
  readonly out?: string;
  readonly workers?: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('plan')
    .description('Plan cuts, fragments, screws and grafts on the meshes of a recipe, and write the plan as open data')
    .argument(
      '<recipe>',
      'JSON file (docs/plan-recipe.schema.json; the commands plan.* and model.* stand in docs/commands.md)',
    )
    .requiredOption('--out <dir>', 'a new folder for plan.json, the pieces as STL, a picture and the record')
    .option('--workers <number>', 'threads')
    .option('--overwrite', 'replace the folder of an earlier plan')
    .option('--json', 'print the record as JSON')
    .action(async (recipePath: string, flags: PlanFlags) => {
      const workers = flags.workers === undefined ? availableParallelism() : Number(flags.workers);
      if (!Number.isInteger(workers) || workers < 1 || workers > 64)
        throw new UsageError('--workers takes a whole number from 1 to 64.');
      await watched(flags, async (watcher) => {
        const { record, plan, folder } = await makePlan(
          { recipePath, outPath: flags.out!, overwrite: flags.overwrite === true, workers },
          watcher,
        );
        watcher.progress.end();
        if (flags.json) process.stdout.write(`${JSON.stringify(record, null, 2)}\n`);
        else
          process.stdout.write(
            `${[...planLines(plan), ...record.findings.map(({ severity, what, mend }) => `${severity}: ${what} ${mend}`), `Plan ${record.planSha256.slice(0, 12)} in ${folder}`].join('\n')}\n`,
          );
        if (record.findings.some(({ severity }) => severity === 'error')) process.exitCode = 4;
      });
    });
}

function planLines({ osteotomies, moves, trajectories, grafts, measurements }: SurgicalPlan): string[] {
  const mm = (value: number): string => `${value.toFixed(2)} mm`;
  return [
    ...osteotomies.map(
      ({ name, bone, kind, kerfMm, takenMm3, wedge }) =>
        `${name}: ${kind} of ${bone}, blade ${mm(kerfMm)}, takes ${(takenMm3 / 1000).toFixed(2)} cm³${wedge ? `, ${wedge.deg}° with ${mm(wedge.heightMm)} at the far cortex${wedge.axis ? `, axis turns ${wedge.axis.turnedDeg.toFixed(2)}°` : ''}` : ''}`,
    ),
    ...moves.map(
      ({ fragment, turnDeg, shiftMm }) => `${fragment}: turned ${turnDeg.toFixed(2)}°, shifted ${mm(shiftMm)}`,
    ),
    ...trajectories.map(
      ({ name, kind, host, diameterMm, lengthMm, inBoneMm, beyondFarCortexMm, farCortexMm, clearances }) =>
        `${name}: ${kind} ⌀ ${mm(diameterMm)}, ${mm(lengthMm)} long, ${mm(inBoneMm)} in ${host}${farCortexMm === null ? ', never meets it' : beyondFarCortexMm > 0 ? `, ${mm(beyondFarCortexMm)} beyond the far cortex` : `, ends ${mm(-beyondFarCortexMm)} before the far cortex`}${clearances.map(({ structure, mm: least }) => `; ${mm(least)} to ${structure}`).join('')}`,
    ),
    ...grafts.flatMap(({ name, donor, usedMm, leftProximalMm, pieces }) => [
      `${name}: ${mm(usedMm)} of ${donor}, ${mm(leftProximalMm)} left above`,
      ...pieces.map(
        (piece) =>
          `  ${piece.name}: ${mm(piece.lengthMm)}, cuts tilted ${piece.startTiltDeg.toFixed(1)}° and ${piece.endTiltDeg.toFixed(1)}°, from ${mm(piece.fromMm)} to ${mm(piece.toMm)}`,
      ),
    ]),
    ...measurements.map(({ name, what }) => `${name}: ${what}`),
  ];
}
