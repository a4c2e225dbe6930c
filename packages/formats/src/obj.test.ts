import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsVtk, temporaryFolder, withVtk } from '@specola/test-kit';
import { NotObjError, readMtl, readObj } from './obj-read.ts';
import { writeMtl, writeObj } from './obj-write.ts';

/** A wedge without symmetry: no flip and no swap of axes leaves it as it is. */
const WEDGE = {
  positions: Float32Array.of(-10.25, 3.5, 100.125, 7.75, 3.5, 100.125, -10.25, 21.0625, 100.125, -10.25, 3.5, 131.7),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
  frame: 'lps-mm' as const,
};

test('a mesh comes back from OBJ as it was, with its frame, unit and material in words', () => {
  const back = readObj(writeObj(WEDGE, { name: 'left tibia', materialFile: 'model.mtl' }));
  assert.deepEqual(back.positions, WEDGE.positions);
  assert.deepEqual(back.triangles, WEDGE.triangles);
  assert.deepEqual(back.parts, [{ name: 'left_tibia', material: 'left_tibia', firstTriangle: 0 }]);
  assert.deepEqual(back.materialFiles, ['model.mtl']);
  assert.ok(back.comments.includes('SPACE=LPS') && back.comments.includes('units: mm'));
  const materials = readMtl(writeMtl([{ name: 'left tibia', color: [241, 214, 145], opacity: 0.75 }]));
  assert.deepEqual(materials, { left_tibia: { color: [241, 214, 145], opacity: 0.75 } });
});

test('VTK reads the same vertices and the same volume, with its sign', needsVtk(), () => {
  using folder = temporaryFolder();
  const path = folder.write('wedge.obj', writeObj(WEDGE, { name: 'wedge', materialFile: 'wedge.mtl' }));
  folder.write('wedge.mtl', writeMtl([{ name: 'wedge', color: [10, 20, 30], opacity: 1 }]));
  const script = `
import sys, json, vtkmodules.all as vtk
from vtkmodules.util.numpy_support import vtk_to_numpy
r = vtk.vtkOBJReader(); r.SetFileName(sys.argv[1]); r.Update(); m = r.GetOutput()
p = vtk.vtkMassProperties(); p.SetInputData(m); p.Update()
n = vtk.vtkPolyDataNormals(); n.SetInputData(m); n.ComputeCellNormalsOn(); n.ConsistencyOff(); n.SplittingOff(); n.Update()
print(json.dumps([vtk_to_numpy(m.GetPoints().GetData()).ravel().tolist(), vtk_to_numpy(n.GetOutput().GetCellData().GetNormals())[0].tolist(), p.GetVolume()]))`;
  const [points, normal, volume] = withVtk(script, [path]) as [number[], number[], number];
  assert.deepEqual(Float32Array.from(points), WEDGE.positions);
  // The first triangle is the bottom: it looks down, so the order of corners came through.
  assert.deepEqual(normal.map(Math.round), [0, 0, -1]);
  const truth = (18 * 17.5625 * (131.7 - 100.125)) / 6;
  assert.ok(Math.abs(volume - truth) < 1e-3 * truth, `${volume} and ${truth}`);
});

test('faces of other programs are read: slashes, negative indices, polygons, groups, colors, Windows lines', () => {
  const text = [
    '# made elsewhere',
    'v 0 0 0 0.5 0.5 0.5',
    'v 2 0 0',
    'v 2 3 0',
    'v 0 3 0',
    'vn 0 0 1',
    'vt 0 0',
    'g first part',
    'usemtl red',
    'f 1//1 2//1 3//1 4//1',
    'g second',
    'f -4/1 -2/1/1 -1',
    '',
  ].join('\r\n');
  const { triangles, parts, polygons } = readObj(new TextEncoder().encode(text));
  assert.deepEqual(triangles, Uint32Array.of(0, 1, 2, 0, 2, 3, 0, 2, 3));
  assert.deepEqual(parts, [
    { name: 'first part', material: 'red', firstTriangle: 0 },
    { name: 'second', material: 'red', firstTriangle: 2 },
  ]);
  assert.equal(polygons, 1);
});

test('what is no OBJ is refused with a sentence', () => {
  const read = (text: string) => () => readObj(new TextEncoder().encode(text));
  assert.throws(read('hello\n'), NotObjError);
  assert.throws(read('v 0 0\nf 1 1 1\n'), /no three coordinates/);
  assert.throws(read('v 0 0 0\nv 1 0 0\nf 1 2 3\n'), /names vertex 3 of 2/);
  assert.throws(read('v 0 0 0\nv 1 0 0\nf 1 2\n'), /fewer than three/);
  assert.throws(read('v 0 0 x\n'), NotObjError);
});
