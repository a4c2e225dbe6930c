import { SpecolaError } from '@specola/space';

/** Files were given, and none of them is DICOM. */
export class NoDicomError extends SpecolaError {
  readonly code = 'dicom/no-dicom';
  constructor(files: number) {
    super({
      what:
        files === 0
          ? 'The study holds no files.'
          : files === 1
            ? 'The file is not DICOM.'
            : `None of the ${files} files is DICOM.`,
      why: 'There is no image to make a model from.',
      mend: 'Give the folder, zip, tar or DICOMDIR that the scanner or the PACS exported, or a NIfTI, NRRD or MetaImage volume.',
    });
  }
}

/** DICOM files, but none with an image that can be placed in the patient. */
export class NoImagesError extends SpecolaError {
  readonly code = 'dicom/no-images';
  constructor(what: string) {
    super({
      what,
      why: 'Reports, plans, directories and screen captures hold no slices with a place in the patient.',
      mend: 'Export the image series itself from the PACS, and give that folder.',
    });
  }
}

/** The study's only images are scouts. */
export class LocalizerOnlyError extends SpecolaError {
  readonly code = 'dicom/localizer-only';
  constructor(localizers: number) {
    super({
      what: `The only images are ${plural(localizers, 'localizer')} (scout, topogram).`,
      why: 'A localizer is a projection that the scan is planned on; it has no depth.',
      mend: 'Export the axial series of the same study, and give that folder.',
    });
  }
}

/** A preset in HU was asked of images that are not CT. */
export class NotCtError extends SpecolaError {
  readonly code = 'dicom/not-ct';
  constructor(modality: string, anatomy: string) {
    super({
      what: `The images are ${modality || 'of an unnamed modality'}, and the preset "${anatomy}" needs CT.`,
      why: 'Its thresholds are Hounsfield units; the grey values of other modalities have no such scale.',
      mend: 'Give a CT series.',
    });
  }
}

/** Images of two people lie together. */
export class TwoPatientsError extends SpecolaError {
  readonly code = 'dicom/two-patients';
  constructor(patients: number) {
    super({
      what: `The files belong to ${patients} different patients.`,
      why: 'A model made from the wrong person’s images may be used in surgery.',
      mend: 'Split the files into one folder for each patient, and give one of them.',
    });
  }
}

/** `--series` names a series that is not there. */
export class UnknownSeriesError extends SpecolaError {
  readonly code = 'dicom/unknown-series';
  constructor(uid: string, known: readonly string[]) {
    super({
      what: `No series has the UID ${uid}.`,
      why: 'Another series than the one asked for is never used in its place.',
      mend: known.length ? `These are there: ${known.slice(0, 12).join(', ')}.` : 'Give a study with images.',
    });
  }
}

/** Slices lean so far against their normal that no gantry explains it. */
export class GantryTiltError extends SpecolaError {
  readonly code = 'dicom/gantry-tilt';
  constructor(tiltDeg: number, largestShiftMm: number) {
    super({
      what: `The slices lean by ${tiltDeg.toFixed(1)}° against their normal: the last one lies ${largestShiftMm.toFixed(1)} mm beside the first.`,
      why: 'No gantry tilts that far, so the positions or the orientation in the headers cannot be trusted.',
      mend: 'Ask for the series again, or give another series of the study with --series.',
    });
  }
}

/** Slices lie in blocks with a hole between them. */
export class UnevenSpacingError extends SpecolaError {
  readonly code = 'dicom/uneven-spacing';
  constructor(what: string) {
    super({
      what,
      why: 'Nobody can say what lies in a hole of that size, so it is not filled.',
      mend: 'Export the series again and check that every slice arrived, or give another series with --series.',
    });
  }
}

/** Several slices claim one place. */
export class DuplicateSlicesError extends SpecolaError {
  readonly code = 'dicom/duplicate-slices';
  constructor(places: number, frames: number) {
    super({
      what: `${plural(places, 'place')} of the stack ${places === 1 ? 'holds' : 'hold'} more than one slice (${frames} slices in all), nothing in the headers tells them apart, and their pixels differ.`,
      why: 'Several reconstructions or times lie in one series; mixing them would give a volume that never was.',
      mend: 'Export each reconstruction as a series of its own, or give another series with --series.',
    });
  }
}

/** No single stack explains the places of the images. */
export class ScatteredSlicesError extends SpecolaError {
  readonly code = 'dicom/scattered-slices';
  constructor(what: string) {
    super({
      what,
      why: 'A volume needs parallel slices of one size in one stack.',
      mend: 'Give another series of the study with --series.',
    });
  }
}

/** Too little to make a volume of. */
export class TooFewSlicesError extends SpecolaError {
  readonly code = 'dicom/too-few-slices';
  constructor(frames: number) {
    super({
      what: `The series has ${plural(frames, 'slice')}.`,
      why: 'A surface needs at least three slices in depth.',
      mend: 'Give the whole series, or another one with --series.',
    });
  }
}

