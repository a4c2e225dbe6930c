import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { contentsOf, endOf, needsDcmtk, storescu, temporaryFolder, writeSeries } from '@specola/test-kit';
import { startNode } from './started-node.ts';

const SENDERS = 50;
const INSTANCES = 100;
const KILLS = 20;
const EVIDENCE = join(import.meta.dirname, '..', '..', '..', 'docs', 'evidence', 'wire.md');

interface Killed {
  readonly who: 'sender' | 'node';
  readonly there: number;
  readonly torn: number;
  readonly marked: boolean;
  readonly completed: boolean;
  readonly twice: number;
}

const twiceIn = (digests: readonly string[]): number => digests.length - new Set(digests).size;

/** One transfer of one series that is cut when `after` instances are there, and its resend. */
async function cut(
  who: Killed['who'],
  home: string,
  all: readonly string[],
  after: number,
  held: string,
): Promise<Killed> {
  mkdirSync(held);
  let node = await startNode(held, ['--allow', 'STORESCU']);
  const child = storescu(node.dimsePort, home);
  const ended = endOf(child);
  while (contentsOf(held).digests.length < after && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 3));
  if (who === 'sender') {
    child.kill('SIGKILL');
    await ended;
    await node.told('association-ended', 1);
  } else {
    await node.kill();
    await ended;
  }
  const part = contentsOf(held);
  if (who === 'node') node = await startNode(held, ['--allow', 'STORESCU']);
  const resent = await endOf(storescu(node.dimsePort, home));
  await node.told('association-ended', who === 'sender' ? 2 : 1);
  const whole = contentsOf(held);
  await node[Symbol.asyncDispose]();
  return {
    who,
    there: part.digests.length,
    torn: part.digests.filter((digest) => !all.includes(digest)).length,
    marked: part.marks === 1,
    completed: resent === 0 && whole.marks === 0 && whole.digests.join() === all.join(),
    twice: twiceIn(whole.digests),
  };
}

test(
  '50 associations send 5,000 instances at once, and forty transfers are cut by a kill: nothing lost, nothing twice',
  needsDcmtk(),
  async () => {
    using folder = temporaryFolder();
    const sent = join(folder.path, 'sent');
    const homes = writeSeries(sent, { senders: SENDERS, instances: INSTANCES });
    const all = contentsOf(sent).digests;

    const held = join(folder.path, 'held');
    const node = await startNode(held, ['--allow', 'STORESCU']);
    const before = performance.now();
    const ends = await Promise.all(homes.map((home) => endOf(storescu(node.dimsePort, home))));
    const tookS = (performance.now() - before) / 1000;
    const endings = await node.told('association-ended', SENDERS);
    const arrived = contentsOf(held);
    await node[Symbol.asyncDispose]();

    const killed: Killed[] = [];
    const single = contentsOf(homes[0]!).digests;
    for (let n = 0; n < 2 * KILLS; n++) {
      const after = 1 + Math.floor(((n >> 1) * (INSTANCES - 5)) / KILLS);
      killed.push(await cut(n % 2 === 0 ? 'sender' : 'node', homes[0]!, single, after, join(folder.path, `cut-${n}`)));
    }

    const row = (who: Killed['who']): string => {
      const ones = killed.filter((one) => one.who === who);
      const count = (keep: (one: Killed) => boolean) => ones.filter(keep).length;
      const parts = ones.map(({ there }) => there);
      return `| ${who} | ${ones.length} | ${Math.min(...parts)} to ${Math.max(...parts)} | ${ones.reduce((sum, { torn }) => sum + torn, 0)} | ${count(({ marked, there }) => marked || there === 0)} | ${count(({ completed }) => completed)} | ${ones.reduce((sum, { twice }) => sum + twice, 0)} |`;
    };
    writeFileSync(
      EVIDENCE,
      [
        '# Many senders, and transfers cut by a kill',
        '',
        `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (apps/cli/src/many-senders.long.ts): DCMTK's storescu as the sender, \`specola node\` in a process of its own, both on this machine. Every data set is compared by its SHA-256 with the one that was sent.`,
        '',
        '## At once',
        '',
        '| associations | instances sent | arrived, same bytes | lost | twice | series marked at the end | senders that ended with an error | seconds |',
        '|---|---|---|---|---|---|---|---|',
        `| ${SENDERS} | ${all.length} | ${arrived.digests.filter((digest) => all.includes(digest)).length} | ${all.length - new Set(arrived.digests).size} | ${twiceIn(arrived.digests)} | ${arrived.marks} | ${ends.filter((end) => end !== 0).length} | ${tookS.toFixed(1)} |`,
        '',
        'The seconds are those of DCMTK: storescu waits 40 ms for each instance (it leaves the delay of small packets on), which fifty of them share.',
        '',
        '## Cut in the middle (kill -9), then sent again',
        '',
        `One series of ${INSTANCES} instances; the kill comes at another moment each time.`,
        '',
        '| killed | transfers | instances there after the kill | torn among them | marked incomplete, or nothing there | whole after the resend, mark gone | twice |',
        '|---|---|---|---|---|---|---|',
        row('sender'),
        row('node'),
        '',
      ].join('\n'),
    );
    assert.deepEqual(ends, new Array(SENDERS).fill(0));
    assert.ok(endings.every(({ ending }) => ending === 'released'));
    assert.deepEqual(arrived, { digests: all, marks: 0 });
    for (const one of killed) {
      assert.deepEqual([one.torn, one.completed, one.twice], [0, true, 0], JSON.stringify(one));
      assert.ok(one.marked || one.there === 0 || one.there === INSTANCES, JSON.stringify(one));
    }
  },
);
