import type { Role } from './people.ts';

/** What stands against something that somebody wants to do, and who can mend it. */
export interface Problem {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly mend: string;
  /** Who owes it. */
  readonly owes: Role;
}
