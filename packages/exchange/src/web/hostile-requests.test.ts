import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dicomSlice, temporaryFolder } from '@specola/test-kit';
import { hostileRequest, sendHostile } from './hostile-requests.ts';
import { openTestService } from './open-test-service.ts';

/** Requests of the sample; hostile-requests.long.ts sends more. */
const REQUESTS = 400;
const AT_ONCE = 20;
const file = dicomSlice({
  studyUid: '2.25.1',
  seriesUid: '2.25.2',
  sopInstanceUid: '2.25.3.1',
  patient: { name: 'SECRET^NAME', id: 'ID-12345', birthDate: '19610203' },
});

test(`${REQUESTS} hostile requests: no fault, no hang, nothing written beside the folder, every answer of the closed list`, async () => {
  using folder = temporaryFolder();
  const root = join(folder.path, 'held');
  await using service = await openTestService(root, { maxRequestBytes: 1 << 20 });
  const port = Number(new URL(service.url).port);
  const seen = new Map<number | null, number>();
  for (let from = 0; from < REQUESTS; from += AT_ONCE)
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, n) => {
        const { bytes, what } = hostileRequest(from + n, file);
        const { status, answer } = await sendHostile(port, bytes);
        seen.set(status, (seen.get(status) ?? 0) + 1);
        assert.ok(
          status === null || status < 500 || status === 505,
          `${what} (seed ${from + n}): ${answer.slice(0, 300)}`,
        );
        if (status !== null && status >= 400) assert.doesNotMatch(answer, /SECRET|12345|19610203|\/tmp\//);
      }),
    );
  assert.deepEqual(
    service.events.filter(({ say }) => say === 'fault'),
    [],
  );
  assert.deepEqual(readdirSync(folder.path), ['held']);
  for (const status of [200, 400, 403, 404]) assert.ok(seen.has(status), `${status} never came: ${[...seen]}`);
  const alive = await fetch(`${service.url}/studies`);
  assert.equal(alive.status, 200);
});
