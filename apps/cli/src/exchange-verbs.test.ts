import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { dicomSlice, temporaryFolder } from '@specola/test-kit';
import { startNode } from './started-node.ts';

const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const TOKEN = 'a token of this test';

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function specola(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [ENTRY, ...args], {
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

function writeStudy(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (let k = 0; k < 6; k++)
    writeFileSync(
      join(folder, `IM${k}`),
      dicomSlice({
        sopInstanceUid: `2.25.2.${k + 1}`,
        instanceNumber: k + 1,
        position: [0, 0, k * 1.25],
        patient: { name: 'Adams^Abigail', id: 'P-9', birthDate: '17441122' },
      }),
    );
  writeFileSync(join(folder, 'README'), 'not an image');
}

test('a study goes to a node, is found there, and comes back, over DIMSE and over DICOMweb', async () => {
  using folder = temporaryFolder();
  const study = join(folder.path, 'study');
  writeStudy(study);
  await using node = await startNode(join(folder.path, 'held'), ['--allow', 'SPECOLA,OTHER'], {
    SPECOLA_NODE_TOKEN: TOKEN,
  });
  const dimse = `SPECOLA@127.0.0.1:${node.dimsePort}`;
  const web = `http://127.0.0.1:${node.httpPort}/dicom-web`;
  const known = { SPECOLA_DICOMWEB_AUTHORIZATION: `Bearer ${TOKEN}` };

  assert.equal((await specola(['echo', dimse])).stdout, 'SPECOLA answers.\n');
  const turnedAway = await specola(['echo', dimse, '--as', 'STRANGER']);
  assert.deepEqual([turnedAway.code, /exchange\/association-rejected/.test(turnedAway.stderr)], [3, true]);

  const sent = await specola(['send', study, '--to', dimse]);
  assert.equal(sent.code, 0, sent.stderr);
  assert.match(sent.stdout, /^6 instances are stored at SPECOLA\. 1 files of other kinds were left alone\.$/m);
  const again = await specola(['send', study, '--to', web, '--json'], known);
  assert.deepEqual(
    JSON.parse(again.stdout).sent.map((one: { outcome: string }) => one.outcome),
    new Array(6).fill('stored'),
  );

  for (const [at, env] of [
    [dimse, {}],
    [web, known],
  ] as const) {
    const found = await specola(
      ['find', '--at', at, '--match', 'PatientName=adams*', '--date', '-20261231'].slice(0, 5),
      env,
    );
    assert.match(found.stdout, /P-9 +Adams\^Abigail .*2\.25\.1\n1 study\.\n$/);
    const out = join(folder.path, `out-${at === web ? 'web' : 'dimse'}`);
    const fetched = await specola(['fetch', '--from', at, '--study', '2.25.1', '--out', out, '--json'], env);
    assert.deepEqual(JSON.parse(fetched.stdout), { listed: 6, stored: 6, heldAlready: 0 });
    assert.deepEqual(JSON.parse((await specola(['node', out, '--list', '--json'])).stdout), {
      series: [{ studyUid: '2.25.1', seriesUid: '2.25.2', instances: 6, state: 'whole' }],
      unreadable: 0,
      refusals: [],
    });
  }
  const nobody = await specola(['find', '--at', web]);
  assert.deepEqual([nobody.code, /SPECOLA_DICOMWEB_AUTHORIZATION/.test(nobody.stderr)], [3, true]);
  const nothing = await specola([
    'fetch',
    '--from',
    dimse,
    '--study',
    '2.25.404',
    '--out',
    join(folder.path, 'none'),
    '--json',
  ]);
  assert.deepEqual([nothing.code, JSON.parse(nothing.stdout).error.code], [3, 'exchange/nothing-found']);
});

test('what was not stored ends the program with an error that names it, in JSON too', async () => {
  using folder = temporaryFolder();
  const study = join(folder.path, 'study');
  writeStudy(study);
  await using node = await startNode(join(folder.path, 'held'), ['--allow', 'SPECOLA']);
  const to = `SPECOLA@127.0.0.1:${node.dimsePort}`;
  assert.equal((await specola(['send', study, '--to', to])).code, 0);
  writeFileSync(
    join(study, 'IM3'),
    dicomSlice({
      sopInstanceUid: '2.25.2.4',
      intercept: 5,
      patient: { name: 'Adams^Abigail', id: 'P-9', birthDate: '' },
    }),
  );
  const refused = await specola(['send', study, '--to', to]);
  assert.equal(refused.code, 3);
  assert.match(refused.stderr, /1 of 6 instances were not stored by SPECOLA \(2\.25\.2\.4: 0x0111/);
  assert.doesNotMatch(refused.stderr + refused.stdout, /Adams|P-9/);
  const told = await specola(['send', study, '--to', to, '--json']);
  assert.equal(told.code, 3);
  const json = JSON.parse(told.stdout) as { error: { code: string }; sent: { outcome: string }[] };
  assert.equal(json.error.code, 'exchange/not-stored');
  assert.equal(json.sent.filter(({ outcome }) => outcome === 'stored').length, 5);
  const [event] = await node.told('store-refused', 1);
  assert.deepEqual([event!.sopInstanceUid, event!.code], ['2.25.2.4', 'exchange/other-content']);
  const list = await specola(['node', join(folder.path, 'held'), '--list']);
  assert.match(list.stdout, /SPECOLA: 2\.25\.2\.4: The instance 2\.25\.2\.4 is held already/);
});

test('without a token DICOMweb is off, and a folder belongs to one node', async () => {
  using folder = temporaryFolder();
  await using node = await startNode(join(folder.path, 'held'));
  assert.equal(node.httpPort, null);
  const ended = await specola(['node', join(folder.path, 'held'), '--dimse-port', '0']);
  assert.deepEqual([ended.code, ended.stderr.includes('(exchange/folder-in-use)')], [3, true]);
});

test('a settings file says all that flags say, and a node that is told to stop ends with 0', async () => {
  using folder = temporaryFolder();
  const config = folder.write(
    'node.json',
    JSON.stringify({ ae: 'FROM-FILE', allow: ['TESTER'], open: true, maxAssociations: 2 }),
  );
  const node = await startNode(join(folder.path, 'held'), ['--config', config, '--ae', 'FROM-FLAG']);
  assert.equal((await specola(['echo', `FROM-FLAG@127.0.0.1:${node.dimsePort}`, '--as', 'TESTER'])).code, 0);
  assert.equal((await fetch(`http://127.0.0.1:${node.httpPort}/dicom-web/studies`)).status, 200);
  await node[Symbol.asyncDispose]();
  assert.equal(node.child.exitCode, 0);
  assert.ok(!existsSync(join(folder.path, 'held', '.specola-node', 'lock')));
  assert.deepEqual(readdirSync(join(folder.path, 'held')), ['.specola-node']);
});

test('with certificates both services speak TLS only', {
  skip: spawnSync('openssl', ['version']).error !== undefined && 'needs openssl',
}, async () => {
  using folder = temporaryFolder();
  const [key, cert] = [join(folder.path, 'key.pem'), join(folder.path, 'cert.pem')];
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
  ]);
  assert.equal(made.status, 0, String(made.stderr));
  const config = folder.write('node.json', JSON.stringify({ allow: ['SPECOLA'], tls: { key, cert } }));
  await using node = await startNode(join(folder.path, 'held'), ['--config', config], { SPECOLA_NODE_TOKEN: TOKEN });
  const trusting = { NODE_EXTRA_CA_CERTS: cert, SPECOLA_DICOMWEB_AUTHORIZATION: `Bearer ${TOKEN}` };
  const peer = `SPECOLA@localhost:${node.dimsePort}`;
  assert.equal((await specola(['echo', `dicom-tls:${peer}`], trusting)).code, 0);
  assert.equal((await specola(['echo', `dicom-tls:${peer}`])).code, 3, 'a certificate that nobody vouches for');
  assert.equal((await specola(['echo', peer])).code, 3, 'plain DIMSE');
  const found = await specola(['find', '--at', `https://localhost:${node.httpPort}/dicom-web`], trusting);
  assert.equal(found.stdout, '0 studies.\n', found.stderr);
});
