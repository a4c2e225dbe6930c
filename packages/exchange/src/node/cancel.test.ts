import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, freePort, needsDcmtk, runProgram, temporaryFolder } from '@specola/test-kit';
import { encodedFor } from '../dimse/ask.ts';
import { FIELD } from '../dimse/command.ts';
import { openAssociation } from '../dimse/open-association.ts';
import { SERVICE } from '../dimse/sop-classes.ts';
import { openTestNode, type TestNode } from './open-test-node.ts';

/** Whoever asks may end it (C-CANCEL): what was told by then was told, and the last answer says that it was cancelled. */
const HELD = 60;
const CALL = ['-aet', 'TESTER', '-aec', 'SPECOLA', '127.0.0.1'];
const CANCELLED = 0xfe00;

async function filled(folder: string, settings: Parameters<typeof openTestNode>[1] = {}): Promise<TestNode> {
  const node = await openTestNode(folder, settings);
  const transfer = node.store.transfer('TESTER');
  for (let k = 0; k < HELD; k++) {
    const file = dicomSlice({ sopInstanceUid: `2.25.3.${k}`, studyUid: `2.25.1.${k % 2}`, instanceNumber: k + 1 });
    await transfer.storeFile(
      (async function* () {
        yield file;
      })(),
    );
  }
  await transfer.end({ inOrder: true });
  return node;
}

test('a query that is cancelled ends there, and the association goes on', async () => {
  using folder = temporaryFolder();
  await using node = await filled(folder.path);
  const association = await openAssociation(
    { ae: 'SPECOLA', host: '127.0.0.1', port: node.port },
    { as: 'TESTER', proposals: [{ abstractSyntax: SERVICE.studyFind, transferSyntaxes: ['1.2.840.10008.1.2.1'] }] },
  );
  const context = association.contextFor(SERVICE.studyFind)!;
  const keys = encodedFor(context, {
    '00080052': { vr: 'CS', Value: ['IMAGE'] },
    '00080018': { vr: 'UI' },
  });
  const ask = async (messageId: number) =>
    association.send(context, { field: FIELD.find, messageId, affectedClass: SERVICE.studyFind, priority: 0 }, keys);
  const answers = async (cancelAfter: number | null): Promise<[pending: number, status: number]> => {
    for (let pending = 0; ; pending++) {
      const message = await association.receive();
      for await (const _ of message!.data ?? []);
      const { status = -1, respondingTo = 0 } = message!.command;
      if (status !== 0xff00) return [pending, status];
      if (pending === cancelAfter) await association.send(context, { field: FIELD.cancel, respondingTo });
    }
  };
  // The cancel lies in the node's hands before the question: it must neither be lost nor end another request.
  await ask(7);
  await association.send(context, { field: FIELD.cancel, respondingTo: 7 });
  const [told, status] = await answers(null);
  assert.equal(status, CANCELLED);
  assert.ok(told < HELD, `${told} of ${HELD}`);
  await ask(8);
  await association.send(context, { field: FIELD.cancel, respondingTo: 7 });
  assert.deepEqual(await answers(null), [HELD, 0]);
  await association.release();
  assert.equal((await node.ended(1))[0]!.ending, 'released');
});

test('a move that DCMTK cancels stops before the rest, and what came is whole', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const movePort = await freePort();
  await using node = await filled(join(folder.path, 'held'), {
    peers: [{ ae: 'TESTER', host: '127.0.0.1', port: movePort }],
  });
  const out = join(folder.path, 'out');
  mkdirSync(out);
  const moved = await runProgram('movescu', [
    ...['-S', '-v', '--cancel', '3', '-aem', 'TESTER', '--port', String(movePort), '-od', out],
    ...['-k', 'QueryRetrieveLevel=STUDY', '-k', 'StudyInstanceUID=2.25.1.0', ...CALL, String(node.port)],
  ]);
  assert.match(moved.output, /Final Move Response \(Cancel/, moved.output.slice(-1500));
  const came = readdirSync(out).length;
  assert.ok(came >= 3 && came < HELD / 2, `${came} came`);
  // The next request of another association finds a node that is as it was.
  const found = await runProgram('findscu', [
    ...['-S', '--cancel', '1', '-k', 'QueryRetrieveLevel=IMAGE', '-k', 'SOPInstanceUID', ...CALL, String(node.port)],
  ]);
  assert.equal(found.code, 0, found.output);
});
