import { LengthMismatchError } from '@specola/space';
import {
  type ExportContext,
  finishObject,
  type InstanceReference,
  seriesModule,
  sourceItem,
  type WrittenObject,
} from './common-modules.ts';
import { type CodedConcept, element, plainText, sequence } from './elements.ts';
import { secondaryCaptureEquipment } from './secondary-capture-equipment.ts';

export const SECONDARY_CAPTURE_STORAGE = '1.2.840.10008.5.1.4.1.1.7';

const SOURCE_IMAGE: CodedConcept = {
  value: '121322',
  scheme: 'DCM',
  meaning: 'Source image for image processing operation',
};

export interface SnapshotToWrite {
  readonly width: number;
  readonly height: number;
  /** RGB, rows from the top; nothing in it tells who the patient is. */
  readonly rgb: Uint8Array;
  readonly caption: string;
  readonly instanceNumber: number;
  readonly seriesNumber: number;
  readonly seriesDescription: string;
  /** The images that the picture shows, if it shows some. */
  readonly sources: readonly InstanceReference[];
}

/**
 * A picture as Secondary Capture Image (PS3.3 A.8.1): one frame, RGB, which every PACS shows. The multi-frame class would
 * hold all pictures in one size and one object; those of a report differ in size, and old viewers show the first only.
 */
export async function writeSnapshot(context: ExportContext, picture: SnapshotToWrite): Promise<WrittenObject> {
  const { width, height, rgb, caption, sources } = picture;
  if (rgb.length !== 3 * width * height) throw new LengthMismatchError('rgb', 3 * width * height, rgb.length);
  const series = await seriesModule(context, {
    modality: 'OT',
    number: picture.seriesNumber,
    description: picture.seriesDescription,
  });
  return finishObject(context, {
    sopClassUid: SECONDARY_CAPTURE_STORAGE,
    seriesUid: series.uid,
    modules: [
      series.elements,
      secondaryCaptureEquipment(context),
      [
        element(0x00080008, 'CS', 'DERIVED\\SECONDARY'),
        element(0x00080023, 'DA', context.when.date),
        element(0x00080033, 'TM', context.when.time),
        element(0x00082111, 'ST', plainText(caption, 1024)),
        ...(sources.length > 0
          ? [sequence(0x00082112, ...sources.map((source) => sourceItem(source, SOURCE_IMAGE)))]
          : []),
        element(0x00200013, 'IS', String(picture.instanceNumber)),
        // Type 2C of General Series: a picture may show both sides.
        element(0x00200060, 'CS', ''),
        // Type 2C where no Image Orientation says it; a drawing has several, or none.
        element(0x00200020, 'CS', ''),
        element(0x00204000, 'LT', plainText(caption, 10240)),
        element(0x00280002, 'US', [3]),
        element(0x00280004, 'CS', 'RGB'),
        element(0x00280006, 'US', [0]),
        element(0x00280010, 'US', [height]),
        element(0x00280011, 'US', [width]),
        element(0x00280100, 'US', [8]),
        element(0x00280101, 'US', [8]),
        element(0x00280102, 'US', [7]),
        element(0x00280103, 'US', [0]),
        element(0x00280301, 'CS', 'NO'),
        element(0x00282110, 'CS', '00'),
        element(0x7fe00010, 'OB', rgb),
      ],
    ],
  });
}
