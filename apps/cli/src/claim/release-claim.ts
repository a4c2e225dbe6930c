import { isAbsolute, relative, resolve } from 'node:path';
import { type ActOf, type CaseState, caseState, currentVersion, Role } from '@specola/casework';
import { ClaimInsurance, ClaimSite } from '@specola/messages';
import { type Actor, timeOf, zone } from '../case/actor.ts';
import { appendActs, planActs, readCase } from '../case/case-folder.ts';
import { openOutputFolder } from '../output-folder.ts';
import { sha256Of } from '../sha256.ts';
import { UsageError } from '../usage-error.ts';
import { readEntry } from '../vault-folder.ts';
import { readVaultKey } from '../vault-key.ts';
import { type BillFlags, billJson, billOfCase, readBilling } from './bill-of-case.ts';
import { ClaimHeldError } from './claim-errors.ts';
import { claimFiles, transactionOf } from './claim-files.ts';
import { claimPatient } from './claim-patient.ts';
import { nextControlNumber } from './control-numbers.ts';

export interface ClaimFlags extends BillFlags, Actor {
  readonly settings: string;
  readonly insurance: string;
  readonly vault: string;
  readonly keyFile?: string;
  readonly numbers: string;
  readonly out: string;
}

export interface ReleasedClaim {
  readonly claim: string;
  readonly controlNumber: number;
  readonly form: 'professional' | 'institutional';
  readonly totalCents: number;
  readonly attachmentControlNumber: string | null;
  readonly files: readonly { readonly name: string; readonly sha256: string; readonly identity: boolean }[];
}

/**
 * Gate, bill, messages, record: a claim leaves whole or not at all. Everything is checked and written to a staging folder
 * first; then the case says that it left, then the folder takes its name.
 *
 * @throws ClaimHeldError  with everything that stands against it
 */
export async function releaseClaim(dir: string, flags: ClaimFlags): Promise<ReleasedClaim> {
  const role = Role.safeParse(flags.role);
  if (!role.success) throw new UsageError(`"${flags.role}" is no role.`);
  if (isInside(dir, flags.out))
    throw new UsageError(
      'The files of a claim say who the patient is; the folder of the case never does.',
      'Name a folder outside the case with --out.',
    );
  const file = await readCase(dir);
  const state = caseState(file);
  const { bill, problems, facts, fees } = await billOfCase(state, flags);
  if (problems.length > 0) throw new ClaimHeldError(problems);
  const { form } = bill;
  if (form === null)
    throw new UsageError(
      'The facts do not say which claim form the setting takes.',
      'Add the setting to the file of facts.',
    );
  const site = await readBilling(flags.settings, ClaimSite);
  const insurance = await readBilling(flags.insurance, ClaimInsurance);
  const patient = claimPatient(
    await readEntry(flags.vault, file.caseCode, await readVaultKey(flags.keyFile)),
    insurance,
  );
  const claim = `${file.caseCode}-${state.claims.length + 1}`;
  const packet = packetOf(state);
  const writtenAt = timeOf(flags.at);
  const totalCents = Number(
    bill.lines.reduce((sum, { price }) => sum + (price.kind === 'priced' ? price.cents : 0n), 0n),
  );
  const cents = (line: (typeof bill.lines)[number]): number | null =>
    line.price.kind === 'priced' ? Number(line.price.cents) : null;
  const acts: (ActOf<'claim-released'> | ActOf<'charge-posted'>)[] = [
    {
      kind: 'claim-released',
      claim,
      bill: sha256Of(new TextEncoder().encode(billJson(bill))),
      packet: packet?.sha256 ?? null,
      attachmentControlNumber: packet?.controlNumber ?? null,
      form,
      totalCents,
      lines: bill.lines.map((line) => ({ code: line.code, units: line.units, cents: cents(line) })),
    },
    ...(site.charges
      ? bill.lines.map(
          (line, at): ActOf<'charge-posted'> => ({
            kind: 'charge-posted',
            transaction: transactionOf(claim, at),
            reverses: null,
            code: line.code,
            units: line.units,
            cents: cents(line),
          }),
        )
      : []),
  ];
  const drafts = acts.map((act) => ({ at: writtenAt, timeZone: zone(), by: flags.by, role: role.data, act }));
  planActs(file, drafts);
  const filesFor = (controlNumber: number) =>
    claimFiles({
      file,
      state,
      bill,
      facts,
      fees,
      site,
      patient,
      claim,
      controlNumber,
      attachmentControlNumber: packet?.controlNumber ?? null,
      writtenAt,
    });
  // Written once for nothing, so that what cannot be written uses up no number.
  filesFor(1);
  // From here on whatever is made belongs to its owner alone.
  process.umask(0o077);
  const folder = await openOutputFolder(flags.out, { overwrite: false, ours: [], mark: '' });
  try {
    const controlNumber = await nextControlNumber(flags.numbers, claim);
    const files = filesFor(controlNumber);
    for (const { name, text } of files) await folder.write(name, text);
    await appendActs(dir, drafts);
    await folder.publish();
    return {
      claim,
      controlNumber,
      form,
      totalCents,
      attachmentControlNumber: packet?.controlNumber ?? null,
      files: files.map(({ name, text, identity }) => ({
        name,
        identity,
        sha256: sha256Of(new TextEncoder().encode(text)),
      })),
    };
  } finally {
    folder.discard();
  }
}

/** The packet that counts now, and the control number that it was made under. */
function packetOf(state: CaseState): { readonly sha256: string; readonly controlNumber: string | null } | null {
  const packet = currentVersion(state, 'packet', null);
  if (!packet) return null;
  return {
    sha256: packet.act.sha256,
    controlNumber: /attachment control number ([0-9A-Za-z-]+)$/.exec(packet.act.method)?.[1] ?? null,
  };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(resolve(folder), resolve(path));
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
