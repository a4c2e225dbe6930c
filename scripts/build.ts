// Builds what is built: every AssemblyScript module of the kernels and of the decoders, into a TypeScript file that holds
// its bytes.
// Runs after every install ("prepare") and in seconds; a module whose sources did not change is left alone.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { embedFont } from './embed-font.ts';
import { embedManifold } from './embed-manifold.ts';

const root = join(import.meta.dirname, '..');
const FLAGS = [
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--enable',
  'simd',
  '--disable',
  'mutable-globals',
  '--use',
  'abort=',
];
const SHARED = ['--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536', '--enable', 'threads'];

// Kernels share one memory between threads; a decoder has one for itself.
await buildModules('packages/kernels/src/native', [...FLAGS, ...SHARED]);
await buildModules('packages/dicom/src/decode/native', FLAGS);
embedManifold(root);
await embedFont(root);

async function buildModules(place: string, flags: readonly string[]): Promise<void> {
  const native = join(root, place);
  // Modules share sources: a change in any builds all of them again.
  const hash = createHash('sha256').update(flags.join(' '));
  for (const source of globSync('*/assembly/**/*.ts', { cwd: native }).sort())
    hash.update(source).update(readFileSync(join(native, source)));
  const stamp = `// Built from assembly/ by scripts/build.ts; do not edit. Sources: ${hash.digest('hex')}`;
  for (const folder of globSync('*/assembly', { cwd: native }).sort())
    await buildModule(join(native, folder), { flags, stamp });
}

async function buildModule(
  folder: string,
  { flags, stamp }: { flags: readonly string[]; stamp: string },
): Promise<void> {
  const target = join(dirname(folder), 'built.ts');
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(stamp)) return;

  const asc = await import('assemblyscript/asc');
  const wasm: { bytes?: Uint8Array } = {};
  const { error, stderr } = await asc.main([join(folder, 'index.ts'), ...flags, '--outFile', 'module.wasm'], {
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
