import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { brokenArrows, MAY_IMPORT } from './check-arrows.ts';
import { generatedDocs } from './write-docs.ts';

const root = join(import.meta.dirname, '..');

/** A small tree of sources, checked and removed. */
function brokenIn(files: Readonly<Record<string, string>>): string[] {
  const toy = mkdtempSync(join(tmpdir(), 'specola-house-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(toy, file)), { recursive: true });
      writeFileSync(join(toy, file), text);
    }
    return brokenArrows(toy);
  } finally {
    rmSync(toy, { recursive: true });
  }
}

test('an arrow the wrong way is found, also when only a type is imported', () => {
  const [broken] = brokenIn({ 'packages/space/src/a.ts': "import type { Check } from '@specola/record';\n" });
  assert.equal(broken, 'packages/space/src/a.ts: space may not import record');
});

test('a side door, a ring of types and a Node module outside an adapter are found', () => {
  const broken = brokenIn({
    'packages/kernels/src/a.ts': "import type { B } from './b.ts';\nimport { readFile } from 'node:fs';\n",
    'packages/kernels/src/b.ts':
      "import type { A } from './a.ts';\nimport { x } from '@specola/space/src/frames.ts';\n",
  });
  assert.equal(broken.length, 3);
  assert.match(broken.join('\n'), /"node:fs" outside an adapter/);
  assert.match(broken.join('\n'), /front door/);
  assert.match(broken.join('\n'), /ring: packages\/kernels\/src\/a.ts → packages\/kernels\/src\/b.ts/);
});

test('a proof that imports the machinery of what it proves is found', () => {
  const broken = brokenIn({
    'packages/steps/src/verify/a.ts': "import { refine } from '../model/refine.ts';\n",
    'packages/steps/src/model/refine.ts': '',
  });
  assert.match(broken.join('\n'), /may not import packages\/steps\/src\/model/);
});

test('ARCHITECTURE.md lists every room of the house', () => {
  const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  for (const room of Object.keys(MAY_IMPORT))
    assert.ok(page.includes(`\`${room === 'cli' ? 'apps' : 'packages'}/${room}\``), room);
});

test('the generated documents say what the code says', () => {
  for (const [file, text] of Object.entries(generatedDocs()))
    assert.equal(readFileSync(join(root, file), 'utf8'), text, `run "npm run docs" (${file})`);
});

test('the lock file names no address to download from', () => {
  assert.doesNotMatch(readFileSync(join(root, 'package-lock.json'), 'utf8'), /"resolved": "https?:/);
});
