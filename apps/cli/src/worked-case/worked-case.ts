import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Act, type Order, OverlayRecord, type Part, type Person, type Role } from '@specola/casework';
import { readStl } from '@specola/formats';
import { weldTriangles } from '@specola/kernels';
import { ModelRecord } from '@specola/record';
import { appendAct, createCase } from '../case/case-folder.ts';
import { readStudy } from '../read-study.ts';
import { reportSlices } from '../report-slices.ts';
import { sha256Of } from '../sha256.ts';

const MAIN = join(import.meta.dirname, '..', 'main.ts');
/** Nobody’s: the vault of a worked case is thrown away. */
export const WORKED_KEY = 'a5'.repeat(32);

export const WORKED_PEOPLE: readonly Person[] = [
  { id: 'surgeon', name: 'Sue Surgeon', credential: 'MD', roles: ['ordering-clinician'] },
  { id: 'radiologist', name: 'Ray Diologist', credential: 'MD', roles: ['radiologist'] },
  { id: 'engineer', name: 'Eva Engineer', credential: 'engineer', roles: ['engineer'] },
  { id: 'technician', name: 'Tom Technician', credential: 'technologist', roles: ['technician'] },
  { id: 'manager', name: 'Mary Manager', credential: 'other', roles: ['manager', 'technician'] },
  { id: 'biller', name: 'Bill Biller', credential: 'other', roles: ['biller'] },
];

export interface Ran {
  readonly command: string;
  readonly status: number;
  readonly stdout: string;
}

/** A case that is worked as people would, on the command line and by its acts, half an hour from one to the next. */
export interface WorkedCase {
  readonly dir: string;
  readonly log: readonly Ran[];
  /** Runs the command line; throws where it does not end as told. */
  cli(args: readonly string[], ends?: number): string;
  /** The same as one of the people, at the time that the case has come to. */
  as(by: string, role: Role, args: readonly string[], ends?: number): string;
  act(by: string, role: Role, act: Act): Promise<void>;
  move(to: Extract<Act, { kind: 'moved' }>['to']): Promise<void>;
  /** Puts a file into the case; its hash. */
  file(name: string, bytes: Uint8Array | string): Promise<string>;
  copy(from: string, name: string): Promise<string>;
}

