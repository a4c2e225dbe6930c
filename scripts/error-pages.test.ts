import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const CODE = /code = '([a-z0-9-]+\/[a-z0-9-]+)'/g;

/** As pages are named: "mesh/open-surface" → "mesh-open-surface". */
const pageOf = (code: string): string => code.replace('/', '-');

/** Codes of error classes. */
function codesInSources(): Set<string> {
  const codes = new Set<string>();
  for (const file of globSync('{packages,apps}/*/src/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts') || file.includes('/assembly/')) continue;
    for (const [, code] of readFileSync(join(root, file), 'utf8').matchAll(CODE)) codes.add(code!);
  }
  return codes;
}

test('every error code has a page, and every page has its code', () => {
  const pages = new Set(
    globSync('docs/errors/*.md', { cwd: root }).map((file) => file.slice('docs/errors/'.length, -'.md'.length)),
  );
  const codes = new Set([...codesInSources()].map(pageOf));
  assert.deepEqual([...codes].filter((code) => !pages.has(code)).sort(), [], 'codes without a page');
  assert.deepEqual([...pages].filter((page) => !codes.has(page)).sort(), [], 'pages without a code');
});

test('a page names its code and says how to mend', () => {
  for (const code of codesInSources()) {
    const text = readFileSync(join(root, 'docs', 'errors', `${pageOf(code)}.md`), 'utf8');
    assert.ok(text.includes(code), `the page of ${code} names it`);
    assert.match(text, /mend/i, `the page of ${code} says how to mend`);
  }
});
