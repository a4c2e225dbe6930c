import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const PYTHON = '/usr/bin/python3';

/** Options for a test that asks meshio: skipped where it is not installed. */
export function needsMeshio(): { skip: string | false } {
  const { status } = spawnSync(PYTHON, ['-c', 'import meshio']);
  return { skip: status !== 0 && 'needs meshio: apt-get install python3-meshio' };
}

const MESHIO = `import sys, json, meshio
m = meshio.read(sys.argv[1])
p = m.points
print(json.dumps({'bounds': [f(p[:, a]) for a in range(3) for f in (lambda v: float(v.min()), lambda v: float(v.max()))],
  'triangles': sum(len(c.data) for c in m.cells if c.type == 'triangle')}), file=sys.stderr)`;

/** Bounds (xmin, xmax, ymin …) and triangles as meshio reads them. */
export function withMeshio(path: string): { bounds: number[]; triangles: number } {
  const { status, stderr } = spawnSync(PYTHON, ['-c', MESHIO, path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`meshio ended with ${status}:\n${stderr}`);
  return JSON.parse(stderr.trim().split('\n').at(-1)!) as { bounds: number[]; triangles: number };
}

/** Options for a test that asks PrusaSlicer: skipped where it is not installed. */
export function needsPrusaSlicer(): { skip: string | false } {
  const { error } = spawnSync('prusa-slicer', ['--help']);
  return { skip: error !== undefined && 'needs PrusaSlicer: apt-get install prusa-slicer' };
}

/** What PrusaSlicer says of each object in a file: bounds (xmin, xmax, ymin …), triangles, and whether it is a manifold. */
export function prusaSlicerInfo(path: string): { boundsMm: number[]; facets: number; manifold: boolean }[] {
  const { status, stdout, stderr } = spawnSync('prusa-slicer', ['--info', path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`PrusaSlicer ended with ${status}:\n${stderr}${stdout}`);
  return stdout
    .split('size_x')
    .slice(1)
    .map((told) => {
      const number = (label: string) => Number(new RegExp(`${label} = +([-\\d.e+]+)`).exec(told)?.[1] ?? Number.NaN);
      return {
        boundsMm: ['min_x', 'max_x', 'min_y', 'max_y', 'min_z', 'max_z'].map(number),
        facets: number('number_of_facets'),
        manifold: /manifold = yes/.test(told),
      };
    });
}

/** Names of the parts that PrusaSlicer keeps when it writes what it read as a project of its own. */
export function prusaSlicerObjects(path: string, folder: string): string[] {
  const out = join(folder, 'again.3mf');
  const { status, stderr } = spawnSync('prusa-slicer', ['--export-3mf', '--dont-arrange', '--output', out, path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`PrusaSlicer ended with ${status}:\n${stderr}`);
  const config = spawnSync(
    PYTHON,
    [
      '-c',
      'import sys,zipfile;print(zipfile.ZipFile(sys.argv[1]).read("Metadata/Slic3r_PE_model.config").decode())',
      out,
    ],
    { encoding: 'utf8' },
  );
  return [...config.stdout.matchAll(/type="volume" key="name" value="([^"]*)"/g)].map(([, name]) => name!);
}
