import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Python of the distribution, which has its VTK, numpy and pydicom packages. */
const PYTHON = '/usr/bin/python3';

/** Options for a test that asks VTK: skipped with a clear line where python3-vtk9 is not installed. */
export function needsVtk(): { skip: string | false } {
  const { status } = spawnSync(PYTHON, ['-c', 'import vtkmodules.all, numpy']);
  return { skip: status !== 0 && 'needs VTK 9 for Python: apt-get install python3-vtk9 python3-numpy' };
}

/** Options for a test that asks admesh: skipped with a clear line where it is not installed. */
export function needsAdmesh(): { skip: string | false } {
  const { error } = spawnSync('admesh', ['--version']);
  return { skip: error !== undefined && 'needs admesh: apt-get install admesh' };
}

/**
 * Runs a Python script (its text) with arguments, and gives back what it printed, parsed as JSON.
 *
 * @throws Error with what Python said when it fails
 */
export function withVtk(script: string, args: readonly string[] = []): unknown {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

/** What admesh counts in an STL file: it repairs nothing here, it only looks. */
export function admeshOf(stlPath: string): {
  openEdges: number;
  facets: number;
  degenerate: number;
  volumeMm3: number;
} {
  const { status, stdout, stderr } = spawnSync('admesh', ['--exact', '--normal-values', stlPath], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`admesh ended with ${status}:\n${stderr}`);
  const number = (label: string): number => {
    const found = new RegExp(`${label}\\s*:\\s*(-?[\\d.]+)`).exec(stdout);
    if (!found) throw new Error(`admesh does not say "${label}":\n${stdout}`);
    return Number(found[1]);
  };
  return {
    openEdges: number('Total disconnected facets'),
    facets: number('Number of facets'),
    degenerate: number('Degenerate facets'),
    volumeMm3: number('Volume'),
  };
}

/** A folder for the length of a block of code: `using folder = temporaryFolder()`. */
export function temporaryFolder(): {
  path: string;
  write(name: string, bytes: Uint8Array | string): string;
} & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'specola-test-'));
  return {
    path,
    write(name, bytes) {
      writeFileSync(join(path, name), bytes);
      return join(path, name);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}
