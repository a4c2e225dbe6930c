import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * manifold-3d goes the same way: its bytes in a TypeScript file, so that no adapter has to find them, and its glue
 * without the branch that asks Node for files, so that the same code runs anywhere.
 */
export function embedManifold(root: string): void {
  const from = join(root, 'node_modules/manifold-3d');
  const bytes = readFileSync(join(from, 'manifold.wasm'));
  const glue = readFileSync(join(from, 'manifold.js'), 'utf8');
  const hash = createHash('sha256').update(bytes).update(glue).digest('hex');
  const mark = `// From manifold-3d (The Manifold Authors, Apache-2.0) by scripts/embed-manifold.ts; do not edit. Sources: ${hash}`;
  const folder = join(root, 'packages/kernels/src/native/solid');
  const target = join(folder, 'built.ts');
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(mark)) return;
  const asksNode = /globalThis\.process\?\.versions\?\.node&&globalThis\.process\?\.type!="renderer"/;
  const importsNode = /if\(ENVIRONMENT_IS_NODE\)\{const\{createRequire\}=await import\("node:module"\);[^}]*\}/;
  const readsFiles = /if\(ENVIRONMENT_IS_NODE\)\{var fs=require.*?\}else if\(ENVIRONMENT_IS_WEB/;
  if (![asksNode, importsNode, readsFiles].every((part) => part.test(glue))) {
    process.stderr.write('manifold-3d is not as it was: look at scripts/embed-manifold.ts.\n');
    process.exit(1);
  }
  const engine = glue
    .replace(asksNode, 'false')
    .replace(importsNode, '')
    .replace(readsFiles, 'if(ENVIRONMENT_IS_WEB')
    .replace(/export default Module;?/, '');
  writeFileSync(join(folder, 'built-engine.js'), `${mark}\n${engine}\nexport { Module as openEngine };\n`);
  writeFileSync(target, `${mark}\nexport const wasmBase64 =\n  '${bytes.toString('base64')}';\n`);
}
