import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, type SliceMaking, temporaryFolder } from '@specola/test-kit';
import { readFileStart } from '../data/part10.ts';
import {
  AssociationBrokenError,
  BadInstanceError,
  FolderInUseError,
  OtherContentError,
  StoreFullError,
} from '../errors.ts';
import { InstanceStore } from './instance-store.ts';
import { INCOMPLETE_MARK } from './series-state.ts';
import type { Transfer } from './transfer.ts';

const sliceOf = (k: number, making: Partial<SliceMaking> = {}): Uint8Array =>
  dicomSlice({
    sopInstanceUid: `2.25.6.${k}`,
    instanceNumber: k,
    raw: Array.from({ length: 20 }, (_, v) => 40 * k + v),
    ...making,
  });

async function* inPieces(bytes: Uint8Array, pieceBytes = 113): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

function storeSlice(transfer: Transfer, k: number, making: Partial<SliceMaking> = {}) {
  const file = sliceOf(k, making);
  const { identity, dataSetAt } = readFileStart(file)!;
  return transfer.storeBare(identity, inPieces(file.subarray(dataSetAt)));
}

async function whole(store: InstanceStore, numbers: readonly number[]): Promise<void> {
  const transfer = store.transfer('TESTER');
  for (const k of numbers) await storeSlice(transfer, k);
  await transfer.end({ inOrder: true });
}

const dicomFiles = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.dcm'))
    .map((entry) => join(entry.parentPath, entry.name));
const stateOf = (store: InstanceStore) => store.series().map(({ instances, state }) => [instances, state]);

test('a series is marked while it arrives, and the mark goes when its sender has ended in order', async () => {
  using folder = temporaryFolder();
  await using store = await InstanceStore.open(folder.path);
  const transfer = store.transfer('TESTER');
  const { held } = await storeSlice(transfer, 1);
  assert.ok(existsSync(join(dirname(held.path), INCOMPLETE_MARK)));
  assert.deepEqual(stateOf(store), [[1, 'receiving']]);
  await transfer.end({ inOrder: true });
  assert.ok(!existsSync(join(dirname(held.path), INCOMPLETE_MARK)));
  assert.deepEqual(stateOf(store), [[1, 'whole']]);
});

