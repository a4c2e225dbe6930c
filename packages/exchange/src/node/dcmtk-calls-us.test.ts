import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, freePort, needsDcmtk, runProgram, temporaryFolder } from '@specola/test-kit';
import { readFileStart } from '../data/part10.ts';
import { openTestNode } from './open-test-node.ts';

/** DCMTK's programs as peers of our node, on this machine. */
const CALL = ['-aet', 'TESTER', '-aec', 'SPECOLA', '127.0.0.1'];
const dataSetOf = (file: Uint8Array): Buffer => Buffer.from(file.subarray(readFileStart(file)!.dataSetAt));

const digestOf = (file: Uint8Array): string => createHash('sha256').update(dataSetOf(file)).digest('hex');

/** With private elements and blanks that a tidy mind would take away. */
const slice = (making: Parameters<typeof dicomSlice>[0] = {}): Uint8Array =>
  dicomSlice({
    ...making,
    more: [
      { tag: 0x00090010, vr: 'LO', value: 'SOMEBODY ELSE 1.0 ' },
      { tag: 0x00091001, vr: 'OB', value: new Uint8Array([7, 0, 255, 3]) },
      { tag: 0x00204000, vr: 'LT', value: '  two blanks before' },
    ],
  });

test(
  'echoscu is answered when it is on the list and calls us by our name, and else turned away',
  needsDcmtk(),
  async () => {
    using folder = temporaryFolder();
    await using node = await openTestNode(folder.path);
    assert.equal((await runProgram('echoscu', [...CALL, String(node.port)])).code, 0);
    const stranger = await runProgram('echoscu', [
      '-aet',
      'STRANGER',
      '-aec',
      'SPECOLA',
      '127.0.0.1',
      String(node.port),
    ]);
    assert.match(stranger.output, /Calling AE Title Not Recognized/);
    const misnamed = await runProgram('echoscu', ['-aet', 'TESTER', '-aec', 'OTHER', '127.0.0.1', String(node.port)]);
    assert.match(misnamed.output, /Called AE Title Not Recognized/);
  },
);

// Deflated data sets are missing here, since storescu deflates them anew; our own sender tests them.
test('what storescu sends lies on the disk byte for byte, whatever its encoding', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(join(folder.path, 'held'));
  const ways = [
    ['explicit-little', '-xe'],
    ['implicit-little', '-xi'],
    ['explicit-big', '-xb'],
    ['rle', '-xr'],
  ] as const;
  for (const [n, [syntax, proposed]] of ways.entries()) {
    const file = slice({ syntax, sopInstanceUid: `2.25.70.${n}`, seriesUid: `2.25.7${n}` });
    const path = folder.write(`${syntax}.dcm`, file);
    const { code, output } = await runProgram('storescu', [proposed, ...CALL, String(node.port), path]);
    assert.equal(code, 0, output);
    const held = node.store.holdings.instance(`2.25.70.${n}`)!;
    assert.ok(dataSetOf(readFileSync(held.path)).equals(dataSetOf(file)), syntax);
    assert.equal(held.identity.transferSyntax, readFileStart(file)!.identity.transferSyntax);
  }
  const events = await node.ended(ways.length);
  assert.ok(events.every(({ ending, counts }) => ending === 'released' && counts.stored === 1));
  assert.ok(node.store.series().every(({ state }) => state === 'whole'));
});

test('names on the disk are made of UIDs, and the files are what DCMTK takes for DICOM', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(join(folder.path, 'held'));
  const patient = { name: 'SECRET^NAME', id: 'ID-12345', birthDate: '19610203' };
  const path = folder.write('one.dcm', slice({ patient }));
  assert.equal((await runProgram('storescu', [...CALL, String(node.port), path])).code, 0);
  const [{ path: at } = { path: '' }] = node.store.holdings.instances({});
  assert.match(at.slice(folder.path.length), /^\/held\/[0-9a-f]{24}\/[0-9a-f]{24}\/[0-9a-f]{32}\.dcm$/);
  assert.match((await runProgram('dcmdump', ['-q', '+P', 'PatientName', at])).output, /SECRET\^NAME/);
  await node.ended(1);
  assert.doesNotMatch(JSON.stringify(node.events), /SECRET|12345|19610203/);
});

