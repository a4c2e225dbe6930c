import { cieLabOf } from './cie-lab.ts';
import { derivedUid, sha256OfText } from './derived-uid.ts';
import { type CodedConcept, codeSequence, element, plainText, sequence } from './elements.ts';
import type { DicomElement } from './write-part10.ts';

/** How voxels came to belong to a segment. Source: DICOM PS3.3 C.8.20.2. */
export interface SegmentAlgorithm {
  readonly type: 'AUTOMATIC' | 'SEMIAUTOMATIC' | 'MANUAL';
  readonly name: string;
  readonly version: string;
  /** Of CID 7162. */
  readonly family: CodedConcept;
}

export interface SegmentToWrite {
  /** The value of its voxels in its layer, 1 to 255. */
  readonly label: number;
  readonly layer: number;
  readonly name: string;
  /** sRGB, 0 to 255. */
  readonly color: readonly [number, number, number];
  readonly category: CodedConcept;
  readonly type: CodedConcept;
  /** Side of the type, and of the region: of CID 244. */
  readonly laterality: CodedConcept | null;
  readonly region: CodedConcept | null;
  readonly algorithm: SegmentAlgorithm;
  /** Stays the same from version to version of one segment. */
  readonly trackingId: string;
}

/** Stored where nothing is: a label map names it too. DCM 125040, Sup 243. */
const BACKGROUND: CodedConcept = { value: '125040', scheme: 'DCM', meaning: 'Background' };

/** An item of the Segment Sequence. Source: DICOM PS3.3 C.8.20.2, C.8.20.4. */
export async function segmentItem(
  segment: SegmentToWrite,
  { number, trackingSeed }: { number: number; trackingSeed: string },
): Promise<DicomElement[]> {
  const { name, color, category, type, laterality, region, algorithm, trackingId } = segment;
  const trackingUid = derivedUid(await sha256OfText(JSON.stringify(['tracking', trackingSeed, trackingId])));
  const sided = (concept: CodedConcept, tag: number) => [
    // Elements of the code with the modifier among them: an item of its own.
    element(0x00080100, 'SH', concept.value),
    element(0x00080102, 'SH', concept.scheme),
    element(0x00080104, 'LO', concept.meaning),
    ...(laterality ? [codeSequence(tag, laterality)] : []),
  ];
  return [
    ...(region ? [sequence(0x00082218, sided(region, 0x00082220))] : []),
    codeSequence(0x00620003, category),
    element(0x00620004, 'US', [number]),
    element(0x00620005, 'LO', plainText(name)),
    ...algorithmElements(algorithm),
    element(0x0062000d, 'US', cieLabOf(color)),
    sequence(0x0062000f, sided(type, 0x00620011)),
    element(0x00620020, 'UT', plainText(trackingId)),
    element(0x00620021, 'UI', trackingUid),
  ];
}

export function backgroundItem(algorithm: SegmentAlgorithm): DicomElement[] {
  return [
    codeSequence(0x00620003, BACKGROUND),
    element(0x00620004, 'US', [0]),
    element(0x00620005, 'LO', 'Background'),
    ...algorithmElements(algorithm),
    codeSequence(0x0062000f, BACKGROUND),
  ];
}

function algorithmElements({ type, name, version, family }: SegmentAlgorithm): DicomElement[] {
  const stated = element(0x00620008, 'CS', type);
  // A hand has no algorithm: name and identification are for the other two.
  if (type === 'MANUAL') return [stated];
  return [
    sequence(0x00620007, [
      codeSequence(0x0066002f, family),
      element(0x00660031, 'LO', plainText(version)),
      element(0x00660036, 'LO', plainText(name)),
    ]),
    stated,
    element(0x00620009, 'LO', plainText(name)),
  ];
}