/** Pixels are packed in a way that is not read yet. */
export class CompressedNotReadError extends SpecolaError {
  readonly code = 'dicom/compressed-not-read';
  constructor(name: string, uid: string) {
    super({
      what: `The pixels are packed as ${name} (${uid}).`,
      why: 'Specola reads uncompressed, deflated, RLE, JPEG (baseline, extended, lossless), JPEG-LS, JPEG 2000 and HTJ2K.',
      mend: 'Export the series uncompressed (Explicit VR Little Endian), or convert it, for example with gdcmconv --raw.',
    });
  }
}

/** A slice ends before its pixels do. */
export class TruncatedPixelsError extends SpecolaError {
  readonly code = 'dicom/truncated-pixels';
  constructor(label: string, missingBytes: number) {
    super({
      what: `The pixels of ${label} end ${missingBytes} bytes too early.`,
      why: 'The file was cut off, probably while it was copied; what is missing cannot be made up.',
      mend: 'Copy or export the series again.',
    });
  }
}

/** Files that are DICOM by their mark, but cannot be read to their pixels. */
export class BrokenFilesError extends SpecolaError {
  readonly code = 'dicom/broken-files';
  constructor(which: readonly { readonly label: string; readonly reason: string }[]) {
    super({
      what: `${plural(which.length, 'DICOM file')} of the series cannot be read: ${tellBroken(which)}.`,
      why: 'They say that they belong to the series: it is not whole, and the model might end too early.',
      mend: 'Copy or export the series again; or take the damaged files out, if the series is whole without them.',
    });
  }
}

/** Files by their place in the order of names, each with what is wrong with it. */
export const tellBroken = (which: readonly { readonly label: string; readonly reason: string }[]): string =>
  which
    .slice(0, 5)
    .map(({ label, reason }) => `${label} (${reason})`)
    .join(', ') + (which.length > 5 ? ` and ${which.length - 5} more` : '');

/** Grey pixels of a depth that is not read. */
export class PixelFormatError extends SpecolaError {
  readonly code = 'dicom/pixel-format';
  constructor(what: string) {
    super({
      what,
      why: 'A volume is made from grey images of 1, 8, 12, 16 or 32 bits, or of floating numbers, with one format throughout.',
      mend: 'Give another series of the study with --series.',
    });
  }
}

/** Packed pixels that do not unpack to the image. */
export class BrokenCompressedError extends SpecolaError {
  readonly code = 'dicom/broken-compressed';
  constructor(label: string, syntax: string, reason: string) {
    super({
      what: `The pixels of ${label}, packed as ${syntax}, do not unpack to the image that its header describes: ${reason}.`,
      why: 'The file is damaged, or was made wrong; a guess would put noise into the model.',
      mend: 'Copy or export the series again, best uncompressed (Explicit VR Little Endian).',
    });
  }
}

/** A header that promises more than any packing could hold. */
export class ImpossibleSizeError extends SpecolaError {
  readonly code = 'dicom/impossible-size';
  constructor(label: string, neededBytes: number, fileBytes: number) {
    super({
      what: `The header of ${label} promises ${Math.ceil(neededBytes / 2 ** 20)} MiB of pixels, in a file of ${fileBytes} bytes.`,
      why: 'No way of packing reaches that: the header is damaged, or made to exhaust the machine.',
      mend: 'Copy or export the series again.',
    });
  }
}

/** Pictures in color. */
export class ColorImagesError extends SpecolaError {
  readonly code = 'dicom/color-images';
  constructor(photometric: string, samplesPerPixel: number) {
    super({
      what: `The images are in color (${/^[A-Z0-9_ ]{1,24}$/.test(photometric) ? photometric : 'of an unknown kind'}, ${plural(samplesPerPixel, 'sample')} per pixel).`,
      why: 'Color says how a picture is shown; a volume is made from measured grey values.',
      mend: 'Export the original grey series instead of a screen capture or a fused picture, or give another one with --series.',
    });
  }
}

/** What is to be made from a study has no study to belong to. */
export class NoStudyHeaderError extends SpecolaError {
  readonly code = 'dicom/no-study-header';
  constructor() {
    super({
      what: 'The source images state no study.',
      why: 'A DICOM object is filed by the patient and study that its source belongs to; without them it would be lost in the archive.',
      mend: 'Give the DICOM series as the scanner or the PACS exported it.',
    });
  }
}

/** The source series has no frame of reference. */
export class NoFrameOfReferenceError extends SpecolaError {
  readonly code = 'dicom/no-frame-of-reference';
  constructor() {
    super({
      what: 'The source series states no Frame of Reference UID.',
      why: 'A segmentation or model placed in a frame that no image shares could not be laid over the scan again.',
      mend: 'Export the report and the pictures (--as pdf,snapshots), or get the series with its frame of reference.',
    });
  }
}

/** A label map was asked for of segments that overlap. */
export class SegmentsOverlapError extends SpecolaError {
  readonly code = 'dicom/segments-overlap';
  constructor() {
    super({
      what: 'The segments overlap, and a label map holds one label for each voxel.',
      why: 'Where two segments share voxels one of them would lose them.',
      mend: 'Write a binary segmentation (--as seg), which keeps every segment whole.',
    });
  }
}

export const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
