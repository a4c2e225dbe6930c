"""The segmentation tools' peers: SciPy, scikit-image and VTK 9 from Debian, each function that does the same.

usage: segment.py volume.i16 nx ny nz low repeats
volume.i16  Int16, little endian, i fastest; voxels of one unit along every axis
Prints one JSON object: for each operation the peers' best times in ms, and how many voxels (or what sum) came out.
"""
import json, sys, time
import numpy as np
from scipy import ndimage as nd
from skimage import measure, morphology, segmentation
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkImagingGeneral import vtkImageEuclideanDistance, vtkImageGaussianSmooth, vtkImageMedian3D
from vtkmodules.vtkImagingCore import vtkImageThreshold
from vtkmodules.vtkImagingMorphological import vtkImageConnectivityFilter, vtkImageDilateErode3D, vtkImageThresholdConnectivity
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy

path, nx, ny, nz, low, repeats = sys.argv[1], *map(int, sys.argv[2:7])
v = np.fromfile(path, dtype='<i2').reshape(nz, ny, nx)
m = v >= low
u = m.astype(np.uint8)
out = {}

def best(op, peer, work, count, most=repeats):
    times = []
    for _ in range(most):
        start = time.perf_counter()
        result = work()
        times.append(1000 * (time.perf_counter() - start))
        if times[-1] > 4000: break
    out.setdefault(op, []).append({'peer': peer, 'ms': min(times), 'count': float(count(result))})

def image(a):
    im = vtkImageData(); im.SetDimensions(nx, ny, nz)
    im.GetPointData().SetScalars(numpy_to_vtk(a.ravel(), deep=0)); return im

def vtk(make, source):
    def work():
        f = make(); f.SetInputData(source); f.Update(); return vtk_to_numpy(f.GetOutput().GetPointData().GetScalars())
    return work

total = lambda a: np.count_nonzero(a)
cross = nd.generate_binary_structure(3, 1)
r3 = np.sum(np.mgrid[-3:4, -3:4, -3:4] ** 2, axis=0) <= 9
iv, iu = image(v), image(u)

best('threshold', 'numpy', lambda: (v >= low) & (v <= 3071), total)
def vt():
    f = vtkImageThreshold(); f.ThresholdBetween(low, 3071); f.SetInValue(1); f.SetOutValue(0); f.SetOutputScalarTypeToUnsignedChar(); return f
best('threshold', 'VTK', vtk(vt, iv), total)

def largest(lab): s = np.bincount(lab.ravel()); s[0] = 0; return lab == s.argmax()
best('islands', 'SciPy', lambda: largest(nd.label(m)[0]), total)
best('islands', 'scikit-image', lambda: largest(measure.label(m, connectivity=1)), total)
def vc():
    f = vtkImageConnectivityFilter(); f.SetScalarRange(1, 1); f.SetExtractionModeToLargestRegion(); return f
best('islands', 'VTK', vtk(vc, iu), total)

best('distance', 'SciPy', lambda: nd.distance_transform_edt(~m), lambda a: a.sum(), 1)
def ve():
    f = vtkImageEuclideanDistance(); f.SetAlgorithmToSaito(); f.InitializeOn(); f.ConsiderAnisotropyOff(); return f
outside = image((~m).astype(np.float32) * 255)
best('distance', 'VTK', vtk(ve, outside), lambda a: np.sqrt(a).sum(), 1)

best('margin', 'SciPy', lambda: nd.distance_transform_edt(~m) <= 3, total, 1)
best('margin', 'SciPy, dilation', lambda: nd.binary_dilation(m, r3), total, 1)
def vd():
    f = vtkImageDilateErode3D(); f.SetDilateValue(1); f.SetErodeValue(0); f.SetKernelSize(7, 7, 7); return f
best('margin', 'VTK', vtk(vd, iu), total, 1)

best('opening', 'SciPy', lambda: nd.binary_opening(m, cross), total, 2)
best('opening', 'scikit-image', lambda: morphology.binary_opening(m, cross), total, 2)

best('median of the mask', 'SciPy', lambda: nd.median_filter(u, size=3, mode='nearest'), total, 1)
def vm():
    f = vtkImageMedian3D(); f.SetKernelSize(3, 3, 3); return f
best('median of the mask', 'VTK', vtk(vm, iu), total, 1)
best('median of grey values', 'VTK', vtk(vm, iv), lambda a: a.sum(dtype=np.int64), 1)
best('median of grey values', 'SciPy', lambda: nd.median_filter(v, size=3, mode='nearest'), lambda a: a.sum(dtype=np.int64), 1)

f32 = v.astype(np.float32)
best('Gaussian of grey values', 'SciPy', lambda: nd.gaussian_filter(f32, 1, mode='reflect'), lambda a: a.sum(dtype=np.float64), 2)
def vg():
    f = vtkImageGaussianSmooth(); f.SetDimensionality(3); f.SetStandardDeviations(1, 1, 1); f.SetRadiusFactors(4, 4, 4); return f
best('Gaussian of grey values', 'VTK', vtk(vg, image(f32)), lambda a: a.sum(dtype=np.float64), 2)

best('fill holes', 'SciPy', lambda: nd.binary_fill_holes(m, nd.generate_binary_structure(3, 2)), total, 1)

k, j, i = np.argwhere(m)[len(np.argwhere(m)) // 2]
best('flood fill', 'SciPy', lambda: (lambda lab: lab == lab[k, j, i])(nd.label(v >= low)[0]), total)
best('flood fill', 'scikit-image', lambda: segmentation.flood(m, (k, j, i), connectivity=1), total, 1)
def vf():
    f = vtkImageThresholdConnectivity(); p = vtkPoints(); p.InsertNextPoint(float(i), float(j), float(k))
    f.SetSeedPoints(p); f.ThresholdByUpper(low); f.SetInValue(1); f.SetOutValue(0); return f
best('flood fill', 'VTK', vtk(vf, iv), total)
print(json.dumps({'operations': out, 'seed': [int(i), int(j), int(k)]}))
