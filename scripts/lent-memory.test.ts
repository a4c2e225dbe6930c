import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const ROOT = join(import.meta.dirname, '..');

/**
 * What `using` holds is given back when the function returns. A promise that is returned as it is still works on that
 * memory: splitting islands read the list of pieces when it had been lent to somebody else.
 */
test('a function that holds lent memory waits for what it returns', () => {
  const files = globSync(['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts', 'scripts/**/*.ts', 'bench/*.ts'], {
    cwd: ROOT,
  })
    .filter((file) => !/\.(test|long)\.ts$/.test(file))
    .sort()
    .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n') }));
  const slow = new Set(
    files.flatMap(({ lines }) =>
      lines.flatMap((line) => line.match(/^\s*(?:export )?async function\*? (\w+)/)?.[1] ?? []),
    ),
  );
  assert.ok(slow.has('keepComponents'));
  const early = files.flatMap(({ file, lines }) => {
    /** Indents of the blocks that hold something, the outer first. */
    let holding: number[] = [];
    return lines.flatMap((line, n) => {
      if (line.trim() === '') return [];
      const indent = line.search(/\S/);
      holding = holding.filter((own) => indent >= own);
      if (/^\s*(?:await )?using \w+/.test(line)) holding.push(indent);
      const called = line.match(/^\s*return (?:[^({[]*[?:] )?(\w+)\(/)?.[1];
      return holding.length > 0 && called && slow.has(called) ? [`${file}:${n + 1} ${line.trim()}`] : [];
    });
  });
  assert.deepEqual(early, []);
});
