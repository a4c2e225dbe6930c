import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chooseSeries, loadVolume, type StudyFile, scanStudy } from '@specola/dicom';
import { SpecolaError, spacingMmOf } from '@specola/space';
import { openNodeDecoders } from '../../apps/cli/src/node-decoders.ts';
import { openStudy } from '../../apps/cli/src/open-study.ts';
import { readVolumeFile } from '../../apps/cli/src/read-volume-file.ts';
import { decodeFile, type FileOutcome } from './decode-files.ts';

/** One file, and whether what we say of its pixels is what pydicom says. */
export interface FileRow {
  readonly file: string;
  readonly outcome: FileOutcome;
  /** 'same': value for value; 'refused by both'; else what pydicom says. */
  readonly peer: 'same' | 'same as a twin' | 'differs' | 'not asked' | `pydicom: ${string}`;
}

/** One archive or volume file of the data folder. */
export interface ArchiveRow {
  readonly archive: string;
  /** What importing the whole archive gives. */
  readonly volume: string;
  readonly files: readonly FileRow[];
}

export interface PeerAnswer {
  readonly sha256?: string;
  readonly refusal?: string;
  /** Its decoder said that it failed, and pixels came all the same. */
  readonly failed?: boolean;
}

/** The archives and volume files that hold images: everything but meshes and texts. */
export const archivesIn = (data: string): string[] =>
  globSync('{ct,ct_gt,mr,hard_dicom}/**/*.{zip,tar.xz,nii.gz}', { cwd: data }).sort();

/**
 * Reads one archive whole and file by file, and asks pydicom for the pixels of each file.
 *
 * @param everyNth  of the files of a plain scan, only so many: its slices are all alike
 */
export async function archiveRow(data: string, archive: string, everyNth = 1): Promise<ArchiveRow> {
  const path = join(data, archive);
  const opened = await openStudy(path);
  if (opened.kind === 'volume-file') return { archive, volume: await volumeFileOutcome(opened), files: [] };
  const volume = await volumeOutcome(opened.files);
  using decoders = openNodeDecoders(2);
  const folder = mkdtempSync(join(tmpdir(), 'specola-hard-'));
  try {
    const asked: { at: string; name: string; outcome: FileOutcome }[] = [];
    for (const [n, file] of opened.files.entries()) {
      if (n % everyNth !== 0) continue;
      const at = join(folder, String(n));
      const packed = await file.read();
      const bytes = packed[0] === 0x1f && packed[1] === 0x8b ? new Uint8Array(gunzipSync(packed)) : packed;
      writeFileSync(at, bytes);
      const unpacked = { path: file.path, bytes: bytes.length, read: async () => bytes };
      asked.push({ at, name: file.path, outcome: await decodeFile(unpacked, decoders) });
    }
    const answers = pydicomOn(asked.map(({ at }) => at));
    const read = new Set(answers.map(({ sha256 }) => sha256));
    const files = asked.map(({ name, outcome }, n) => ({
      file: name,
      outcome,
      peer: compared(outcome, answers[n]!, read),
    }));
    return { archive, volume, files };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where pydicom cannot decode a file, another packing of the same image beside it can stand for it. */
function compared(
  outcome: FileOutcome,
  { sha256, refusal }: PeerAnswer,
  read: ReadonlySet<string | undefined>,
): FileRow['peer'] {
  if (outcome.kind !== 'decoded') return 'not asked';
  if (sha256 === undefined && read.has(outcome.sha256)) return 'same as a twin';
  if (sha256 === undefined) return `pydicom: ${refusal ?? 'nothing'}`;
  return sha256 === outcome.sha256 ? 'same' : 'differs';
}

/** What pydicom decodes of each file, in processes of their own. */
export function pydicomOn(paths: readonly string[]): PeerAnswer[] {
  const script = join(import.meta.dirname, 'pydicom-pixels.py');
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', [script], {
    encoding: 'utf8',
    input: paths.join('\n'),
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}:\n${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PeerAnswer);
}

const lend = (length: number): Int16Array => new Int16Array(new SharedArrayBuffer(2 * length));

async function volumeOutcome(files: readonly StudyFile[]): Promise<string> {
  using decoders = openNodeDecoders(2);
  return await told(async () => {
    const chosen = chooseSeries(await scanStudy(files), { anatomy: null });
    const { volume } = await loadVolume(chosen, lend, { decoders });
    return volume;
  });
}

const volumeFileOutcome = (opened: Parameters<typeof readVolumeFile>[0]): Promise<string> =>
  told(async () => (await readVolumeFile(opened, lend)).volume);

async function told(read: () => Promise<Parameters<typeof sizes>[0]>): Promise<string> {
  try {
    return sizes(await read());
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return `refused: \`${thrown.code}\` ${thrown.what}`;
  }
}

function sizes({
  dimensions,
  ijkToLps,
}: {
  dimensions: readonly number[];
  ijkToLps: Parameters<typeof spacingMmOf>[0];
}) {
  const spacing = spacingMmOf(ijkToLps).map((mm) => Number(mm.toFixed(4)));
  return `${dimensions.join(' × ')} voxels of ${spacing.join(' × ')} mm`;
}

/** Folders of single cases inside an archive, each a study of its own: what importing them gives. */
export async function studiesIn(data: string, archive: string): Promise<{ study: string; volume: string }[]> {
  const opened = await openStudy(join(data, archive));
  if (opened.kind !== 'dicom') return [];
  const folders = Map.groupBy(opened.files, ({ path }) => path.split('/').slice(0, -1).join('/'));
  const rows: { study: string; volume: string }[] = [];
  for (const [study, files] of folders) rows.push({ study, volume: await volumeOutcome(files) });
  return rows;
}

/** Slices of a plain scan are all alike; hard cases are each a case of its own. */
export const isPlainScan = (archive: string): boolean => !archive.startsWith('hard_dicom/');
