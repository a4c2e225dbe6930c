"""Signed distances between two surfaces, both ways, by VTK: writes the seconds that the filter took."""
import sys
import time
from vtkmodules.vtkFiltersGeneral import vtkDistancePolyDataFilter
from vtkmodules.vtkIOGeometry import vtkSTLReader

folder = sys.argv[1]
inputs = []
for name in ("a.stl", "b.stl"):
    reader = vtkSTLReader()
    reader.SetFileName(f"{folder}/{name}")
    reader.Update()
    inputs.append(reader.GetOutput())
start = time.perf_counter()
distance = vtkDistancePolyDataFilter()
distance.SetInputData(0, inputs[0])
distance.SetInputData(1, inputs[1])
distance.SignedDistanceOn()
distance.ComputeSecondDistanceOn()
distance.ComputeCellCenterDistanceOff()
distance.Update()
with open(f"{folder}/seconds", "w") as out:
    out.write(str(time.perf_counter() - start))