test('a broken transfer leaves its series incomplete until all of it has been sent again', async () => {
  using folder = temporaryFolder();
  {
    await using store = await InstanceStore.open(folder.path);
    const broken = store.transfer('TESTER');
    for (const k of [1, 2, 3]) await storeSlice(broken, k);
    await broken.end({ inOrder: false });
    assert.deepEqual(stateOf(store), [[3, 'incomplete']]);
    await whole(store, [4, 5]);
    assert.deepEqual(stateOf(store), [[5, 'incomplete']], 'the rest alone does not say that nothing is missing');
  }
  await using again = await InstanceStore.open(folder.path);
  assert.deepEqual(stateOf(again), [[5, 'incomplete']], 'and a new start forgets nothing');
  await whole(again, [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(stateOf(again), [[6, 'whole']]);
  assert.equal(dicomFiles(folder.path).length, 6);
});

test('of two transfers into one series the mark waits for both, and one that lacks something decides', async () => {
  using folder = temporaryFolder();
  await using store = await InstanceStore.open(folder.path);
  const [first, second] = [store.transfer('A'), store.transfer('B')];
  await storeSlice(first, 1);
  await storeSlice(second, 2);
  await first.end({ inOrder: true });
  assert.deepEqual(stateOf(store), [[2, 'receiving']]);
  await assert.rejects(
    second.storeBare(
      { sopClassUid: '1.2', sopInstanceUid: '2.25.6.3', transferSyntax: '1.2.840.10008.1.2.1' },
      inPieces(Buffer.from('nonsense')),
    ),
    BadInstanceError,
  );
  await second.end({ inOrder: true });
  assert.deepEqual(stateOf(store), [[2, 'incomplete']], 'a refused instance is missing, whatever the sender thinks');
});

test('the same instance from many at once is stored once, and its other content is refused', async () => {
  using folder = temporaryFolder();
  await using store = await InstanceStore.open(folder.path);
  const transfers = Array.from({ length: 8 }, () => store.transfer('TESTER'));
  const outcomes = await Promise.all(transfers.map((transfer) => storeSlice(transfer, 7)));
  assert.equal(outcomes.filter(({ outcome }) => outcome === 'stored').length, 1);
  await assert.rejects(storeSlice(transfers[0]!, 7, { intercept: -1 }), OtherContentError);
  const otherwise = await storeSlice(transfers[0]!, 7, { syntax: 'implicit-little' });
  assert.equal(otherwise.outcome, 'held-already', 'written otherwise, and every value the same');
  assert.equal(dicomFiles(folder.path).length, 1);
  assert.equal(store.refusals().length, 1);
});

test('what arrives is no DICOM to anybody until it is whole', async () => {
  using folder = temporaryFolder();
  await using store = await InstanceStore.open(folder.path);
  const file = sliceOf(9);
  const { identity, dataSetAt } = readFileStart(file)!;
  const looked: boolean[] = [];
  const slowly = async function* () {
    for await (const piece of inPieces(file.subarray(dataSetAt), 50)) {
      yield piece;
      for (const entry of readdirSync(folder.path, { recursive: true, withFileTypes: true }))
        if (entry.isFile()) looked.push(readFileStart(readFileSync(join(entry.parentPath, entry.name))) !== null);
    }
    throw new AssociationBrokenError('the sender was killed');
  };
  await assert.rejects(store.transfer('TESTER').storeBare(identity, slowly()), AssociationBrokenError);
  assert.ok(looked.length > 10 && looked.every((dicom) => !dicom));
  assert.deepEqual(dicomFiles(folder.path), []);
  assert.deepEqual(readdirSync(join(folder.path, '.specola-node', 'incoming')), []);
});

test('what a killed node left half received is thrown away, and its lock is taken over', async () => {
  using folder = temporaryFolder();
  const own = join(folder.path, '.specola-node');
  mkdirSync(join(own, 'incoming'), { recursive: true });
  writeFileSync(join(own, 'incoming', '17'), Buffer.alloc(4000));
  writeFileSync(join(own, 'lock'), `${spawnSync(process.execPath, ['-e', '']).pid}\n`);
  await using store = await InstanceStore.open(folder.path);
  assert.deepEqual(readdirSync(join(own, 'incoming')), []);
  await assert.rejects(InstanceStore.open(folder.path), FolderInUseError);
  assert.equal(store.holdings.size, 0);
});

test('images that somebody put into the folder are held, where they lie and as they are; links are not followed', async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  const theirs = join(folder.path, 'from a CD', 'IM0001');
  mkdirSync(dirname(theirs));
  writeFileSync(theirs, sliceOf(1));
  folder.write('notes.txt', 'not an image');
  folder.write('torn.dcm', sliceOf(2).subarray(0, 300));
  symlinkSync(elsewhere.write('linked.dcm', sliceOf(3)), join(folder.path, 'link.dcm'));
  await using store = await InstanceStore.open(folder.path);
  assert.equal(store.holdings.size, 1);
  assert.equal(store.unreadable, 1);
  assert.equal(store.holdings.instance('2.25.6.1')?.path, theirs);
  await whole(store, [1]);
  assert.deepEqual(stateOf(store), [[1, 'whole']]);
  assert.ok(readFileSync(theirs).equals(sliceOf(1)));
  assert.deepEqual(
    dicomFiles(folder.path),
    [join(folder.path, 'torn.dcm')],
    'no second copy, and the torn file is left alone',
  );
});

test('UIDs that climb out of the folder are no UIDs', async () => {
  using folder = temporaryFolder();
  const root = join(folder.path, 'held');
  mkdirSync(root);
  await using store = await InstanceStore.open(root);
  const transfer = store.transfer('TESTER');
  for (const uid of ['../../etc', '/tmp/x', '2.25..1', '..'])
    for (const making of [{ sopInstanceUid: uid }, { seriesUid: uid }, { studyUid: uid }])
      await assert.rejects(storeSlice(transfer, 1, making), BadInstanceError, uid);
  assert.deepEqual(readdirSync(folder.path), ['held']);
  assert.ok(store.refusals().every(({ sopInstanceUid }) => !sopInstanceUid.includes('/')));
});

test('a whole file keeps its own head, and is held once whether it came bare or whole', async () => {
  using folder = temporaryFolder();
  await using store = await InstanceStore.open(folder.path);
  const file = sliceOf(1);
  file.set(Buffer.from('a preamble of its own'), 0);
  const transfer = store.transfer('DICOMweb');
  const { held, outcome } = await transfer.storeFile(inPieces(file));
  assert.equal(outcome, 'stored');
  assert.ok(readFileSync(held.path).equals(file));
  assert.equal((await storeSlice(transfer, 1)).outcome, 'held-already');
});

test('a full disk refuses the instance whole, and says so', async (t) => {
  using folder = temporaryFolder();
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=200k', 'tmpfs', folder.path], { stdio: 'ignore' }).status !== 0)
    return t.skip('no right to mount a small disk here');
  try {
    await using store = await InstanceStore.open(folder.path);
    const transfer = store.transfer('TESTER');
    await storeSlice(transfer, 1);
    const large = { rows: 300, columns: 500, raw: new Array<number>(150_000).fill(3) };
    await assert.rejects(storeSlice(transfer, 2, large), StoreFullError);
    await storeSlice(transfer, 3);
    await transfer.end({ inOrder: true });
    assert.deepEqual(stateOf(store), [[2, 'incomplete']]);
  } finally {
    spawnSync('umount', [folder.path]);
  }
});
