// Builds what is built: every AssemblyScript module of the kernels, into a TypeScript file that holds its bytes.
// Runs after every install ("prepare") and in seconds; a module whose sources did not change is left alone.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const FLAGS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '16',
  '--maximumMemory',
  '65536',
  '--enable',
  'simd',
  '--enable',
  'threads',
  '--disable',
  'mutable-globals',
  '--use',
  'abort=',
];

const native = join(root, 'packages/kernels/src/native');
// Modules share sources: a change in any builds all of them again.
const hash = createHash('sha256').update(FLAGS.join(' '));
for (const source of globSync('*/assembly/**/*.ts', { cwd: native }).sort())
  hash.update(source).update(readFileSync(join(native, source)));
const stamp = `// Built from assembly/ by scripts/build.ts; do not edit. Sources: ${hash.digest('hex')}`;

for (const folder of globSync('*/assembly', { cwd: native }).sort()) await buildModule(join(native, folder));

async function buildModule(folder: string): Promise<void> {
  const target = join(dirname(folder), 'built.ts');
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(stamp)) return;

  const asc = await import('assemblyscript/asc');
  const wasm: { bytes?: Uint8Array } = {};
  const { error, stderr } = await asc.main([join(folder, 'index.ts'), ...FLAGS, '--outFile', 'module.wasm'], {
    readFile: (name: string, base: string) => {
      const path = name.startsWith('/') ? name : join(base, name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (name: string, contents: Uint8Array | string) => {
      if (name.endsWith('.wasm') && typeof contents !== 'string') wasm.bytes = contents;
    },
  });
  if (error || !wasm.bytes) {
    process.stderr.write(
      `${stderr.toString()}\nThe native module "${basename(dirname(folder))}" could not be built.\n`,
    );
    process.exit(1);
  }
  writeFileSync(target, `${stamp}\nexport const wasmBase64 =\n  '${Buffer.from(wasm.bytes).toString('base64')}';\n`);
}
