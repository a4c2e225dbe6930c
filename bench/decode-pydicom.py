"""Reads every file of a folder with pydicom and decodes its pixels; prints the seconds, without those of the imports."""
import glob
import sys
import time

import numpy
import pydicom

paths = sorted(glob.glob(sys.argv[1] + '/IM*'))
began = time.perf_counter()
volume = None
for n, path in enumerate(paths):
    pixels = pydicom.dcmread(path).pixel_array
    if volume is None:
        volume = numpy.empty((len(paths), *pixels.shape), pixels.dtype)
    volume[n] = pixels
print(time.perf_counter() - began)
