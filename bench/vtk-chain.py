"""The competitor's chain, timed step by step: VTK 9 from Debian's python3-vtk9.

usage: vtk-chain.py volume.i16 nx ny nz sx sy sz iso targetTriangles repeats out.stl x y z
x y z  a vertex of the other side's surface, mm: where VTK's largest region (by triangles) is another than ours (by volume),
       VTK takes the region closest to it instead, so that both work on the same shells.
volume.i16  Int16, little endian, i fastest. The chain starts from the decoded volume in memory and ends with an STL.
Prints one JSON object: medians in ms by step, triangle counts, VTK's version and thread back end.
"""
import json, statistics, sys, time
import numpy as np
from vtkmodules.vtkCommonCore import vtkSMPTools, vtkVersion
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import (vtkFlyingEdges3D, vtkPolyDataConnectivityFilter, vtkQuadricDecimation,
                                       vtkWindowedSincPolyDataFilter)
from vtkmodules.vtkIOGeometry import vtkSTLWriter
from vtkmodules.util import numpy_support
from vtkmodules.util.numpy_support import numpy_to_vtk

path, nx, ny, nz, sx, sy, sz, iso, target, repeats, out, x, y, z = sys.argv[1:15]
dims = [int(nx), int(ny), int(nz)]
values = np.fromfile(path, dtype='<i2')
image = vtkImageData()
image.SetDimensions(dims)
image.SetSpacing(float(sx), float(sy), float(sz))
image.GetPointData().SetScalars(numpy_to_vtk(values, deep=0))

times = {}


def timed(name, work):
    start = time.perf_counter()
    result = work()
    times.setdefault(name, []).append(1000 * (time.perf_counter() - start))
    return result


def run(algorithm):
    algorithm.Update()
    return algorithm.GetOutput()


def distance_to(surface, point):
    points = numpy_support.vtk_to_numpy(surface.GetPoints().GetData())
    return float(np.sqrt(((points - np.array(point)) ** 2).sum(axis=1).min()))


seed = [float(x), float(y), float(z)]
other_region = False
counts = {}
for _ in range(int(repeats) + 1):  # the first run warms up and is dropped
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, float(iso))
    edges.ComputeNormalsOff(); edges.ComputeGradientsOff(); edges.ComputeScalarsOff()
    raw = timed('extract', lambda: run(edges))
    connected = vtkPolyDataConnectivityFilter()
    connected.SetInputData(raw)
    if other_region:
        connected.SetExtractionModeToClosestPointRegion(); connected.SetClosestPoint(*seed)
    else:
        connected.SetExtractionModeToLargestRegion()
    largest = timed('largest', lambda: run(connected))
    if _ == 0 and not other_region and distance_to(largest, seed) > 1e-2:
        other_region = True
        connected.SetExtractionModeToClosestPointRegion(); connected.SetClosestPoint(*seed)
        largest = run(connected)
    sinc = vtkWindowedSincPolyDataFilter()
    sinc.SetInputData(largest); sinc.SetNumberOfIterations(20)
    smooth = timed('smooth', lambda: run(sinc))
    counts = {'extracted': raw.GetNumberOfPolys(), 'largest': largest.GetNumberOfPolys()}
    final = smooth
    if int(target) > 0:
        decimate = vtkQuadricDecimation()
        decimate.SetInputData(smooth)
        decimate.SetTargetReduction(max(0.0, 1 - int(target) / smooth.GetNumberOfPolys()))
        final = timed('simplify', lambda: run(decimate))
    writer = vtkSTLWriter()
    writer.SetInputData(final); writer.SetFileName(out); writer.SetFileTypeToBinary()
    timed('write', writer.Write)
    counts['final'] = final.GetNumberOfPolys()

print(json.dumps({
    'vtk': vtkVersion.GetVTKVersion(), 'backend': vtkSMPTools.GetBackend(), 'threads': vtkSMPTools.GetEstimatedNumberOfThreads(),
    'counts': counts, 'region': 'closest' if other_region else 'largest', 'medianMs': {name: statistics.median(all_[1:]) for name, all_ in times.items()},
}))
