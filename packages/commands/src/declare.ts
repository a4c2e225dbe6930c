import type { z } from 'zod';

/** What flows from command to command. `steps` says what each kind is made of. */
export type ValueKind =
  | 'volume'
  | 'segments'
  | 'segment'
  | 'surface'
  | 'mesh'
  | 'model'
  | 'plan'
  | 'written'
  | 'measures'
  | 'deviation'
  | 'uncertainty'
  | 'uncertainties'
  | 'registration'
  | 'picture'
  | 'table'
  | 'comparisons'
  | 'file'
  | 'files';

export type Takes = Readonly<Record<string, ValueKind>>;

/**
 * A command, declared once: the CLI verb, the HTTP route, the form, the help page and the provenance record are made
 * from it, and its step does not compile unless it matches.
 */
export interface Command<
  Name extends string = string,
  T extends Takes = Takes,
  P extends z.ZodType = z.ZodType,
  G extends Takes = Takes,
> {
  readonly name: Name;
  /** What it does, in a sentence that a user reads. */
  readonly does: string;
  readonly takes: T;
  readonly params: P;
  readonly gives: G;
}

export function declareCommand<
  const Name extends string,
  const T extends Takes,
  P extends z.ZodType,
  const G extends Takes,
>(command: Command<Name, T, P, G>): Command<Name, T, P, G> {
  return command;
}

export type ParamsOf<C extends Command> = z.output<C['params']>;
