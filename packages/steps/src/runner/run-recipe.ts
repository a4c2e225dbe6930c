import { type Command, growFromSeeds } from '@specola/commands';
import { nearAnatomies } from '@specola/facts';
import type { Crew } from '@specola/kernels';
import type { Finding, RecipeStep } from '@specola/record';
import type { Volume } from '@specola/space';
import { NamedTwiceError } from '../segment/edit/edit-errors.ts';
import type { SegmentsValue } from '../segment/edit/edit-history.ts';
import type { StoredInputs } from '../segment/stored-inputs.ts';
import { RecipeRefusedError, UnknownAnatomyError } from './recipe-refused.ts';
import { Session } from './session.ts';
import { STEPS } from './steps-table.ts';
import type {
  MeasuresValue,
  MeshValue,
  ModelValue,
  Pace,
  PictureValue,
  RegistrationValue,
  SegmentValue,
  SurfaceValue,
  UncertaintyValue,
  ValueOf,
  WrittenValue,
} from './values.ts';

/** The most that a step may claim while it still works. */
const NEARLY_DONE = 0.999;

/** What a recipe has made so far: the newest value of each name. */
export interface Made {
  readonly volume: Volume;
  readonly moving?: Volume;
  readonly registration?: RegistrationValue;
  readonly segments?: SegmentsValue;
  readonly segment?: SegmentValue;
  readonly surface?: SurfaceValue;
  readonly mesh?: MeshValue;
  readonly model?: ModelValue;
  readonly plan?: ValueOf['plan'];
  readonly written?: WrittenValue;
  readonly measures?: MeasuresValue;
  readonly uncertainty?: UncertaintyValue;
  readonly uncertainties?: ValueOf['uncertainties'];
  readonly picture?: PictureValue;
  readonly table?: ValueOf['table'];
  readonly comparisons?: ValueOf['comparisons'];
  readonly segmentation?: { readonly bytes: Uint8Array };
  readonly files?: ValueOf['files'];
}

export interface RecipeRun {
  readonly made: Made;
  readonly findings: readonly Finding[];
  /** The recipe as it ran: every default filled in. */
  readonly recipe: readonly RecipeStep[];
  readonly timingsMs: Readonly<Record<string, number>>;
}

export interface RecipeWatcher {
  readonly signal: AbortSignal;
  /** Called before a step starts, while it works, and when it is done (doneFraction 1). */
  readonly onStep: (step: { readonly command: string; readonly does: string; readonly doneFraction: number }) => void;
  /** Of a sitting of several recipes, one after the other; without it each run keeps what it needs to its own end. */
  readonly session?: Session;
  /** Gives the files that the recipe names. */
  readonly stored?: StoredInputs;
}

/**
 * Runs the commands of a recipe in order on one volume. A command finds what it takes by name among what was made
 * before it, or was given at the start (no segments yet, say). The same recipe and volume give the same values for any crew.
 *
 * @throws RecipeRefusedError  when a command is unknown, its parameters do not fit, or what it takes was not made
 */
export async function runRecipe(
  volume: Volume,
  recipe: readonly RecipeStep[],
  crew: Crew,
  { signal, onStep, session: sitting, stored }: RecipeWatcher,
  given: Omit<Made, 'volume'> = {},
): Promise<RecipeRun> {
  const made: { -readonly [Name in keyof Made]: Made[Name] } & Record<string, ValueOf[keyof ValueOf] | undefined> = {
    volume,
    ...given,
  };
  const findings: Finding[] = [];
  const ran: RecipeStep[] = [];
  const timingsMs: Record<string, number> = {};

  // Everything is checked before anything runs: a recipe with a slip in its last line must not cost a minute first.
  const plan = recipe.map((step, at) => ({ ...entryFor(step, at), name: step.command }));
  using own = new Session();
  const session = sitting ?? own;
  for (const [at, { command, run, params, name }] of plan.entries()) {
    signal.throwIfAborted();
    // Nobody will go on from what this run keeps.
    if (!sitting && !plan.slice(at).some((later) => later.name === growFromSeeds.name)) own.forget();
    const tell = (doneFraction: number) => onStep({ command: name, does: command.does, doneFraction });
    // A step is done when it has returned, whatever it says before.
    const pace: Pace = { report: (doneFraction) => tell(Math.min(doneFraction, NEARLY_DONE)), signal };
    tell(0);
    const started = performance.now();
    const inputs: Record<string, unknown> = {};
    for (const [taken] of Object.entries(command.takes)) {
      if (made[taken] === undefined)
        throw new RecipeRefusedError(`"${name}" needs a ${taken}, and no command before it makes one.`);
      inputs[taken] = made[taken];
    }
    const { findings: noticed, ...given } = await run(inputs, params, {
      crew,
      pace,
      session,
      ...(stored && { stored }),
    });
    Object.assign(made, given);
    findings.push(...(noticed ?? []));
    ran.push({ command: name, params });
    timingsMs[name] = (timingsMs[name] ?? 0) + performance.now() - started;
    tell(1);
  }
  return { made, findings, recipe: ran, timingsMs };
}

/**
 * Looks at every line of a recipe without running one: for a caller that has other work to do before.
 *
 * @throws RecipeRefusedError  when a command is unknown, or its parameters do not fit
 */
export function checkRecipe(recipe: readonly RecipeStep[]): void {
  for (const [at, step] of recipe.entries()) entryFor(step, at);
}

/** A table entry with its types rubbed off: the table proves that each step matches its command. */
interface Entry {
  readonly command: Command;
  readonly run: (inputs: unknown, params: unknown, bench: unknown) => Promise<{ findings?: readonly Finding[] }>;
}

function entryFor(step: RecipeStep, at: number): Entry & { params: Record<string, unknown> } {
  const entry = (STEPS as Readonly<Record<string, unknown>>)[step.command] as Entry | undefined;
  if (!entry) throw new RecipeRefusedError(`Line ${at + 1} asks for "${step.command}", which is not a command.`);
  const parsed = entry.command.params.safeParse(step.params);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const unknown = issue.code === 'custom' ? issue.params?.unknownAnatomy : undefined;
    const twice = issue.code === 'custom' ? issue.params?.namedTwice : undefined;
    if (typeof twice === 'string') throw new NamedTwiceError(step.command, twice);
    if (typeof unknown === 'string') throw new UnknownAnatomyError(step.command, unknown, nearAnatomies(unknown));
    throw new RecipeRefusedError(
      `"${step.command}" does not take ${issue.path.join('.') || 'these parameters'}: ${issue.message}.`,
    );
  }
  return { ...entry, params: parsed.data as Record<string, unknown> };
}
