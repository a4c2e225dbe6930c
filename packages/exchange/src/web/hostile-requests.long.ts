import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, temporaryFolder } from '@specola/test-kit';
import { hostileRequest, sendHostile } from './hostile-requests.ts';
import { openTestService } from './open-test-service.ts';

const REQUESTS = 8000;
const AT_ONCE = 40;
const LONGEST_MS = 2000;

test(`${REQUESTS} hostile requests leave the service as it was`, async () => {
  using folder = temporaryFolder();
  const file = dicomSlice({ studyUid: '2.25.1', seriesUid: '2.25.2', sopInstanceUid: '2.25.3.1' });
  await using service = await openTestService(join(folder.path, 'held'), { maxRequestBytes: 1 << 20 });
  const port = Number(new URL(service.url).port);
  const seen = new Map<string, number>();
  let slowest = 0;
  for (let from = 1_000_000; from < 1_000_000 + REQUESTS; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        const { bytes, what } = hostileRequest(from + n, file);
        const { status, ms } = await sendHostile(port, bytes);
        slowest = Math.max(slowest, ms);
        const told = String(status ?? 'ended without a word');
        seen.set(told, (seen.get(told) ?? 0) + 1);
        assert.ok(status === null || status < 500 || status === 505, `${what} (seed ${from + n}): ${status}`);
      }),
    );
  assert.deepEqual(
    service.events.filter(({ say }) => say === 'fault'),
    [],
  );
  assert.deepEqual(readdirSync(folder.path), ['held']);
  assert.equal((await fetch(`${service.url}/studies`)).status, 200);
  assert.ok(slowest < LONGEST_MS, `${slowest} ms`);
  const rows = [...seen].sort(([a], [b]) => a.localeCompare(b)).map(([status, count]) => `| ${status} | ${count} |`);
  writeFileSync(
    join(import.meta.dirname, '..', '..', '..', '..', 'docs', 'evidence', 'hostile-requests.md'),
    [
      '# Hostile requests to the DICOMweb service',
      '',
      `Run on ${new Date().toISOString().slice(0, 10)} by \`npm run test:long\` (packages/exchange/src/web/hostile-requests.long.ts): ${REQUESTS} requests from seeds, ${AT_ONCE} at once:`,
      'paths that climb out, headers and multipart bodies that are cut, doubled, spotted or endless, lengths that lie.',
      '',
      '| answer | requests |',
      '|---|---|',
      ...rows,
      '',
      `No fault, no answer of 500 and nothing beside the folder; the slowest took ${Math.round(slowest)} ms, the silence of 300 ms that ends each included.`,
      '',
    ].join('\n'),
  );
});
