import { writePng, writeStl } from '@specola/formats';
import { Arena, drawViews, measuresOf, meshesTogether } from '@specola/kernels';
import { emptyPlan, type Finding, PlanRecord, SurgicalPlan } from '@specola/record';
import { ijkToLpsFrom, pointLps } from '@specola/space';
import { modelAtStart, newComponent, runRecipe, withAdded } from '@specola/steps';
import { aboutSpecola } from '../about.ts';
import type { JobWatcher } from '../make-model.ts';
import { openNodeCrew } from '../node-crew.ts';
import { openOutputFolder } from '../output-folder.ts';
import { sha256Of } from '../sha256.ts';
import { readPlanInputs, readPlanRecipe } from './read-plan-recipe.ts';

const RECORD_FILE = 'record.json';
const PLAN_FILE = 'plan.json';
const NOTICE =
  'Specola is not cleared by any regulator. A plan is a proposal until the surgeon has signed this version by its hash.';

export interface PlanJob {
  readonly recipePath: string;
  readonly outPath: string;
  readonly overwrite: boolean;
  readonly workers: number;
}

/** Runs a plan and writes it as open data: `plan.json`, every piece as STL in LPS mm, a picture and a record. */
export async function makePlan(
  job: PlanJob,
  { progress, signal }: JobWatcher,
): Promise<{ record: PlanRecord; plan: SurgicalPlan; folder: string }> {
  const recipe = await readPlanRecipe(job.recipePath);
  const inputs = await readPlanInputs(recipe, job.recipePath);
  const folder = await openOutputFolder(job.outPath, {
    overwrite: job.overwrite,
    ours: [RECORD_FILE, PLAN_FILE, 'preview.png', 'pieces'],
    mark: PLAN_FILE,
  });
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, signal);
  try {
    const components = inputs.map(({ facts, mesh }) =>
      newComponent({ id: facts.id, mesh, name: facts.name ?? facts.id, anatomy: facts.anatomy, side: facts.side }),
    );
    const {
      made,
      findings,
      recipe: ran,
    } = await runRecipe(
      // Planning works on surfaces alone: the commands that look at voxels find none.
      {
        dimensions: [2, 2, 2],
        values: arena.int16(8, { zeroed: true }),
        valueScale: { slope: 1, intercept: 0, unit: 'HU' },
        ijkToLps: ijkToLpsFrom([1, 0, 0], [0, 1, 0], [0, 0, 1], pointLps(0, 0, 0)),
        modality: 'CT',
      },
      recipe.steps,
      crew,
      { signal, onStep: ({ command, does, doneFraction }) => progress.step(command, does, doneFraction) },
      {
        model: withAdded(modelAtStart(recipe.name).model, components),
        plan: { ...emptyPlan(recipe.name), orderedSide: recipe.orderedSide },
      },
    );
    signal.throwIfAborted();
    const plan = SurgicalPlan.parse(made.plan);
    const pieces = made.model!.model.components;
    const planBytes = new TextEncoder().encode(`${JSON.stringify(plan, null, 2)}\n`);
    const whole = meshesTogether(pieces.map(({ mesh }) => mesh));
    const files: [string, Uint8Array][] = [
      [PLAN_FILE, planBytes],
      ...pieces.map(({ id, mesh }): [string, Uint8Array] => [
        `pieces/${id}.stl`,
        writeStl(mesh, { header: 'Specola SPACE=LPS units: mm' }),
      ]),
      [
        'preview.png',
        writePng(
          drawViews(whole, {
            widthPx: 1600,
            title: recipe.name,
            subtitle: `${pieces.length} pieces, LPS mm`,
            footer: 'Not cleared by any regulator',
          }),
        ),
      ],
    ];
    const record: PlanRecord = {
      schema: 'specola/plan-record/1',
      specola: aboutSpecola(),
      notice: NOTICE,
      name: recipe.name,
      orderedSide: recipe.orderedSide,
      inputs: inputs.map(({ facts, mesh, sha256, bytes }) => ({
        id: facts.id,
        sha256,
        bytes,
        triangles: mesh.triangles.length / 3,
        side: facts.side,
      })),
      recipe: [...ran],
      findings: [...findings, ...sideFindings(recipe)],
      components: pieces.map(({ id, name, mesh, placement }) => ({
        id,
        name,
        volumeMm3: measuresOf(mesh).volumeMm3,
        placement: [...placement],
      })),
      planSha256: sha256Of(planBytes),
      artifacts: files.map(([file, bytes]) => ({ file, sha256: sha256Of(bytes), bytes: bytes.byteLength })),
    };
    for (const [name, bytes] of files) await folder.write(name, bytes);
    await folder.write(RECORD_FILE, `${JSON.stringify(PlanRecord.parse(record), null, 2)}\n`);
    await folder.publish();
    return { record, plan, folder: folder.path };
  } finally {
    folder.discard();
    await crew.close();
  }
}

/** Bones of the other side than the order's. A bone whose side nobody said cannot be compared, which is said too. */
function sideFindings({ orderedSide, components, steps }: Awaited<ReturnType<typeof readPlanRecipe>>): Finding[] {
  if (orderedSide !== 'left' && orderedSide !== 'right') return [];
  const cut = new Set(
    steps.flatMap(({ params }) => [params.component, params.host].filter((id) => typeof id === 'string')),
  );
  return components
    .filter(({ id }) => cut.has(id))
    .flatMap(({ id, side }): Finding[] => {
      if (side === orderedSide) return [];
      return side === 'left' || side === 'right'
        ? [
            {
              code: 'plan/other-side',
              severity: 'error',
              what: `"${id}" is the ${side} one; the order says ${orderedSide}.`,
              why: 'A plan for the wrong side is worse than none.',
              mend: 'Find out which side is meant before anything goes on.',
            },
          ]
        : [
            {
              code: 'plan/side-not-said',
              severity: 'warning',
              what: `Nobody said which side "${id}" is; the order says ${orderedSide}.`,
              why: 'A mirrored or swapped bone would not be noticed.',
              mend: 'Say the side of the component in the recipe.',
            },
          ];
    });
}
