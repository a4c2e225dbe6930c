import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { rolldown } from 'rolldown';

test('the steps bundle for the browser: nothing in them, or below them, names Node', async () => {
  const unresolved: string[] = [];
  const bundle = await rolldown({
    input: join(import.meta.dirname, '..', 'index.ts'),
    platform: 'browser',
    onLog: (_level, log) => void (log.code === 'UNRESOLVED_IMPORT' && unresolved.push(log.message)),
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n');
  assert.deepEqual(unresolved, []);
  assert.doesNotMatch(code, /from\s*["']node:/);
  assert.doesNotMatch(code, /\bBuffer\./);
});
