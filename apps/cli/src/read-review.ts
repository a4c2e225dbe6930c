import { readFile } from 'node:fs/promises';
import { ReviewRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';

export class NotAReviewError extends SpecolaError {
  readonly code = 'review/not-a-review';
  override readonly exitCode = 2;
  constructor(reason: string) {
    super({
      what: `The file is not a review: ${reason}`,
      why: 'Without the decision and the hashes in it nothing is overridden.',
      mend: 'Give the file that "specola review" wrote.',
    });
  }
}

/** A review as it was written, checked by its schema. */
export async function readReview(path: string | undefined): Promise<ReviewRecord | null> {
  if (path === undefined) return null;
  const text = await readFile(path, 'utf8').catch(() => {
    throw new NotAReviewError('it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotAReviewError('it is not JSON.');
  }
  const parsed = ReviewRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new NotAReviewError(`${issue.path.join('.') || 'it'} does not fit (${issue.message}).`);
}
