/**
 * Which attributes the objects that we write must and may hold. Source: DICOM PS3.3 2024e, the section named at each
 * module (Label Map Segmentation: Sup 243, final text); checked on 2026-11-25 against dciodvfy for the classes that it
 * knows. An attribute that is written and stands in no module of its object is a fault, and so is a private one.
 */
export type AttributeType = '1' | '1C' | '2' | '2C' | '3';

/**
 * When a conditional attribute must be there. `where-it-applies`: whether it must cannot be told from the object alone, so
 * that only what is there can be checked.
 */
export type Condition =
  | 'always'
  | 'where-it-applies'
  | 'made-from-images'
  | 'not-manual'
  | 'color'
  | 'names-a-material'
  | 'no-orientation'
  | 'label-map';

export interface AttributeRule {
  readonly tag: number;
  readonly name: string;
  readonly type: AttributeType;
  readonly when?: Condition;
  readonly values?: readonly string[];
  readonly items?: readonly AttributeRule[];
}

const rule = (
  tag: number,
  name: string,
  type: AttributeType,
  more: Pick<AttributeRule, 'when' | 'values' | 'items'> = {},
): AttributeRule => ({ tag, name, type, ...more });

/** 8.8 */
const CODE: readonly AttributeRule[] = [
  rule(0x00080100, 'Code Value', '1C', { when: 'always' }),
  rule(0x00080102, 'Coding Scheme Designator', '1C', { when: 'always' }),
  rule(0x00080103, 'Coding Scheme Version', '1C', { when: 'where-it-applies' }),
  rule(0x00080104, 'Code Meaning', '1'),
];
/** 10.8 SOP Instance Reference */
const REFERENCE: readonly AttributeRule[] = [
  rule(0x00081150, 'Referenced SOP Class UID', '1'),
  rule(0x00081155, 'Referenced SOP Instance UID', '1'),
];
const PURPOSE = rule(0x0040a170, 'Purpose of Reference Code Sequence', '3', { items: CODE });
/** 10.3 Image SOP Instance Reference */
const IMAGE_REFERENCE = [...REFERENCE, rule(0x00081160, 'Referenced Frame Number', '1C', { when: 'where-it-applies' })];
/** 10.16 Algorithm Identification */
const ALGORITHM: readonly AttributeRule[] = [
  rule(0x0066002f, 'Algorithm Family Code Sequence', '1', { items: CODE }),
  rule(0x00660031, 'Algorithm Version', '1'),
  rule(0x00660036, 'Algorithm Name', '1'),
];