test('findscu, getscu and movescu get what is held, unchanged', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const movePort = await freePort();
  await using node = await openTestNode(join(folder.path, 'held'), {
    peers: [{ ae: 'TESTER', host: '127.0.0.1', port: movePort }],
  });
  const sent = Array.from({ length: 7 }, (_, k) =>
    k === 3
      ? dicomSlice({ sopInstanceUid: '2.25.3.3', instanceNumber: 4, syntax: 'implicit-little' })
      : slice({ sopInstanceUid: `2.25.3.${k}`, instanceNumber: k + 1 }),
  );
  const explicitTwin = dicomSlice({ sopInstanceUid: '2.25.3.3', instanceNumber: 4 });
  const files = sent.map((file, k) => folder.write(`${k}.dcm`, file));
  assert.equal((await runProgram('storescu', ['-R', ...CALL, String(node.port), ...files])).code, 0);

  const find = await runProgram('findscu', [
    ...['-S', '-k', 'QueryRetrieveLevel=STUDY', '-k', 'PatientName=PHAN*', '-k', 'StudyInstanceUID'],
    ...['-k', 'NumberOfStudyRelatedInstances', '-k', 'ModalitiesInStudy', ...CALL, String(node.port)],
  ]);
  assert.match(find.output, /\(0020,1208\) IS \[7 ?\]/);
  assert.match(find.output, /\(0008,0061\) CS \[CT\]/);
  const nothing = await runProgram('findscu', [
    ...[
      '-S',
      '-k',
      'QueryRetrieveLevel=STUDY',
      '-k',
      'PatientName=NOBODY',
      '-k',
      'StudyInstanceUID',
      ...CALL,
      String(node.port),
    ],
  ]);
  assert.doesNotMatch(nothing.output, /Pending/);

  const same = (arrived: string, fourth: Uint8Array): void => {
    const names = readdirSync(arrived);
    assert.equal(names.length, 7);
    const got = names.map((name) => digestOf(readFileSync(join(arrived, name)))).sort();
    const expected = sent.map((file, k) => digestOf(k === 3 ? fourth : file));
    assert.deepEqual(got, expected.sort());
  };
  const keys = ['-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID=2.25.1'];
  for (const [program, way] of [
    ['getscu', ['-S', '+B', ...keys]],
    ['movescu', ['-S', '-aem', 'TESTER', '--port', String(movePort), ...keys]],
  ] as const) {
    const out = join(folder.path, program);
    mkdirSync(out);
    const { code, output } = await runProgram(program, [...way, '-od', out, ...CALL, String(node.port)]);
    assert.equal(code, 0, output);
    // getscu accepts one encoding for all: the instance that is stored in another comes value for value.
    same(out, program === 'getscu' ? explicitTwin : sent[3]!);
  }
  const unknown = await runProgram('movescu', [
    ...['-S', '-v', '-aem', 'NOWHERE', ...keys],
    ...CALL,
    String(node.port),
  ]);
  assert.match(unknown.output, /MoveDestinationUnknown/);
});

test(
  'a refused store is told by UID to the sender, in an event, and in the list that outlasts the node',
  needsDcmtk(),
  async () => {
    using folder = temporaryFolder();
    const root = join(folder.path, 'held');
    {
      await using node = await openTestNode(root, { storeLimits: { maxInstanceBytes: 4000 } });
      const first = folder.write('first.dcm', slice({ sopInstanceUid: '2.25.11' }));
      const changed = folder.write('changed.dcm', slice({ sopInstanceUid: '2.25.11', intercept: -1000 }));
      const large = folder.write(
        'large.dcm',
        slice({ sopInstanceUid: '2.25.12', rows: 64, columns: 64, raw: new Array(4096).fill(5) }),
      );
      const store = (path: string) => runProgram('storescu', ['-v', ...CALL, String(node.port), path]);
      assert.match((await store(first)).output, /Received Store Response \(Success\)/);
      assert.match((await store(first)).output, /Received Store Response \(Success\)/, 'the same again is no error');
      assert.match((await store(changed)).output, /0x111/);
      assert.match((await store(large)).output, /OutOfResources|Out of Resources/i);
      const refused = node.events.filter((event) => event.say === 'store-refused');
      assert.deepEqual(
        refused.map(({ sopInstanceUid, code }) => [sopInstanceUid, code]),
        [
          ['2.25.11', 'exchange/other-content'],
          ['2.25.12', 'exchange/too-large'],
        ],
      );
      assert.ok(
        dataSetOf(readFileSync(node.store.holdings.instance('2.25.11')!.path)).equals(dataSetOf(readFileSync(first))),
      );
    }
    await using again = await openTestNode(root);
    assert.deepEqual(
      again.store.refusals().map(({ from, sopInstanceUid }) => [from, sopInstanceUid]),
      [
        ['TESTER', '2.25.11'],
        ['TESTER', '2.25.12'],
      ],
    );
  },
);
