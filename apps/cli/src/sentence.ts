import { SpecolaError } from '@specola/space';

/** What a program gets on an error, and what the exit code will be. */
export interface Told {
  readonly exitCode: number;
  readonly error: { readonly code: string; readonly what: string; readonly why: string; readonly mend: string };
}

/** Turns anything thrown into a sentence. A fault of our own says so, and keeps its stack for the report. */
export function sentenceFor(thrown: unknown): Told {
  if (thrown instanceof SpecolaError) {
    const { code, what, why, mend, exitCode } = thrown;
    return { exitCode, error: { code, what, why, mend } };
  }
  return {
    exitCode: 1,
    error: {
      code: 'cli/unexpected',
      what: `Something unexpected happened: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      why: 'This is a fault in Specola; nothing was written.',
      mend: 'Please report it; SPECOLA_DEBUG=1 prints where it happened.',
    },
  };
}
