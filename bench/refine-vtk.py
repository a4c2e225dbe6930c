"""The competitor's smoothing and simplifying, timed: VTK 9 from Debian's python3-vtk9.

usage: refine-vtk.py positions.f32 triangles.u32 targetTriangles repeats normalize outPositions.f32 outTriangles.u32
normalize 1 switches NormalizeCoordinates on: off, as it is by default, the filter drifts where coordinates are large.
Prints one JSON object: medians in ms, triangle count, VTK's version.
"""
import json, statistics, sys, time
import numpy as np
from vtkmodules.vtkCommonCore import vtkPoints, vtkVersion
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkFiltersCore import vtkQuadricDecimation, vtkWindowedSincPolyDataFilter
from vtkmodules.util.numpy_support import numpy_to_vtk, numpy_to_vtkIdTypeArray, vtk_to_numpy

positions, triangles, target, repeats, normalize, out_positions, out_triangles = sys.argv[1:8]
p = np.fromfile(positions, '<f4').reshape(-1, 3)
t = np.fromfile(triangles, '<u4').reshape(-1, 3)
points = vtkPoints(); points.SetData(numpy_to_vtk(p, deep=1))
cells = vtkCellArray()
cells.SetData(numpy_to_vtkIdTypeArray(np.arange(0, 3 * len(t) + 1, 3, dtype=np.int64), deep=1),
              numpy_to_vtkIdTypeArray(t.astype(np.int64).ravel(), deep=1))
raw = vtkPolyData(); raw.SetPoints(points); raw.SetPolys(cells)

smooth_ms, simplify_ms = [], []
for _ in range(int(repeats)):
    sinc = vtkWindowedSincPolyDataFilter()
    sinc.SetInputData(raw); sinc.SetNumberOfIterations(20); sinc.SetNormalizeCoordinates(int(normalize))
    start = time.perf_counter(); sinc.Update(); smooth_ms.append(1000 * (time.perf_counter() - start))
    decimate = vtkQuadricDecimation()
    decimate.SetInputData(sinc.GetOutput()); decimate.SetTargetReduction(max(0.0, 1 - int(target) / len(t)))
    start = time.perf_counter(); decimate.Update(); simplify_ms.append(1000 * (time.perf_counter() - start))
final = decimate.GetOutput()
vtk_to_numpy(final.GetPoints().GetData()).astype('<f4').tofile(out_positions)
vtk_to_numpy(final.GetPolys().GetConnectivityArray()).astype('<u4').tofile(out_triangles)
print(json.dumps({'smoothMs': statistics.median(smooth_ms), 'simplifyMs': statistics.median(simplify_ms),
                  'triangles': final.GetNumberOfPolys(), 'vtk': vtkVersion.GetVTKVersion()}))
