"""Reads every file of a folder with GDCM, a native decoder, in this one process and thread; prints the seconds, without those of the imports."""
import glob
import sys
import time

import gdcm

paths = sorted(glob.glob(sys.argv[1] + '/IM*'))
began = time.perf_counter()
for path in paths:
    reader = gdcm.ImageReader()
    reader.SetFileName(path)
    if not reader.Read() or len(reader.GetImage().GetBuffer()) == 0:
        sys.exit('GDCM does not read ' + path)
print(time.perf_counter() - began)
