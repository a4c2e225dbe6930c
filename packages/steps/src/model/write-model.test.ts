import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGlb, readMtl, readObj, readPly, readStl, readThreeMf } from '@specola/formats';
import type { TriMesh } from '@specola/space';
import {
  meshVolumeMm3,
  needsMeshio,
  needsPrusaSlicer,
  needsVtk,
  prusaSlicerInfo,
  prusaSlicerObjects,
  temporaryFolder,
  withMeshio,
  withVtk,
} from '@specola/test-kit';

import { recipeOnMeshes } from './edit/recipe-on-meshes.ts';

/** A corner with legs of 7, 11 and 19 mm: no mirror image of it is itself, and no axis can take another's place. */
const corner = (x: number, y: number, z: number, grow = 1): TriMesh => ({
  positions: Float32Array.of(x, y, z, x + 7 * grow, y, z, x, y + 11 * grow, z, x, y, z + 19 * grow),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
  frame: 'lps-mm',
});
const PARTS = { wall: corner(-31.25, 4.5, 102.125), lumen: corner(15.0625, -60.5, 88.75, 1.5) };
const COLORS = { wall: [200, 60, 50], lumen: [40, 90, 210] } as const;

const written = async () => {
  const describe = (id: keyof typeof PARTS) => ({
    command: 'model.describe',
    params: { component: id, color: [...COLORS[id]], name: `Aorta ${id}` },
  });
  const run = await recipeOnMeshes(PARTS, [
    describe('wall'),
    describe('lumen'),
    { command: 'model.write', params: { name: 'aorta' } },
  ]);
  return new Map(run.made.files!.map(({ name, bytes }) => [name, bytes]));
};

/** Corner and the three legs: what mirroring, swapping or scaling would change. */
const placesOf = (positions: ArrayLike<number>) => Array.from(positions, (mm) => Math.round(mm * 1e4) / 1e4);
const ALL = [...placesOf(PARTS.wall.positions), ...placesOf(PARTS.lumen.positions)];
const flat = (mesh: Omit<TriMesh, 'frame'>) => ({ ...mesh, frame: 'lps-mm' as const });

test('every format gives back the same places, triangles, names and colors', async () => {
  const files = await written();
  assert.deepEqual(
    [...files.keys()],
    ['aorta.3mf', 'aorta-wall.stl', 'aorta-lumen.stl', 'aorta.obj', 'aorta.mtl', 'aorta.ply', 'aorta.glb'],
  );
  const threeMf = readThreeMf(files.get('aorta.3mf')!);
  assert.deepEqual(
    threeMf.objects.map(({ name, color }) => [name, color]),
    [
      ['Aorta wall', COLORS.wall],
      ['Aorta lumen', COLORS.lumen],
      ['aorta', null],
    ],
  );
  assert.equal(threeMf.unit, 'millimeter');
  assert.deepEqual(
    threeMf.objects[2]!.components.map(({ objectId }) => objectId),
    ['2', '3'],
  );
  assert.deepEqual(
    threeMf.build.map(({ objectId }) => objectId),
    ['4'],
  );
  assert.deepEqual(
    threeMf.objects.flatMap(({ positions }) => [...positions]),
    ALL,
  );
  assert.deepEqual(threeMf.objects[1]!.triangles, PARTS.lumen.triangles);
  const obj = readObj(files.get('aorta.obj')!);
  assert.deepEqual([...obj.positions], ALL);
  assert.deepEqual(
    obj.parts.map(({ name, material, firstTriangle }) => [name, material, firstTriangle]),
    [
      ['Aorta_wall', 'Aorta_wall', 0],
      ['Aorta_lumen', 'Aorta_lumen', 4],
    ],
  );
  assert.deepEqual(readMtl(files.get('aorta.mtl')!), {
    Aorta_wall: { color: COLORS.wall, opacity: 1 },
    Aorta_lumen: { color: COLORS.lumen, opacity: 1 },
  });
  const ply = readPly(files.get('aorta.ply')!);
  assert.deepEqual([...ply.positions], ALL);
  assert.deepEqual([...ply.colors!.subarray(0, 3), ...ply.colors!.subarray(12, 15)], [...COLORS.wall, ...COLORS.lumen]);
  assert.ok(meshVolumeMm3(flat(ply)) > 0);
  const glb = readGlb(files.get('aorta.glb')!);
  assert.deepEqual(
    glb.map(({ name, color }) => [name, color]),
    [
      ['Aorta wall', COLORS.wall],
      ['Aorta lumen', COLORS.lumen],
    ],
  );
  assert.deepEqual(
    glb.flatMap(({ mesh }) => [...mesh.positions]),
    ALL,
  );
  for (const id of ['wall', 'lumen'] as const) {
    const { positions, triangles } = readStl(files.get(`aorta-${id}.stl`)!);
    assert.equal(triangles, 4);
    const trianglesOf = Uint32Array.from({ length: 12 }, (_, n) => n);
    const volume = meshVolumeMm3({ positions, triangles: trianglesOf, frame: 'lps-mm' });
    assert.ok(Math.abs(volume - meshVolumeMm3(PARTS[id])) < 1e-2);
  }
  assert.deepEqual(await written(), files, 'the same bytes each time');
});