/** C.7.1.1, C.7.2.1: those of type 2 and 1; further attributes are copied from the source as they stand. */
const PATIENT_AND_STUDY: readonly AttributeRule[] = [
  rule(0x00100010, "Patient's Name", '2'),
  rule(0x00100020, 'Patient ID', '2'),
  rule(0x00100030, "Patient's Birth Date", '2'),
  rule(0x00100040, "Patient's Sex", '2'),
  rule(0x0020000d, 'Study Instance UID', '1'),
  rule(0x00080020, 'Study Date', '2'),
  rule(0x00080030, 'Study Time', '2'),
  rule(0x00080090, "Referring Physician's Name", '2'),
  rule(0x00200010, 'Study ID', '2'),
  rule(0x00080050, 'Accession Number', '2'),
];
/** C.12.1 */
const SOP_COMMON: readonly AttributeRule[] = [
  rule(0x00080005, 'Specific Character Set', '1C', { when: 'where-it-applies' }),
  rule(0x00080016, 'SOP Class UID', '1'),
  rule(0x00080018, 'SOP Instance UID', '1'),
];
/** C.7.3.1, C.24.1 */
const series = (modality: string): AttributeRule[] => [
  rule(0x00080060, 'Modality', '1', { values: [modality] }),
  rule(0x0020000e, 'Series Instance UID', '1'),
  rule(0x00200011, 'Series Number', '1'),
  rule(0x00080021, 'Series Date', '3'),
  rule(0x00080031, 'Series Time', '3'),
  rule(0x0008103e, 'Series Description', '3'),
];
/** C.7.4.1 */
const FRAME_OF_REFERENCE: readonly AttributeRule[] = [
  rule(0x00200052, 'Frame of Reference UID', '1'),
  rule(0x00201040, 'Position Reference Indicator', '2'),
];
/** C.7.5.1, C.7.5.2 */
const ENHANCED_EQUIPMENT: readonly AttributeRule[] = [
  rule(0x00080070, 'Manufacturer', '1'),
  rule(0x00081090, "Manufacturer's Model Name", '1'),
  rule(0x00181000, 'Device Serial Number', '1'),
  rule(0x00181020, 'Software Versions', '1'),
];
/** C.7.5.1, C.8.6.1 */
const SC_EQUIPMENT: readonly AttributeRule[] = [
  rule(0x00080070, 'Manufacturer', '2'),
  rule(0x00080064, 'Conversion Type', '1', { values: ['WSD'] }),
  rule(0x00181016, 'Secondary Capture Device Manufacturer', '3'),
  rule(0x00181018, "Secondary Capture Device Manufacturer's Model Name", '3'),
  rule(0x00181019, 'Secondary Capture Device Software Versions', '3'),
];
/** C.12.2 */
const REFERENCED_SERIES = rule(0x00081115, 'Referenced Series Sequence', '1C', {
  when: 'made-from-images',
  items: [
    rule(0x0020000e, 'Series Instance UID', '1'),
    rule(0x0008114a, 'Referenced Instance Sequence', '1', { items: REFERENCE }),
  ],
});
const COMMON_INSTANCE_REFERENCE: readonly AttributeRule[] = [
  REFERENCED_SERIES,
  rule(0x00081200, 'Studies Containing Other Referenced Instances Sequence', '1C', {
    when: 'where-it-applies',
    items: [rule(0x0020000d, 'Study Instance UID', '1'), { ...REFERENCED_SERIES, type: '1' }],
  }),
];
/** C.24.2 */
const encapsulatedDocument = (mime: string): AttributeRule[] => [
  rule(0x00200013, 'Instance Number', '1'),
  rule(0x00080023, 'Content Date', '2'),
  rule(0x00080033, 'Content Time', '2'),
  rule(0x0008002a, 'Acquisition DateTime', '2'),
  rule(0x00200062, 'Image Laterality', '3', { values: ['R', 'L', 'U', 'B'] }),
  rule(0x00280301, 'Burned In Annotation', '1', { values: ['YES', 'NO'] }),
  rule(0x00420013, 'Source Instance Sequence', '1C', {
    when: 'made-from-images',
    items: [...REFERENCE, PURPOSE],
  }),
  rule(0x00420010, 'Document Title', '2'),
  rule(0x0040a043, 'Concept Name Code Sequence', '2', { items: CODE }),
  rule(0x0040a360, 'Predecessor Documents Sequence', '3', {
    items: [
      rule(0x0020000d, 'Study Instance UID', '1'),
      rule(0x00081115, 'Referenced Series Sequence', '1', {
        items: [
          rule(0x0020000e, 'Series Instance UID', '1'),
          rule(0x00081199, 'Referenced SOP Sequence', '1', { items: [...REFERENCE, PURPOSE] }),
        ],
      }),
    ],
  }),
  rule(0x00420012, 'MIME Type of Encapsulated Document', '1', { values: [mime] }),
  rule(0x00420011, 'Encapsulated Document', '1'),
  rule(0x00420015, 'Encapsulated Document Length', '3'),
];
/** C.24.2, as Sup 208 extended it for documents that name others. */
const ENCAPSULATED_REFERENCE = rule(0x0008114a, 'Referenced Instance Sequence', '1C', {
  when: 'names-a-material',
  items: [...REFERENCE, rule(0x00687005, 'Relative URI Reference Within Encapsulated Document', '1')],
});
/** C.7-11b */
const IMAGE_PIXEL: readonly AttributeRule[] = [
  rule(0x00280002, 'Samples per Pixel', '1'),
  rule(0x00280004, 'Photometric Interpretation', '1'),
  rule(0x00280006, 'Planar Configuration', '1C', { when: 'color' }),
  rule(0x00280010, 'Rows', '1'),
  rule(0x00280011, 'Columns', '1'),
  rule(0x00280100, 'Bits Allocated', '1'),
  rule(0x00280101, 'Bits Stored', '1'),
  rule(0x00280102, 'High Bit', '1'),
  rule(0x00280103, 'Pixel Representation', '1'),
  rule(0x7fe00010, 'Pixel Data', '1C', { when: 'always' }),
];
/** C.35.1 */
const MANUFACTURING_3D_MODEL: readonly AttributeRule[] = [
  rule(0x004008ea, 'Measurement Units Code Sequence', '1', { items: CODE }),
  rule(0x00687001, 'Model Modification', '3', { values: ['YES', 'NO'] }),
  rule(0x00687002, 'Model Mirroring', '3', { values: ['YES', 'NO'] }),
  rule(0x00687003, 'Model Usage Code Sequence', '3', { items: CODE }),
  rule(0x00700081, 'Content Description', '3'),
  rule(0x00880200, 'Icon Image Sequence', '3', { items: IMAGE_PIXEL }),
  rule(0x00221612, 'Derivation Algorithm Sequence', '3', { items: ALGORITHM }),
  rule(0x00687004, 'Model Group UID', '3'),
  rule(0x0062000d, 'Recommended Display CIELab Value', '3'),
  rule(0x0066000c, 'Recommended Presentation Opacity', '3'),
];
/** C.7.6.1 */
const GENERAL_IMAGE: readonly AttributeRule[] = [
  rule(0x00080008, 'Image Type', '1'),
  rule(0x00200013, 'Instance Number', '2'),
  rule(0x00200020, 'Patient Orientation', '2C', { when: 'no-orientation' }),
  rule(0x00080023, 'Content Date', '2C', { when: 'always' }),
  rule(0x00080033, 'Content Time', '2C', { when: 'always' }),
  rule(0x00280301, 'Burned In Annotation', '3', { values: ['YES', 'NO'] }),
  rule(0x00282110, 'Lossy Image Compression', '3', { values: ['00', '01'] }),
  rule(0x00204000, 'Image Comments', '3'),
];
/** C.12.4 */
const GENERAL_REFERENCE: readonly AttributeRule[] = [
  rule(0x00082111, 'Derivation Description', '3'),
  rule(0x00082112, 'Source Image Sequence', '3', { items: [...IMAGE_REFERENCE, PURPOSE] }),
  rule(0x0008114a, 'Referenced Instance Sequence', '3', { items: [...REFERENCE, { ...PURPOSE, type: '1' }] }),
];
/** C.8.20.2, C.8.20.4 */
const sided = (modifier: number, name: string): AttributeRule[] => [
  ...CODE,
  rule(modifier, name, '3', { items: CODE }),
];
const SEGMENTATION_IMAGE: readonly AttributeRule[] = [
  rule(0x00620001, 'Segmentation Type', '1', { values: ['BINARY', 'FRACTIONAL', 'LABELMAP'] }),
  rule(0x00620013, 'Segments Overlap', '3', { values: ['YES', 'NO', 'UNDEFINED'] }),
  rule(0x00280120, 'Pixel Padding Value', '1C', { when: 'label-map' }),
  rule(0x00700080, 'Content Label', '1'),
  rule(0x00700081, 'Content Description', '2'),
  rule(0x00700084, "Content Creator's Name", '2'),
  rule(0x00620002, 'Segment Sequence', '1', {
    items: [
      rule(0x00620004, 'Segment Number', '1'),
      rule(0x00620005, 'Segment Label', '1'),
      rule(0x00620008, 'Segment Algorithm Type', '1', { values: ['AUTOMATIC', 'SEMIAUTOMATIC', 'MANUAL'] }),
      rule(0x00620009, 'Segment Algorithm Name', '1C', { when: 'not-manual' }),
      rule(0x00620007, 'Segmentation Algorithm Identification Sequence', '3', { items: ALGORITHM }),
      rule(0x00620003, 'Segmented Property Category Code Sequence', '1', { items: CODE }),
      rule(0x0062000f, 'Segmented Property Type Code Sequence', '1', {
        items: sided(0x00620011, 'Segmented Property Type Modifier Code Sequence'),
      }),
      rule(0x00082218, 'Anatomic Region Sequence', '3', {
        items: sided(0x00082220, 'Anatomic Region Modifier Sequence'),
      }),
      rule(0x0062000d, 'Recommended Display CIELab Value', '3'),
      rule(0x00620020, 'Tracking ID', '1C', { when: 'where-it-applies' }),
      rule(0x00620021, 'Tracking UID', '1C', { when: 'where-it-applies' }),
    ],
  }),
];
/** C.7.6.17 */
const MULTI_FRAME_DIMENSION: readonly AttributeRule[] = [
  rule(0x00209221, 'Dimension Organization Sequence', '1', {
    items: [rule(0x00209164, 'Dimension Organization UID', '1')],
  }),
  rule(0x00209222, 'Dimension Index Sequence', '1', {
    items: [
      rule(0x00209165, 'Dimension Index Pointer', '1'),
      rule(0x00209167, 'Functional Group Pointer', '1C', { when: 'always' }),
      rule(0x00209164, 'Dimension Organization UID', '1C', { when: 'always' }),
      rule(0x00209421, 'Dimension Description Label', '3'),
    ],
  }),
];
/** C.7.6.16 with the macros of A.51.5: pixel measures, orientation, position, derivation, frame content, segment. */
const functionalGroups = (form: 'binary' | 'label-map'): AttributeRule[] => [
  rule(0x00280008, 'Number of Frames', '1'),
  rule(0x52009229, 'Shared Functional Groups Sequence', '1', {
    items: [
      rule(0x00289110, 'Pixel Measures Sequence', '1', {
        items: [
          rule(0x00280030, 'Pixel Spacing', '1C', { when: 'always' }),
          rule(0x00180050, 'Slice Thickness', '1C', { when: 'always' }),
          rule(0x00180088, 'Spacing Between Slices', '1C', { when: 'always' }),
        ],
      }),
      rule(0x00209116, 'Plane Orientation Sequence', '1', {
        items: [rule(0x00200037, 'Image Orientation (Patient)', '1C', { when: 'always' })],
      }),
    ],
  }),
  rule(0x52009230, 'Per-Frame Functional Groups Sequence', '1', {
    items: [
      rule(0x00209111, 'Frame Content Sequence', '1', {
        items: [rule(0x00209157, 'Dimension Index Values', '1C', { when: 'always' })],
      }),
      rule(0x00209113, 'Plane Position Sequence', '1', {
        items: [rule(0x00200032, 'Image Position (Patient)', '1C', { when: 'always' })],
      }),
      rule(0x00089124, 'Derivation Image Sequence', '2C', {
        when: 'where-it-applies',
        items: [
          rule(0x00089215, 'Derivation Code Sequence', '1', { items: CODE }),
          rule(0x00082112, 'Source Image Sequence', '2', {
            items: [
              ...IMAGE_REFERENCE,
              { ...PURPOSE, type: '1' },
              rule(0x0028135a, 'Spatial Locations Preserved', '3', { values: ['YES', 'NO', 'REORIENTED_ONLY'] }),
            ],
          }),
        ],
      }),
      ...(form === 'binary'
        ? [
            rule(0x0062000a, 'Segment Identification Sequence', '1', {
              items: [rule(0x0062000b, 'Referenced Segment Number', '1')],
            }),
          ]
        : []),
    ],
  }),
];
/** A.51 */
const segmentation = (form: 'binary' | 'label-map'): AttributeRule[] => [
  ...PATIENT_AND_STUDY,
  ...SOP_COMMON,
  ...series('SEG'),
  ...FRAME_OF_REFERENCE,
  ...ENHANCED_EQUIPMENT,
  ...GENERAL_IMAGE,
  ...GENERAL_REFERENCE,
  ...IMAGE_PIXEL,
  ...SEGMENTATION_IMAGE,
  ...functionalGroups(form),
  ...MULTI_FRAME_DIMENSION,
  ...COMMON_INSTANCE_REFERENCE,
];
/** A.85 */
const model = (mime: string): AttributeRule[] => [
  ...PATIENT_AND_STUDY,
  ...SOP_COMMON,
  ...series('M3D'),
  ...ENHANCED_EQUIPMENT,
  ...encapsulatedDocument(mime),
  ...MANUFACTURING_3D_MODEL,
  ...COMMON_INSTANCE_REFERENCE,
];

