import type { writeSegment } from '@specola/commands';
import { writeSegmentationNrrd } from '@specola/formats';
import type { BitMask } from '@specola/space';
import type { Run } from '../runner/values.ts';

/** The one label in the file. */
const LABEL = 1;
/** Bone-like, so that the segment looks the same in Slicer as in the report. */
const COLOR = [227, 213, 184] as const;

export const runWriteSegment: Run<typeof writeSegment> = async ({ volume, segment }) => ({
  segmentation: {
    bytes: writeSegmentationNrrd(slicesOf(segment.mask), {
      dimensions: volume.dimensions,
      ijkToLps: volume.ijkToLps,
      segments: [{ label: LABEL, name: segment.name, color: COLOR }],
    }),
  },
});

/** Slice k of a mask as bytes: one slice at a time, since the whole would be half as large as the volume. */
function slicesOf({ dimensions: [nx, ny], wordsPerRow, words }: BitMask): (k: number) => Uint8Array {
  return (k) => {
    // A fresh array each time: the packer may still hold the one before.
    const slice = new Uint8Array(nx * ny);
    for (let j = 0; j < ny; j++) {
      const row = (k * ny + j) * wordsPerRow;
      for (let w = 0; 32 * w < nx; w++) {
        let word = words[row + w]!;
        while (word !== 0) {
          const bit = 31 - Math.clz32(word & -word);
          slice[j * nx + 32 * w + bit] = LABEL;
          word &= word - 1;
        }
      }
    }
    return slice;
  };
}