const VTK = `import sys, json
import vtkmodules.all as v
from vtkmodules.util.numpy_support import vtk_to_numpy as n
out = {}
for path in sys.argv[1:]:
    kind = path.rsplit('.', 1)[1]
    if kind == 'glb':
        r = v.vtkGLTFReader(); r.SetFileName(path); r.Update()
        a = v.vtkAppendPolyData()
        it = r.GetOutput().NewIterator()
        it.InitTraversal()
        while not it.IsDoneWithTraversal():
            a.AddInputData(it.GetCurrentDataObject()); it.GoToNextItem()
        a.Update(); d = a.GetOutput()
    else:
        r = {'stl': v.vtkSTLReader, 'ply': v.vtkPLYReader, 'obj': v.vtkOBJReader}[kind]()
        r.SetFileName(path); r.Update(); d = r.GetOutput()
    m = v.vtkMassProperties(); t = v.vtkTriangleFilter(); t.SetInputData(d); m.SetInputConnection(t.GetOutputPort()); m.Update()
    c = d.GetPointData().GetScalars()
    out[path.rsplit('/', 1)[1]] = {'bounds': d.GetBounds(), 'triangles': d.GetNumberOfCells(),
        'colors': n(c)[[0, -1]].tolist() if c is not None and kind == 'ply' else None}
print(json.dumps(out))`;

const boundsOf = (meshes: readonly TriMesh[]): number[] =>
  [0, 1, 2].flatMap((axis) => {
    const values = meshes.flatMap(({ positions }) => [...positions].filter((_, n) => n % 3 === axis));
    return [Math.min(...values), Math.max(...values)];
  });
const near = (got: readonly number[], expected: readonly number[], what: string): void => {
  for (const [n, mm] of expected.entries())
    assert.ok(Math.abs(got[n]! - mm) <= 0.001, `${what}: ${got} against ${expected}`);
};
const BOTH = boundsOf([PARTS.wall, PARTS.lumen]);

test(
  'VTK reads the same bounds, triangles and colors; its glTF is in meters with the head up',
  needsVtk(),
  async () => {
    using folder = temporaryFolder();
    const paths = [...(await written())].map(([name, bytes]) => folder.write(name, bytes));
    const read = withVtk(
      VTK,
      paths.filter((path) => !/(3mf|mtl)$/.test(path)),
    ) as Record<string, { bounds: number[]; triangles: number; colors: number[][] | null }>;
    near(read['aorta.ply']!.bounds, BOTH, 'PLY');
    near(read['aorta.obj']!.bounds, BOTH, 'OBJ');
    near(read['aorta-wall.stl']!.bounds, boundsOf([PARTS.wall]), 'STL');
    const [x0, x1, y0, y1, z0, z1] = BOTH as [number, number, number, number, number, number];
    near(
      read['aorta.glb']!.bounds.map((m) => 1000 * m),
      [x0, x1, z0, z1, -y1, -y0],
      'GLB',
    );
    assert.deepEqual(read['aorta.ply']!.colors, [[...COLORS.wall], [...COLORS.lumen]]);
    for (const name of ['aorta.ply', 'aorta.obj', 'aorta.glb']) assert.equal(read[name]!.triangles, 8, name);
  },
);

test('meshio reads the same places and triangles', needsMeshio(), async () => {
  using folder = temporaryFolder();
  const files = await written();
  for (const name of ['aorta.ply', 'aorta.obj', 'aorta-lumen.stl']) {
    const { bounds, triangles } = withMeshio(folder.write(name, files.get(name)!));
    near(bounds, name.endsWith('stl') ? boundsOf([PARTS.lumen]) : BOTH, name);
    assert.equal(triangles, name.endsWith('stl') ? 4 : 8);
  }
});

test(
  'PrusaSlicer opens the 3MF with names, sizes and millimeters, and keeps the parts in their places',
  needsPrusaSlicer(),
  async () => {
    using folder = temporaryFolder();
    const path = folder.write('aorta.3mf', (await written()).get('aorta.3mf')!);
    const info = prusaSlicerInfo(path);
    assert.equal(info.length, 2);
    for (const [n, id] of (['wall', 'lumen'] as const).entries()) {
      near(info[n]!.boundsMm, boundsOf([PARTS[id]]), id);
      assert.deepEqual([info[n]!.facets, info[n]!.manifold], [4, true]);
    }
    assert.deepEqual(prusaSlicerObjects(path, folder.path), ['Aorta wall', 'Aorta lumen']);
  },
);