/** By SOP class: the rules of every attribute that an object of it may hold. */
export const IOD_RULES: Readonly<Record<string, readonly AttributeRule[]>> = {
  '1.2.840.10008.5.1.4.1.1.66.4': segmentation('binary'),
  '1.2.840.10008.5.1.4.1.1.66.7': segmentation('label-map'),
  '1.2.840.10008.5.1.4.1.1.104.1': [
    ...PATIENT_AND_STUDY,
    ...SOP_COMMON,
    ...series('DOC'),
    ...SC_EQUIPMENT,
    ...encapsulatedDocument('application/pdf'),
  ],
  '1.2.840.10008.5.1.4.1.1.104.3': [...model('model/stl'), ...FRAME_OF_REFERENCE],
  '1.2.840.10008.5.1.4.1.1.104.4': [...model('model/obj'), ...FRAME_OF_REFERENCE, ENCAPSULATED_REFERENCE],
  '1.2.840.10008.5.1.4.1.1.104.5': model('model/mtl'),
  '1.2.840.10008.5.1.4.1.1.7': [
    ...PATIENT_AND_STUDY,
    ...SOP_COMMON,
    ...series('OT'),
    rule(0x00200060, 'Laterality', '2C', { when: 'always' }),
    ...SC_EQUIPMENT,
    ...GENERAL_IMAGE,
    ...GENERAL_REFERENCE,
    ...IMAGE_PIXEL,
  ],
};
