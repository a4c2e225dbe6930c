import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const CODE = /code = '([a-z0-9-]+\/[a-z0-9-]+)'/g;

/** Codes of error classes, as pages are named: "mesh/open-surface" → "mesh-open-surface". */
function codesInSources(): Set<string> {
  const codes = new Set<string>();
  for (const file of globSync('{packages,apps}/*/src/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts') || file.includes('/assembly/')) continue;
    for (const [, code] of readFileSync(join(root, file), 'utf8').matchAll(CODE)) codes.add(code!.replace('/', '-'));
  }
  return codes;
}

test('every error code has a page, and every page has its code', () => {
  const pages = new Set(
    globSync('docs/errors/*.md', { cwd: root }).map((file) => file.slice('docs/errors/'.length, -'.md'.length)),
  );
  const codes = codesInSources();
  assert.deepEqual([...codes].filter((code) => !pages.has(code)).sort(), [], 'codes without a page');
  assert.deepEqual([...pages].filter((page) => !codes.has(page)).sort(), [], 'pages without a code');
});

test('a page names its code and says how to mend', () => {
  for (const file of globSync('docs/errors/*.md', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    const [area, ...rest] = file.slice('docs/errors/'.length, -'.md'.length).split('-');
    assert.ok(text.includes(`${area}/${rest.join('-')}`), `${file} names its code`);
    assert.match(text, /mend/i, `${file} says how to mend`);
  }
});
