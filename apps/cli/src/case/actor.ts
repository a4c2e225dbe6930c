import { type Act, type Entry, ROLES, Role } from '@specola/casework';
import type { Command } from 'commander';
import { UsageError } from '../usage-error.ts';
import { appendAct } from './case-folder.ts';

/** Who acts, as what and when: the flags of every verb that writes into a case. */
export interface Actor {
  readonly by: string;
  readonly role: string;
  readonly at?: string;
}

export const actor = (command: Command): Command =>
  command
    .requiredOption('--by <person>', 'id of the one who acts')
    .requiredOption('--role <role>', `as what: ${ROLES.join(', ')}`)
    .option('--at <time>', 'UTC, ISO; now if none is given');

/** Enters an act as the one who acts. */
export async function enterAs(dir: string, act: Act, { by, role, at }: Actor): Promise<Entry> {
  const known = Role.safeParse(role);
  if (!known.success) throw new UsageError(`"${role}" is no role.`, `One of: ${ROLES.join(', ')}.`);
  const { entry } = await appendAct(dir, { at: timeOf(at), timeZone: zone(), by, role: known.data, act });
  return entry;
}

/** The same, said in a line. */
export async function enter(dir: string, act: Act, actor: Actor): Promise<void> {
  const entry = await enterAs(dir, act, actor);
  process.stdout.write(`Entry ${entry.number}: ${entry.act.kind}.\n`);
}

export function timeOf(told: string | undefined): string {
  if (told === undefined) return new Date().toISOString();
  const at = Date.parse(told);
  if (Number.isNaN(at)) throw new UsageError(`"${told}" is no time.`, 'Write it as 2026-11-25T14:00:00Z.');
  return new Date(at).toISOString();
}

export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
