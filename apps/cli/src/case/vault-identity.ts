import { readFile } from 'node:fs/promises';
import type { Identity } from '@specola/casework';
import { type Incoming, NotHl7Error, readIncoming } from '@specola/messages';
import { z } from 'zod';
import type { VaultEntry } from '../vault-entry.ts';
import { BadIdentityFileError } from './identity-errors.ts';

const IdentityFile = z.strictObject({
  name: z.string().nullable(),
  medicalRecordNumber: z.string().nullable(),
  birthDate: z.string().nullable(),
  sex: z.string().nullable(),
  accessionNumber: z.string().nullable(),
});

/** What was given to compare with: a message of the hospital’s system, or an identity that somebody wrote down. */
export type Told = Incoming | { readonly kind: 'written'; readonly patient: Identity };

/** @throws BadIdentityFileError  never with a word of what the file holds */
export async function readTold(path: string): Promise<Told> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new BadIdentityFileError('it cannot be read.');
  });
  if (text.trimStart().startsWith('MSH')) {
    try {
      return readIncoming(text);
    } catch (thrown) {
      if (thrown instanceof NotHl7Error) throw new BadIdentityFileError(thrown.what);
      throw thrown;
    }
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadIdentityFileError('it is neither an HL7 message nor JSON.');
  }
  const parsed = IdentityFile.safeParse(json);
  if (!parsed.success)
    throw new BadIdentityFileError(
      `${parsed.error.issues.map(({ path: at, code }) => `${at.join('.') || 'the file'} (${code.replaceAll('_', ' ')})`).join(', ')}.`,
    );
  return { kind: 'written', patient: parsed.data };
}

/** Whose images these are, as the headers said it before they went into the vault. */
export function identityOfImages({ patient }: VaultEntry, study: Readonly<Record<string, string>> | null): Identity {
  return {
    name: patient.patientName ?? null,
    medicalRecordNumber: patient.patientId ?? null,
    birthDate: patient.birthDate ?? null,
    sex: patient.sex ?? null,
    accessionNumber: study?.accessionNumber ?? null,
  };
}
