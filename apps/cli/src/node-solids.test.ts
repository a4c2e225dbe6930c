import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Arena, buildSolid, type SolidExpression, soloCrew } from '@specola/kernels';
import { ballMesh } from '@specola/test-kit';
import { openNodeCrew } from './node-crew.ts';
import { evaluateInThread } from './node-solids.ts';

const job: SolidExpression = {
  make: 'subtract',
  from: { make: 'mesh', mesh: ballMesh({ radiusMm: 21, centerMm: [101, -62, 33], rings: 80 }) },
  what: [
    {
      make: 'place',
      of: { make: 'box', sidesMm: [60, 11, 7] },
      placement: [1, 0, 0, 101, 0, 1, 0, -62, 0, 0, 1, 33],
    },
  ],
};

test('a solid made in a thread of its own has the bytes of one made here', async () => {
  const crew = openNodeCrew(new Arena(), 2, new AbortController().signal);
  try {
    assert.deepEqual(await buildSolid(job, crew), await buildSolid(job, soloCrew(new Arena())));
  } finally {
    await crew.close();
  }
});

test('a job that is cancelled ends, and one that never began is not started', async () => {
  const cancel = new AbortController();
  const running = evaluateInThread([job], cancel.signal);
  cancel.abort(new Error('enough'));
  await assert.rejects(running, /enough/);
  await assert.rejects(async () => evaluateInThread([job], cancel.signal), /enough/);
});
