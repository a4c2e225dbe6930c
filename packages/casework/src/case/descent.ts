import type { Thing } from './acts-of-making.ts';
import { type CaseState, type Recorded, slotOf } from './case-state.ts';

/**
 * Whether a hash stands for what counts now: the latest of its kind, made from nothing that has been replaced since. A
 * change anywhere upstream makes everything below it old, and with it every signature on it.
 */
export function isCurrent(state: CaseState, sha256: string): boolean {
  for (const { act } of state.images.values()) if (act.sha256 === sha256) return true;
  for (const { act } of state.current.values())
    if (act.sha256 === sha256) return act.inputs.every((input) => isCurrent(state, input));
  return false;
}

/** Every version and image that a version was made from, near and far. */
export function ancestorsOf(state: CaseState, sha256: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (hash: string): void => {
    for (const { act } of state.versions)
      if (act.sha256 === hash)
        for (const input of act.inputs)
          if (!found.has(input)) {
            found.add(input);
            visit(input);
          }
  };
  visit(sha256);
  return found;
}

/** The version of a thing that counts now, whole line of inputs included; null when there is none. */
export function currentVersion(
  state: CaseState,
  thing: Thing,
  part: string | null,
): Recorded<'version-recorded'> | null {
  const version = state.current.get(slotOf(thing, part));
  return version && isCurrent(state, version.act.sha256) ? version : null;
}

/** What is approved and printed: the design of a part; for a model without one, its preparation. */
export function finalDesign(state: CaseState, part: string): Recorded<'version-recorded'> | null {
  const design = currentVersion(state, 'design', part);
  if (design || state.parts.get(part)?.kind === 'guide') return design;
  return currentVersion(state, 'preparation', part);
}

/** A signature counts while what it signs counts. */
export const validSignatures = (state: CaseState, sha256: string): Recorded<'signed'>[] =>
  isCurrent(state, sha256) ? state.signatures.filter(({ act }) => act.sha256 === sha256) : [];
