import type { Finding } from '@specola/record';

const MARKS: Readonly<Record<Finding['severity'], string>> = { info: '·', warning: '!', error: '✗' };

/** Findings as lines for a person. */
export function tellFindings(findings: readonly Finding[]): void {
  for (const { severity, what, why, mend } of findings)
    process.stdout.write(`  ${MARKS[severity]} ${what} ${why}\n      ${mend}\n`);
}
