import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readNrrd } from '@specola/formats';
import { Arena, brickBuilder, soloCrew } from '@specola/kernels';
import { emptyBrickMask, type SegmentState, spacingMmOf, type Volume } from '@specola/space';
import { needsData, needsScipy, needsVtk, realData, withScipy, zipEntries } from '@specola/test-kit';
import { runRecipe } from '../../runner/run-recipe.ts';

const RATERS = 'masks_gt/deepmind_tcia_two_raters.zip';

/** Surfaces by marching cubes of masks blurred as ours are; from the middle of each triangle, weighed by its area, to the nearest point of the other. */
const PEERS = `
import vtk
from vtk.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray
from scipy import ndimage
from skimage import measure
s = A["spacing"].astype("float64").ravel()[::-1]
a, b = A["a"] > 0, A["b"] > 0
filled = np.argwhere(a | b)
low, high = np.maximum(filled.min(axis=0) - 4, 0), filled.max(axis=0) + 5
part = tuple(slice(f, t) for f, t in zip(low, high))
def surface(m):
    field = ndimage.gaussian_filter(np.pad(m[part], 4).astype("float32"), 0.8 * s.min() / s, truncate=4)
    v, f, _, _ = measure.marching_cubes(field, 0.5, spacing=tuple(s))
    t = v[f]
    area = np.linalg.norm(np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]), axis=1) / 2
    data, points, cells = vtk.vtkPolyData(), vtk.vtkPoints(), vtk.vtkCellArray()
    points.SetData(numpy_to_vtk(np.ascontiguousarray(v, dtype="float64"), deep=True))
    listed = np.hstack([np.full((len(f), 1), 3), f]).astype("int64").ravel()
    cells.SetCells(len(f), numpy_to_vtkIdTypeArray(listed, deep=True))
    data.SetPoints(points)
    data.SetPolys(cells)
    locator = vtk.vtkStaticCellLocator()
    locator.SetDataSet(data)
    locator.BuildLocator()
    return t.mean(axis=1), area, (locator, data)
(ca, wa, la), (cb, wb, lb) = surface(a), surface(b)
def one(c, w, of):
    near, cell, sub, d2 = [0.0, 0.0, 0.0], vtk.mutable(0), vtk.mutable(0), vtk.mutable(0.0)
    d = np.empty(len(c))
    for n, p in enumerate(c):
        of[0].FindClosestPoint(p, near, cell, sub, d2)
        d[n] = float(d2) ** 0.5
    order = np.argsort(d)
    cum = np.cumsum(w[order]) / w.sum()
    return [np.average(d, weights=w), d[order][np.searchsorted(cum, 0.95)], d.max()]
R["dice"] = np.array([2 * (a & b).sum() / (a.sum() + b.sum())])
R["voxels"] = np.array([a.sum(), b.sum()], dtype="float64")
R["there"], R["back"] = np.array(one(ca, wa, lb)), np.array(one(cb, wb, la))
`;

test('two raters of one mandible compare as scikit-image and VTK say: Dice and volumes to the voxel, distances within a twentieth of a millimeter', {
  skip: needsData(RATERS).skip || needsScipy().skip || needsVtk().skip,
}, async () => {
  const crew = soloCrew(new Arena());
  const entries = zipEntries(realData(RATERS)!).filter(({ name }) => name.endsWith('/Mandible.nrrd'));
  const [patient] = [...new Set(entries.map(({ name }) => name.split('/').at(-3)!))].sort();
  const readBy = async (rater: string): Promise<Volume> => {
    const entry = entries.find(({ name }) => name.endsWith(`/${patient}/${rater}/Mandible.nrrd`))!;
    return (await readNrrd(entry.bytes(), (length) => crew.arena.int16(length))).volume;
  };
  const volumes = [await readBy('oncologist'), await readBy('radiographer')] as const;
  const [{ dimensions, ijkToLps }] = volumes;
  const [nx, ny] = dimensions;
  const segments = volumes.map(({ values }, n): SegmentState => {
    const builder = brickBuilder(dimensions);
    for (let v = 0; v < values.length; v++)
      if (values[v] === 1) builder.set(v % nx, Math.floor(v / nx) % ny, Math.floor(v / (nx * ny)));
    const id = ['oncologist', 'radiographer'][n]!;
    const byHand = emptyBrickMask(dimensions);
    const facts = { name: id, color: [255, 255, 255], anatomy: null, side: null, status: 'complete' } as const;
    return { id, ...facts, locked: false, visible: true, isoHu: null, voxels: builder.finish(), byHand };
  });
  const { made } = await runRecipe(
    volumes[0],
    [{ command: 'segments.compare', params: { segment: 'oncologist', with: 'radiographer' } }],
    crew,
    { signal: new AbortController().signal, onStep: () => undefined },
    { segments: { now: { dimensions, ijkToLps, segments }, past: [], undone: [] }, comparisons: [] },
  );
  const ours = made.comparisons![0]!;
  const bytes = ({ values }: Volume) => ({
    kind: 'uint8' as const,
    dimensions,
    data: Uint8Array.from(values, (value) => (value === 1 ? 1 : 0)),
  });
  const spacing = spacingMmOf(ijkToLps);
  const theirs = withScipy(PEERS, {
    a: bytes(volumes[0]),
    b: bytes(volumes[1]),
    spacing: { kind: 'float32', dimensions: [3, 1, 1], data: Float32Array.from(spacing) },
  });
  const voxelMm3 = spacing[0] * spacing[1] * spacing[2];
  assert.ok(Math.abs(ours.dice! - theirs.dice![0]!) < 1e-6);
  for (const n of [0, 1] as const)
    assert.ok(Math.abs(ours.volumesMm3[n] - theirs.voxels![n]! * voxelMm3) < 1e-4 * ours.volumesMm3[n]);
  for (const way of ['there', 'back'] as const) {
    const { meanMm, p95Mm, maxMm } = ours.distances![way];
    const [mean, p95, most] = theirs[way] as unknown as [number, number, number];
    const told = `${way}: ${meanMm}, ${p95Mm}, ${maxMm} beside ${mean}, ${p95}, ${most}`;
    assert.ok(Math.abs(meanMm - mean) < 0.02 && Math.abs(p95Mm - p95) < 0.05 && Math.abs(maxMm - most) < 0.15, told);
    if (process.env.SHOW) process.stderr.write(`${told}\n`);
  }
});
