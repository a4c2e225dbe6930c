import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32, gzipSync } from 'node:zlib';
import { chooseSeries, loadVolume, scanStudy } from '@specola/dicom';
import { dicomStack, needsData, realData, temporaryFolder } from '@specola/test-kit';
import { openStudy } from './open-study.ts';

async function filesOf(path: string) {
  const opened = await openStudy(path);
  assert.equal(opened.kind, 'dicom');
  return opened.kind === 'dicom' ? opened.files : [];
}

async function load(path: string) {
  const scan = await scanStudy(await filesOf(path));
  return loadVolume(chooseSeries(scan, { anatomy: 'bone' }), (length) => new Int16Array(length));
}

const ascii = (text: string) => Buffer.from(text, 'latin1');

interface Making {
  readonly type?: string;
  /** The size that the header tells, where it lies. */
  readonly told?: number;
}

/** One entry as POSIX ustar has it: a header with its sum, the bytes, zeros up to the next block. */
function tarEntry(name: string, bytes: Uint8Array, { type = '0', told = bytes.length }: Making = {}): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100, 'utf8');
  header.write('0000644\0', 100);
  header.write(`${told.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(`${type}ustar\u000000`, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, bytes, Buffer.alloc(-bytes.length & 511)]);
}

const END = Buffer.alloc(1024);

/** An xz file with one block of one uncompressed LZMA2 chunk, by the format's description 1.2.1: answers need no packer. */
function xzOf(bytes: Uint8Array): Buffer {
  assert.ok(bytes.length <= 65536);
  const sum = (part: Uint8Array) => {
    const four = Buffer.alloc(4);
    four.writeUInt32LE(crc32(part));
    return four;
  };
  const padded = (part: Uint8Array) => Buffer.concat([part, Buffer.alloc(-part.length & 3)]);
  const number = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...number(value >> 7)]);
  const flags = Buffer.from([0, 1]);
  const blockHeader = Buffer.from([2, 0, 0x21, 1, 8, 0, 0, 0]);
  const last = bytes.length - 1;
  const chunk = Buffer.concat([Buffer.from([1, last >> 8, last & 255]), bytes, Buffer.from([0])]);
  const unpadded = blockHeader.length + 4 + chunk.length + 4;
  const index = padded(Buffer.from([0, 1, ...number(unpadded), ...number(bytes.length)]));
  const footer = Buffer.from([index.length / 4, 0, 0, 0, ...flags]);
  return Buffer.concat([
    ...[ascii('\xfd7zXZ\0'), flags, sum(flags), blockHeader, sum(blockHeader), padded(chunk), sum(bytes)],
    ...[index, sum(index), sum(footer), footer, ascii('YZ')],
  ]);
}

const PACKINGS = { tar: (tar: Uint8Array) => tar, 'tar.gz': gzipSync, 'tar.xz': xzOf };

async function slices(): Promise<Uint8Array[]> {
  return Promise.all(dicomStack(3).map((file) => file.read()));
}

test('a tar archive gives the same volume as its folder, plain or packed, whatever it is called', async () => {
  using folder = temporaryFolder();
  const [one, two, three] = await slices();
  using loose = temporaryFolder();
  for (const [n, bytes] of (await slices()).entries()) loose.write(`${n}`, bytes);
  const expected = await load(loose.path);
  const tar = Buffer.concat([
    tarEntry('a', new Uint8Array(0), { type: '5' }),
    ...[tarEntry('a/1', one!), tarEntry('a/b/2', two!), tarEntry('3', three!)],
    ...[tarEntry('link', new Uint8Array(0), { type: '2' }), tarEntry('letter.txt', ascii('Dear colleague')), END],
  ]);
  for (const [kind, pack] of Object.entries(PACKINGS)) {
    const path = folder.write(`${kind}.dcm`, pack(tar));
    assert.deepEqual((await load(path)).volume, expected.volume, kind);
    const files = await filesOf(path);
    assert.deepEqual(
      files.map((file) => [file.path, file.bytes]),
      [
        ['a/1', one!.length],
        ['a/b/2', two!.length],
        ['3', three!.length],
        ['letter.txt', 14],
      ],
    );
    assert.deepEqual(Buffer.from(await files[3]!.readStart!(4)), ascii('Dear'));
    assert.deepEqual(Buffer.from(await files[3]!.read()), ascii('Dear colleague'));
  }
});

test('long names are told by pax and by GNU headers, and of two entries of one name the later stays', async () => {
  using folder = temporaryFolder();
  const long = `${'folder/'.repeat(40)}ärztin`;
  const record = Buffer.from(` path=${long}\n`);
  const pax = Buffer.concat([Buffer.from(`${record.length + 3}`), record]);
  const tar = Buffer.concat([
    tarEntry('global', ascii('17 comment=stay\n'), { type: 'g' }),
    ...[tarEntry('pax', pax, { type: 'x' }), tarEntry('short', ascii('1'))],
    ...[tarEntry('gnu', Buffer.from(`${long}2\0`), { type: 'L' }), tarEntry('short', ascii('22'))],
    ...[tarEntry('twice', ascii('333')), tarEntry('twice', ascii('4444')), END],
  ]);
  const files = await filesOf(folder.write('names', tar));
  assert.deepEqual(
    files.map(({ path, bytes }) => [path, bytes]),
    [
      [long, 1],
      [`${long}2`, 2],
      ['twice', 4],
    ],
  );
});

test('names that climb out of the archive are names only, and nothing is written', async () => {
  using folder = temporaryFolder();
  const names = ['../climbed', '/tmp/specola-climbed', 'a/../../climbed'];
  const tar = Buffer.concat([...names.map((name) => tarEntry(name, ascii('x'))), END]);
  const files = await filesOf(folder.write('study.tar.gz', gzipSync(tar)));
  assert.deepEqual(
    files.map(({ path }) => path),
    names,
  );
  await Promise.all(files.map((file) => file.read()));
  assert.deepEqual(readdirSync(folder.path), ['study.tar.gz']);
  assert.ok(!existsSync(join(folder.path, '../climbed')) && !existsSync('/tmp/specola-climbed'));
});

test('an archive that is cut off anywhere is refused, packed or not', async () => {
  using folder = temporaryFolder();
  const entries = [tarEntry('1', new Uint8Array(700).fill(7)), tarEntry('2', new Uint8Array(900).fill(9))];
  const tar = Buffer.concat([...entries, END]);
  const refused = { code: 'cli/bad-archive', what: /was cut off/ };
  // Inside a file, inside a header, and between two entries, where only the missing end tells.
  for (const at of [1000, 1700, entries[0]!.length, entries[0]!.length + entries[1]!.length])
    for (const [kind, pack] of Object.entries(PACKINGS))
      await assert.rejects(openStudy(folder.write(`${at}.${kind}`, pack(tar.subarray(0, at)))), refused);
  for (const pack of [gzipSync, xzOf]) {
    const packed = pack(tar);
    for (const share of [0.5, 0.9, 0.99])
      await assert.rejects(openStudy(folder.write('cut', packed.subarray(0, share * packed.length))), refused);
  }
});

test('an archive with a changed byte is refused', async () => {
  using folder = temporaryFolder();
  const tar = Buffer.concat([tarEntry('1', new Uint8Array(700).fill(7)), tarEntry('2', ascii('two')), END]);
  const changed = (bytes: Uint8Array, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 8;
    return copy;
  };
  const refused = { code: 'cli/bad-archive', what: /damaged/ };
  await assert.rejects(openStudy(folder.write('tar', changed(tar, 1536 + 3))), refused);
  const gz = gzipSync(tar);
  // The checksum is the eighth byte from the end.
  await assert.rejects(openStudy(folder.write('gz', changed(gz, gz.length - 8))), refused);
  await assert.rejects(openStudy(folder.write('xz', changed(xzOf(tar), 900))), refused);
});

test('an archive that swells to more than a study can hold is refused before room is made for it', async () => {
  using folder = temporaryFolder();
  const refused = (name: string, bytes: Uint8Array, what: RegExp) =>
    assert.rejects(openStudy(folder.write(name, bytes)), { code: 'cli/bad-archive', what });
  const claiming = (told: number, type = '0') => Buffer.concat([tarEntry('1', ascii('x'), { told, type }), END]);
  await refused('giant', claiming(3 * 2 ** 30), /3072 MiB/);
  await refused('ratio', gzipSync(claiming(1.5 * 2 ** 30)), /claims to hold 1536 MiB/);
  await refused('passed-over', gzipSync(claiming(1.5 * 2 ** 30, 'V')), /claims to hold 1536 MiB/);
  await refused('long-name', claiming(2 ** 24, 'L'), /name is too long/);
  // Zeros behind the end are unpacked for the checksum's sake; these are a gigabyte in a megabyte.
  const zeros = gzipSync(new Uint8Array(2 ** 26));
  const tar = gzipSync(Buffer.concat([tarEntry('1', ascii('x')), END]));
  await refused('tail', Buffer.concat([tar, ...Array<Buffer>(17).fill(zeros)]), /claims to hold 1024 MiB/);
});

test('a file with holes, or a part of an archive of several volumes, is refused', async () => {
  using folder = temporaryFolder();
  const refused = (tar: Buffer, what: RegExp) =>
    assert.rejects(openStudy(folder.write('tar', Buffer.concat([tar, END]))), { code: 'cli/bad-archive', what });
  await refused(tarEntry('1', ascii('x'), { type: 'S' }), /holes/);
  await refused(tarEntry('1', ascii('22 GNU.sparse.major=1\n'), { type: 'x' }), /holes/);
  await refused(tarEntry('1', ascii('x'), { type: 'M' }), /several volumes/);
});

test('what is packed by gzip or xz and no tar is refused by name', async () => {
  using folder = temporaryFolder();
  for (const [name, pack] of Object.entries({ gzip: gzipSync, xz: xzOf }))
    await assert.rejects(openStudy(folder.write(name, pack(new Uint8Array(2000).fill(5)))), {
      code: 'cli/archive-not-read',
      what: new RegExp(name),
    });
});

const hasTar = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.includes('GNU') ?? false;

test('what GNU tar writes in each of its formats is read', { skip: !hasTar && 'needs GNU tar' }, async () => {
  using loose = temporaryFolder();
  using folder = temporaryFolder();
  const name = `${'n'.repeat(90)}.dcm`;
  for (const [n, bytes] of (await slices()).entries()) loose.write(`${n}${n === 0 ? '' : name}`, bytes);
  const expected = await load(loose.path);
  symlinkSync(join(loose.path, '0'), join(loose.path, 'link'));
  for (const format of ['v7', 'oldgnu', 'gnu', 'ustar', 'posix']) {
    const path = join(folder.path, format);
    const { status } = spawnSync('tar', ['-cf', path, `--format=${format}`, '-C', loose.path, '.']);
    assert.equal(status, 0);
    assert.deepEqual((await load(path)).volume, expected.volume, format);
    assert.ok((await filesOf(path)).some(({ path: at }) => at === `./1${name}`));
  }
});

const SKULL = 'ct/head_phantom_bone_1mm.tar.xz';

test('the real skull phantom: 140 slices, straight from its tar.xz', needsData(SKULL), async () => {
  const { source, volume } = await load(realData(SKULL)!);
  assert.deepEqual(source.dimensions, [512, 512, 140]);
  assert.deepEqual(source.spacingMm, [0.451171875, 0.451171875, 1]);
  // The sum by pydicom and numpy over the same files.
  assert.equal(
    volume.values.reduce((sum, value) => sum + value, 0),
    -30468829548,
  );
});
