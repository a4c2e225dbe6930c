import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, fileOf, temporaryFolder } from '@specola/test-kit';
import { openAssociation } from '../dimse/open-association.ts';
import { SERVICE, STORAGE_ENCODINGS } from '../dimse/sop-classes.ts';
import { sendToPeer } from '../peer/send-to-peer.ts';
import { openTestService } from '../web/open-test-service.ts';
import { openTestNode } from './open-test-node.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'dicom-conformance.md'), 'utf8');

/** The rows of the first table below a heading, cell by cell. */
function tableBelow(heading: string): string[][] {
  const from = PAGE.indexOf(heading);
  assert.ok(from >= 0, heading);
  const lines = PAGE.slice(from).split('\n').slice(1);
  const first = lines.findIndex((line) => line.startsWith('|'));
  const after = lines.findIndex((line, n) => n > first && !line.startsWith('|'));
  return lines.slice(first + 2, after).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

test('the node accepts every service that the statement lists, and lists every one that it accepts', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(folder.path);
  const listed = tableBelow('### Services as SCP').map(([, uid]) => uid!);
  const services = listed.filter((uid) => !uid.startsWith('every'));
  assert.deepEqual([...services].sort(), Object.values(SERVICE).sort());
  const storage = ['1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.104.3'];
  const refused = ['1.2.840.10008.5.1.4.31', '1.2.3.4'];
  const association = await openAssociation(
    { ae: 'SPECOLA', host: '127.0.0.1', port: node.port },
    {
      as: 'TESTER',
      proposals: [...services, ...storage, ...refused].map((abstractSyntax) => ({
        abstractSyntax,
        transferSyntaxes: ['1.2.840.10008.1.2'],
      })),
    },
  );
  assert.deepEqual(
    association.contexts.map(({ abstractSyntax }) => abstractSyntax),
    [...services, ...storage],
  );
  await association.release();
});

test('the node takes the encodings of the statement, and prefers them in its order', async () => {
  using folder = temporaryFolder();
  await using node = await openTestNode(folder.path);
  const listed = tableBelow('### Transfer syntaxes for storage').map(([, uid]) => uid!);
  assert.deepEqual(listed, STORAGE_ENCODINGS);
  const ct = '1.2.840.10008.5.1.4.1.1.2';
  const association = await openAssociation(
    { ae: 'SPECOLA', host: '127.0.0.1', port: node.port },
    {
      as: 'TESTER',
      proposals: [
        ...listed.map((one) => ({ abstractSyntax: ct, transferSyntaxes: [one] })),
        // Proposed backwards: the best one wins all the same.
        ...listed.map((_, n) => ({ abstractSyntax: ct, transferSyntaxes: listed.slice(n).reverse() })),
        { abstractSyntax: ct, transferSyntaxes: ['1.2.840.10008.1.2.4.94'] },
      ],
    },
  );
  assert.deepEqual(
    association.contexts.map(({ transferSyntax }) => transferSyntax),
    [...listed, ...listed],
  );
  await association.release();
});

test('every DICOMweb resource of the statement answers', async () => {
  using folder = temporaryFolder();
  await using service = await openTestService(folder.path);
  await sendToPeer({ kind: 'web', url: service.url }, [fileOf(dicomSlice())], { as: 'TESTER' });
  const rows = tableBelow('### DICOMweb resources');
  assert.equal(rows.length, 19);
  const values: Readonly<Record<string, string>> = {
    study: '2.25.1',
    series: '2.25.2',
    instance: '2.25.2.1',
    frames: '1',
    frame: '1',
    tag: '7FE00010',
  };
  for (const [method, resource] of rows) {
    const path = resource!.replaceAll('`', '').replace(/\{(\w+)\}/g, (_, name: string) => values[name]!);
    const body =
      method === 'POST' ? { body: '--q--', headers: { 'content-type': 'multipart/related; boundary=q' } } : {};
    const answer = await fetch(`${service.url}${path}`, { method: method!, ...body });
    assert.equal(answer.status, 200, `${method} ${path}: ${await answer.text()}`);
  }
  for (const path of ['/workitems', '/studies/2.25.1/rendered', '/../status'])
    assert.equal((await fetch(`${service.url}${path}`)).status, 404, path);
});
