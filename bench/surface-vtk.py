"""vtkFlyingEdges3D alone: the peer of the surface extractor. VTK 9 from Debian's python3-vtk9.

usage: surface-vtk.py volume.i16 nx ny nz sx sy sz iso repeats
volume.i16  Int16, little endian, i fastest. Normals, gradients and scalars off, in-memory from the decoded volume.
Prints one JSON object: median ms, vertices, triangles, VTK's version, back end and threads.
"""
import json, statistics, sys, time
import numpy as np
from vtkmodules.vtkCommonCore import vtkSMPTools, vtkVersion
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D
from vtkmodules.util.numpy_support import numpy_to_vtk

path, nx, ny, nz, sx, sy, sz, iso, repeats = sys.argv[1:10]
values = np.fromfile(path, dtype='<i2')
image = vtkImageData()
image.SetDimensions(int(nx), int(ny), int(nz))
image.SetSpacing(float(sx), float(sy), float(sz))
image.GetPointData().SetScalars(numpy_to_vtk(values, deep=0))
times = []
for _ in range(int(repeats) + 1):  # the first run warms up and is dropped
    edges = vtkFlyingEdges3D()
    edges.SetInputData(image)
    edges.SetValue(0, float(iso))
    edges.ComputeNormalsOff(); edges.ComputeGradientsOff(); edges.ComputeScalarsOff()
    start = time.perf_counter()
    edges.Update()
    times.append(1000 * (time.perf_counter() - start))
    surface = edges.GetOutput()
print(json.dumps({
    'ms': statistics.median(times[1:]), 'vertices': surface.GetNumberOfPoints(), 'triangles': surface.GetNumberOfPolys(),
    'vtk': vtkVersion.GetVTKVersion(), 'backend': vtkSMPTools.GetBackend(), 'threads': vtkSMPTools.GetEstimatedNumberOfThreads()}))
