// The arrows and the rings of the house: which package may import which (type imports included), by its front door only,
// and no ring of files inside a package, types included. Also: no file grows past 600 lines.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const BELOW_STEPS = ['space', 'record', 'facts', 'kernels', 'formats', 'dicom', 'phantom', 'commands'];

/** What each room may import. Rooms that are not built yet are not listed: a new one must be entered here. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  space: [],
  record: ['space'],
  facts: ['space'],
  kernels: ['space'],
  formats: ['space'],
  dicom: ['space', 'record', 'facts'],
  phantom: ['space'],
  commands: ['space', 'record', 'facts'],
  steps: BELOW_STEPS,
  exchange: ['space', 'dicom', 'formats'],
  casework: ['space', 'record', 'facts'],
  messages: ['space', 'record', 'formats', 'casework'],
  documents: ['space', 'record', 'formats', 'casework'],
  'test-kit': ['space', 'record', 'facts', 'kernels', 'formats', 'dicom', 'phantom', 'casework'],
  cli: [...BELOW_STEPS, 'steps', 'documents', 'exchange', 'casework', 'messages'],
};

/** Inside steps: a proof does not use the machinery of what it proves. */
const NEVER_INSIDE: readonly (readonly [from: string, to: string])[] = [
  ['packages/steps/src/verify/', 'packages/steps/src/guide/'],
  ['packages/steps/src/verify/', 'packages/steps/src/model/'],
];

/** Outside adapters nothing names Node: the same steps run in the browser. */
const NODE_ALLOWED = /^apps\/(cli|server)\/|\.(test|long)\.ts$|^packages\/(test-kit|exchange)\//;

const LONGEST_FILE_LINES = 600;
const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g;

export function brokenArrows(root: string): string[] {
  const broken: string[] = [];
  const ring = new Map<string, string[]>();
  for (const file of globSync('{packages,apps}/*/src/**/*.{ts,tsx}', { cwd: root }).sort()) {
    if (file.includes('/assembly/')) continue;
    const text = readFileSync(join(root, file), 'utf8');
    const home = file.split('/')[1]!;
    const isTest = /\.(test|long)\.tsx?$/.test(file);
    const lines = text.split('\n').length;
    if (lines > LONGEST_FILE_LINES && !file.endsWith('built.ts')) broken.push(`${file}: ${lines} lines; split it`);
    const allowed = MAY_IMPORT[home];
    if (!allowed) broken.push(`${file}: the room "${home}" is not in the plan of the house`);
    if (!isTest) ring.set(file, []);
    for (const [, target] of text.matchAll(IMPORT)) {
      const own = /^@specola\/([^/]+)(\/.*)?$/.exec(target!);
      if (own) {
        const [, room, door] = own;
        const testKitInTest = room === 'test-kit' && isTest;
        if (!testKitInTest && !(isTest && room !== 'test-kit') && !allowed?.includes(room!))
          broken.push(`${file}: ${home} may not import ${room}`);
        if (room === home) broken.push(`${file}: import your own files by path`);
        if (door) broken.push(`${file}: enter @specola/${room} by its front door, not ${door}`);
      } else if (target!.startsWith('node:')) {
        if (!NODE_ALLOWED.test(file)) broken.push(`${file}: "${target}" outside an adapter; the browser runs this too`);
      } else if (target!.startsWith('.')) {
        const to = normalize(join(dirname(file), target!));
        if (to.split('/')[1] !== home) broken.push(`${file}: ${target} leaves the package by a side door`);
        for (const [from, never] of NEVER_INSIDE)
          if (file.startsWith(from) && to.startsWith(never) && !isTest) broken.push(`${file}: may not import ${never}`);
        if (!isTest) ring.get(file)!.push(to);
      }
    }
  }
  return [...broken, ...ringsOf(ring)];
}

/** Every ring of imports, by depth-first search; each is told once. */
function ringsOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const rings: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      rings.push(`ring: ${[...path.slice(path.indexOf(file)), file].join(' → ')}`);
      return;
    }
    state.set(file, 'open');
    path.push(file);
    for (const next of imports.get(file) ?? []) visit(next);
    path.pop();
    state.set(file, 'done');
  };
  for (const file of imports.keys()) visit(file);
  return rings;
}

if (import.meta.main) {
  const broken = brokenArrows(join(import.meta.dirname, '..'));
  for (const line of broken) process.stderr.write(`${line}\n`);
  if (broken.length > 0) process.exit(1);
  process.stdout.write('The arrows hold, and there is no ring.\n');
}
