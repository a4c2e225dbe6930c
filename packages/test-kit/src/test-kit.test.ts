import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeStl } from '@specola/formats';
import { type PointIjk, type Triple, toLps } from '@specola/space';
import {
  admeshOf,
  ballMesh,
  ballPhantom,
  boxMesh,
  handednessOfMarker,
  markerPhantom,
  meshVolumeMm3,
  mirroredMesh,
  needsAdmesh,
  needsVtk,
  temporaryFolder,
  torusMesh,
  tubeMesh,
  withVtk,
} from './index.ts';

test('the mesh builders enclose the volumes of their solids, outward', () => {
  assert.equal(Math.round(meshVolumeMm3(boxMesh({ sidesMm: [10, 12.5, 17], centerMm: [3, -40, 8] }))), 2125);
  const near = (got: number, known: number) => assert.ok(Math.abs(got / known - 1) < 0.01, `${got} for ${known}`);
  near(meshVolumeMm3(ballMesh({ radiusMm: 7, centerMm: [1, 2, 3], rings: 40 })), (4 / 3) * Math.PI * 343);
  near(meshVolumeMm3(torusMesh({ ringMm: 11, tubeMm: 3, around: 90, across: 45 })), 2 * Math.PI ** 2 * 11 * 9);
  near(meshVolumeMm3(tubeMesh({ outerMm: 9, innerMm: 6, lengthMm: 20, around: 90 })), Math.PI * (81 - 36) * 20);
  near(meshVolumeMm3(mirroredMesh(ballMesh({ radiusMm: 7, rings: 40 }))), (4 / 3) * Math.PI * 343);
});

test('a mirrored marker is told from one that was only turned', () => {
  const { distanceMm, volume, centerLps } = markerPhantom({ spacingMm: [1.1, 1.2, 1.5] });
  const points: number[] = [];
  for (let k = 0; k < volume.dimensions[2]; k++)
    for (let j = 0; j < volume.dimensions[1]; j++)
      for (let i = 0; i < volume.dimensions[0]; i++) {
        const p = toLps([i, j, k] as Triple as PointIjk, volume.ijkToLps);
        if (Math.abs(distanceMm(p[0], p[1], p[2])) < 0.8) points.push(...p);
      }
  const cloud = Float32Array.from(points);
  const flipped = (signs: readonly number[]) =>
    cloud.map((value, n) => centerLps[n % 3]! + signs[n % 3]! * (value - centerLps[n % 3]!));
  assert.equal(handednessOfMarker(cloud), 1);
  assert.equal(handednessOfMarker(flipped([1, -1, -1])), 1);
  assert.equal(handednessOfMarker(flipped([-1, -1, 1])), 1);
  for (const mirror of [
    [-1, 1, 1],
    [1, -1, 1],
    [1, 1, -1],
    [-1, -1, -1],
  ])
    assert.equal(handednessOfMarker(flipped(mirror)), -1);
});

test('the voxels of a ball phantom add up to the volume of the ball', () => {
  const { volume, insideHu, outsideHu } = ballPhantom({ radiusMm: 7.3 });
  let sum = 0;
  for (const value of volume.values) sum += (value - outsideHu) / (insideHu - outsideHu);
  const known = (4 / 3) * Math.PI * 7.3 ** 3;
  assert.ok(Math.abs((sum * 0.45 * 0.5 * 0.8) / known - 1) < 0.001, `${sum * 0.45 * 0.5 * 0.8} for ${known}`);
});

test('a script for VTK gives back what it prints', needsVtk(), () => {
  const script =
    'import sys, json, vtkmodules.all as v; print(json.dumps([v.vtkVersion.GetVTKMajorVersion(), sys.argv[1]]))';
  assert.deepEqual(withVtk(script, ['told']), [9, 'told']);
});

test('admesh counts what is open or degenerate, and what a mesh encloses', needsAdmesh(), () => {
  using folder = temporaryFolder();
  const tube = tubeMesh({ outerMm: 9, innerMm: 6, lengthMm: 20, centerMm: [40, -30, 7], around: 60 });
  const closed = admeshOf(folder.write('tube.stl', writeStl(tube)));
  assert.deepEqual({ ...closed, volumeMm3: 0 }, { openEdges: 0, facets: 480, degenerate: 0, volumeMm3: 0 });
  assert.ok(Math.abs(closed.volumeMm3 - meshVolumeMm3(tube)) < 1);
  const open = { ...tube, triangles: tube.triangles.slice(3) };
  assert.ok(admeshOf(folder.write('open.stl', writeStl(open))).openEdges > 0);
});
