import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentsOf, endOf, needsDcmtk, storescu, temporaryFolder, writeSeries } from '@specola/test-kit';
import { startNode } from './started-node.ts';

// The whole figure (5,000 instances, and forty kills) is in many-senders.long.ts; this is its sample.
test('50 associations at once: every instance arrives, none of them twice', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const sent = join(folder.path, 'sent');
  const held = join(folder.path, 'held');
  const homes = writeSeries(sent, { senders: 50, instances: 8 });
  await using node = await startNode(held, ['--allow', 'STORESCU']);
  const ends = await Promise.all(homes.map((home) => endOf(storescu(node.dimsePort, home))));
  assert.deepEqual(ends, new Array(50).fill(0));
  await node.told('association-ended', 50);
  const { digests, marks } = contentsOf(held);
  assert.deepEqual(digests, contentsOf(sent).digests);
  assert.equal(marks, 0);
});

test('a sender killed in the middle leaves a marked part, which a resend completes', needsDcmtk(), async () => {
  using folder = temporaryFolder();
  const sent = join(folder.path, 'sent');
  const held = join(folder.path, 'held');
  const [home] = writeSeries(sent, { senders: 1, instances: 60 });
  await using node = await startNode(held, ['--allow', 'STORESCU']);
  const child = storescu(node.dimsePort, home!);
  while (contentsOf(held).digests.length < 10 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGKILL');
  const end = await endOf(child);
  await node.told('association-ended', 1);
  const part = contentsOf(held);
  const all = contentsOf(sent).digests;
  assert.ok(
    part.digests.every((digest) => all.includes(digest)),
    'what is there is whole',
  );
  if (end === 'SIGKILL') assert.deepEqual([part.marks, part.digests.length < 60], [1, true]);
  assert.equal(await endOf(storescu(node.dimsePort, home!)), 0);
  await node.told('association-ended', 2);
  assert.deepEqual(contentsOf(held), { digests: all, marks: 0 });
});

test(
  'a node killed in the middle comes back with whole instances and a mark, and a resend completes it',
  needsDcmtk(),
  async () => {
    using folder = temporaryFolder();
    const sent = join(folder.path, 'sent');
    const held = join(folder.path, 'held');
    const [home] = writeSeries(sent, { senders: 1, instances: 60 });
    const all = contentsOf(sent).digests;
    const first = await startNode(held, ['--allow', 'STORESCU']);
    const child = storescu(first.dimsePort, home!);
    const ended = endOf(child);
    while (contentsOf(held).digests.length < 10 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await first.kill();
    const end = await ended;
    const part = contentsOf(held);
    assert.ok(part.digests.every((digest) => all.includes(digest)));
    if (end !== 0) assert.equal(part.marks, 1);
    await using again = await startNode(held, ['--allow', 'STORESCU']);
    const [ready] = await again.told('ready', 1);
    assert.equal(ready!.instances, part.digests.length);
    assert.equal(await endOf(storescu(again.dimsePort, home!)), 0);
    await again.told('association-ended', 1);
    assert.deepEqual(contentsOf(held), { digests: all, marks: 0 });
  },
);
