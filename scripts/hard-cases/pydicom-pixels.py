"""Decodes DICOM files with pydicom (GDCM and numpy) and prints, one JSON line a file, the shape and the hash of its pixels.

Each file is decoded in a process of its own: liver_j2k.dcm makes GDCM crash.
"""
import hashlib
import json
import os
import sys
import tempfile
import warnings

warnings.simplefilter('ignore')
import numpy
import pydicom


def of_wide(pixels, whole):
    """Numbers that do not fit into 16 bits, in the 65,536 even steps from the lowest to the highest, as int32."""
    numbers = pixels.astype('f8')
    finite = numbers[numpy.isfinite(numbers)]
    low, high = finite.min(), finite.max()
    if not whole or high - low > 65535:
        scale = (high - low) / 65535 or 1.0
        steps = numpy.floor((numbers - (low + 32768 * scale)) / scale + 0.5)
        numbers = numpy.where(numpy.isfinite(numbers), numpy.clip(steps, -32768, 32767), -32768)
    raw = numbers.astype('<i8').astype('<i4').tobytes()
    return {'shape': list(pixels.shape), 'sha256': hashlib.sha256(raw).hexdigest()}


def decoded(path):
    data = pydicom.dcmread(path, force=True)
    if 'TransferSyntaxUID' not in data.file_meta:
        data.file_meta.TransferSyntaxUID = '1.2.840.10008.1.2'
    if 'FloatPixelData' in data or 'DoubleFloatPixelData' in data or data.BitsAllocated == 32 and data.BitsStored > 16:
        return of_wide(data.pixel_array, 'BitsStored' in data)
    # Read first: pydicom changes it while it decodes a JPEG 2000 of the other sign.
    signed = data.PixelRepresentation
    pixels = data.pixel_array.astype('<i4')
    # pydicom 2 leaves bits above Bits Stored in place, and does not carry a sign that stands below bit 15: PS3.5 8.1.1.
    bits = data.BitsStored
    # Nor does it look at a High Bit that is not the last of the stored ones, as the standard once allowed.
    if data.SamplesPerPixel == 1 and bits < 32:
        pixels = (pixels >> (data.get('HighBit', bits - 1) + 1 - bits)) & (2**bits - 1)
        if signed:
            pixels = pixels - ((pixels >> (bits - 1)) << bits)
    raw = pixels.astype('<i4').tobytes()
    return {'shape': list(pixels.shape), 'sha256': hashlib.sha256(raw).hexdigest()}


for path in sys.stdin.read().splitlines():
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        sys.stderr = open(os.devnull, 'w')
        said = tempfile.TemporaryFile()
        os.dup2(said.fileno(), 2)
        os.dup2(2, 1)
        try:
            answer = decoded(path)
            # Where GDCM fails, pydicom may hand out what lay in its buffer.
            said.seek(0)
            if b'Error: In ' in said.read():
                answer['failed'] = True
        except Exception as refusal:
            answer = {'refusal': type(refusal).__name__}
        os.write(write, json.dumps(answer).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    print(text or json.dumps({'refusal': 'crashed'}), flush=True)
