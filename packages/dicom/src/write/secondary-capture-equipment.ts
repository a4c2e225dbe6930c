import type { ExportContext } from './common-modules.ts';
import { element } from './elements.ts';
import type { DicomElement } from './write-part10.ts';

/** General Equipment and SC Equipment: drawn on a workstation. Source: PS3.3 C.7.5.1, C.8.6.1. */
export const secondaryCaptureEquipment = ({ software }: ExportContext): DicomElement[] => [
  element(0x00080064, 'CS', 'WSD'),
  element(0x00080070, 'LO', 'Specola'),
  element(0x00181016, 'LO', 'Specola'),
  element(0x00181018, 'LO', 'Specola'),
  element(0x00181019, 'LO', software.version),
];
