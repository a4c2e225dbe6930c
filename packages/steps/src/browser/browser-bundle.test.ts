import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { rolldown } from 'rolldown';

/**
 * The glue of the image codecs asks for fs and path where it finds itself in Node, which it does not in a page
 * (browser-decode.test.ts runs it there). Nobody else may.
 */
const withoutNodeGlue = {
  name: 'without-node-glue',
  resolveId: (source: string, importer: string | undefined) =>
    (source === 'fs' || source === 'path') && importer?.includes('/@cornerstonejs/codec-') ? `\0no-${source}` : null,
  load: (id: string) => (id.startsWith('\0no-') ? 'export {};' : null),
};

test('the steps bundle for the browser: nothing in them, or below them, names Node', async () => {
  const unresolved: string[] = [];
  const bundle = await rolldown({
    input: join(import.meta.dirname, '..', 'index.ts'),
    platform: 'browser',
    plugins: [withoutNodeGlue],
    onLog: (_level, log) => void (log.code === 'UNRESOLVED_IMPORT' && unresolved.push(log.message)),
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  const code = output.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n');
  assert.deepEqual(unresolved, []);
  assert.doesNotMatch(code, /from\s*["']node:/);
  // dicom-parser takes a Buffer where there is one, and asks first.
  const asksFirst = /"undefined" != typeof Buffer && \w+ instanceof Buffer\) return Buffer\.alloc\(/g;
  assert.doesNotMatch(code.replaceAll(asksFirst, ''), /\bBuffer\./);
});