export async function openWorkedCase(dir: string, caseCode: string, openedAt: string): Promise<WorkedCase> {
  await createCase(dir, {
    schema: 'specola/case/1',
    caseCode,
    openedAt,
    timeZone: 'America/Chicago',
    people: [...WORKED_PEOPLE],
    entries: [],
  });
  const log: Ran[] = [];
  let clock = Date.parse(openedAt);
  const now = (): string => {
    clock += 30 * 60_000;
    return new Date(clock).toISOString();
  };
  const cli = (args: readonly string[], ends = 0): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
      encoding: 'utf8',
      env: { ...process.env, SPECOLA_VAULT_KEY: WORKED_KEY },
      maxBuffer: 1 << 28,
    });
    log.push({ command: `specola ${args.join(' ')}`, status: status ?? -1, stdout });
    if (status !== ends)
      throw new Error(`specola ${args.slice(0, 2).join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  };
  const act = async (by: string, role: Role, what: Act): Promise<void> => {
    await appendAct(dir, { at: now(), timeZone: 'America/Chicago', by, role, act: what });
  };
  const file = async (name: string, bytes: Uint8Array | string): Promise<string> => {
    const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    await mkdir(join(dir, name, '..'), { recursive: true });
    await writeFile(join(dir, name), data);
    return sha256Of(data);
  };
  return {
    dir,
    log,
    cli,
    as: (by, role, args, ends) => cli([...args, '--by', by, '--role', role, '--at', now()], ends),
    act,
    move: (to) => act('manager', 'manager', { kind: 'moved', to, reason: '' }),
    file,
    async copy(from, name) {
      await mkdir(join(dir, name, '..'), { recursive: true });
      await copyFile(from, join(dir, name));
      return sha256Of(new Uint8Array(await readFile(from)));
    },
  };
}

export const SPECOLA = { name: 'Specola', version: '0.1.0', clearance: 'none' } as const;

/** A model folder that "specola model" made, and the study behind it. */
export interface MadeModel {
  readonly folder: string;
  readonly studyPath: string;
}

/** Enters model, overlay on the scan, proof and print file of a part, with the hashes of the very files. */
export async function recordModel(
  worked: WorkedCase,
  part: Part,
  made: MadeModel,
  { images, segmentation }: { images: string; segmentation: string },
): Promise<{ preparation: string; printFile: string; record: ModelRecord }> {
  const record = ModelRecord.parse(JSON.parse(await readFile(join(made.folder, 'record.json'), 'utf8')));
  const side = part.side === 'left' || part.side === 'right' ? part.side : null;
  const version = async (
    thing: 'preparation' | 'overlay' | 'proof' | 'print-file',
    sha256: string,
    file: string,
    inputs: string[],
    method: string,
    checks: { code: string; result: 'pass' | 'warn' | 'fail'; what: string }[] = [],
  ): Promise<void> =>
    worked.act('engineer', 'engineer', {
      kind: 'version-recorded',
      thing,
      part: part.id,
      sha256,
      inputs,
      software: { ...SPECOLA },
      method,
      side,
      checks,
      file,
    });
  const preparation = await worked.copy(join(made.folder, 'model.stl'), `${part.id}/model.stl`);
  await version(
    'preparation',
    preparation,
    `${part.id}/model.stl`,
    [segmentation],
    'surface of the segment, refined and simplified within bounds',
  );
  const overlay = await overlayOf(worked, part, made, record);
  await version(
    'overlay',
    overlay,
    `${part.id}/overlay.json`,
    [preparation, images],
    'exact cut of the finished model with nine slices',
  );
  const proof = await worked.copy(join(made.folder, 'record.json'), `${part.id}/record.json`);
  await version(
    'proof',
    proof,
    `${part.id}/record.json`,
    [preparation],
    'checks of the written file, read again',
    record.checks.map(({ name, result, what }) => ({ code: name, result, what })),
  );
  const printFile = await worked.copy(join(made.folder, 'model.3mf'), `${part.id}/model.3mf`);
  await version('print-file', printFile, `${part.id}/model.3mf`, [preparation], '3MF of the same mesh');
  return { preparation, printFile, record };
}

/** Nine slices of the scan with the exact cut of the finished model. */
async function overlayOf(worked: WorkedCase, part: Part, made: MadeModel, record: ModelRecord): Promise<string> {
  const { volume } = await readStudy(made.studyPath, {
    seriesUid: undefined,
    anatomy: null,
    lend: (length) => new Int16Array(length),
    workers: 1,
    report: () => {},
    signal: new AbortController().signal,
  });
  const stl = new Uint8Array(await readFile(join(made.folder, 'model.stl')));
  const slices = reportSlices(volume, weldTriangles(readStl(stl).positions, 'lps-mm'), record);
  const pictures: OverlayRecord['pictures'] = [];
  for (const [n, { caption, png }] of slices.entries()) {
    const name = `${part.id}/overlay-${n + 1}.png`;
    pictures.push({ file: name, sha256: await worked.file(name, png), caption: `${part.name}: ${caption}` });
  }
  const list = OverlayRecord.parse({ schema: 'specola/overlay/1', pictures });
  return worked.file(`${part.id}/overlay.json`, `${JSON.stringify(list, null, 2)}\n`);
}

/** Print, wash, measure, read, photograph: one item of a part. The figures of the lab are made up, and the page says so. */
export async function makeItem(
  worked: WorkedCase,
  part: Part,
  item: string,
  told: { printFile: string; material: string },
): Promise<void> {
  const { startedAt, endedAt } = { startedAt: '2026-11-23T22:00:00Z', endedAt: '2026-11-24T01:20:00Z' };
  await worked.act('technician', 'technician', {
    kind: 'printed',
    item,
    part: part.id,
    purpose: 'patient-care',
    file: told.printFile,
    piece: { number: 1, of: 1 },
    printer: { label: 'SLA 1', serial: 'SN-0077', technology: 'vat-photopolymerization' },
    material: { key: told.material, lot: 'L2611-5', expiresOn: '2027-06-30' },
    scale: 1,
    startedAt,
    endedAt,
    outcome: 'good',
    what: '',
  });
}

/** What follows the print of every item, step by step, up to its release. */
export async function finishItems(
  worked: WorkedCase,
  items: readonly { item: string; designMm: number; photo: string; off: number; sterile: boolean }[],
): Promise<void> {
  await worked.move('post-processing');
  for (const { item } of items)
    await worked.act('technician', 'technician', {
      kind: 'post-processed',
      item,
      steps: [
        { name: 'support-removal', minutes: 15, temperatureCelsius: null },
        { name: 'wash', minutes: 20, temperatureCelsius: null },
        { name: 'cure', minutes: 60, temperatureCelsius: 60 },
      ],
      residueFree: true,
    });
  await worked.move('quality');
  for (const { item, designMm, photo, off, sterile } of items) {
    await worked.act('technician', 'technician', {
      kind: 'quality-checked',
      item,
      measurements: [
        {
          what: 'greatest height, between jaws',
          designMm: Number(designMm.toFixed(2)),
          measuredMm: Number((designMm + off).toFixed(2)),
          toleranceMm: sterile ? 0.5 : 1,
        },
      ],
      tool: { id: 'caliper-3', calibrationDueOn: '2027-03-01' },
      looksRight: true,
      fitsTrialBone: 'not-tried',
    });
    await worked.act('technician', 'technician', { kind: 'identifier-verified', item, readFromItem: item, by: 'eye' });
    await worked.act('technician', 'technician', {
      kind: 'photographed',
      item,
      photos: [photo],
      showsScale: true,
      showsIdentifier: true,
    });
  }
  await worked.move('release');
  for (const { item } of items) await worked.act('technician', 'technician', { kind: 'item-released', item });
  for (const { item } of items)
    await worked.act('technician', 'technician', { kind: 'delivered', item, to: 'Operating room 3, shelf of the day' });
}

export const orderOf = (
  told: Partial<Order> & Pick<Order, 'diagnoses' | 'structures' | 'side' | 'service'>,
): Order => ({
  orderNumber: 'ORD-20261120-7',
  contact: 'pager 12',
  clinicalQuestion: '',
  necessity: '',
  intendedUses: ['planning', 'intra-operative-reference'],
  scale: 1,
  sterile: false,
  toleranceMm: null,
  surgeryAt: '2026-12-14T14:00:00Z',
  neededBy: null,
  timeZone: 'America/Chicago',
  setting: 'hospital-outpatient-on-campus',
  admittedOn: null,
  payer: 'medicare-ffs',
  priorAuthorization: null,
  separatelyOrderedCopies: [],
  ...told,
});
