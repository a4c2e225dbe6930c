import { EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE } from '../data/decode-data-set.ts';

/** Service classes. Source: DICOM PS3.4 annexes A, B, C, J; PS3.6 table A-1. */
export const SERVICE = {
  verification: '1.2.840.10008.1.1',
  commitment: '1.2.840.10008.1.20.1',
  patientFind: '1.2.840.10008.5.1.4.1.2.1.1',
  patientMove: '1.2.840.10008.5.1.4.1.2.1.2',
  patientGet: '1.2.840.10008.5.1.4.1.2.1.3',
  studyFind: '1.2.840.10008.5.1.4.1.2.2.1',
  studyMove: '1.2.840.10008.5.1.4.1.2.2.2',
  studyGet: '1.2.840.10008.5.1.4.1.2.2.3',
} as const;

const STORAGE_ROOT = '1.2.840.10008.5.1.4.1.1.';
/** Every storage class of the standard is taken, those of tomorrow too: an instance is kept as it came. */
export const isStorageClass = (uid: string): boolean => uid.startsWith(STORAGE_ROOT);

/** In which encodings instances are taken, best first: what reads without a codec, then what loses nothing, then the rest. */
export const STORAGE_ENCODINGS: readonly string[] = [
  EXPLICIT_LITTLE,
  '1.2.840.10008.1.2.4.70',
  '1.2.840.10008.1.2.4.80',
  '1.2.840.10008.1.2.4.90',
  '1.2.840.10008.1.2.4.201',
  '1.2.840.10008.1.2.4.202',
  '1.2.840.10008.1.2.5',
  '1.2.840.10008.1.2.4.57',
  '1.2.840.10008.1.2.1.99',
  IMPLICIT_LITTLE,
  EXPLICIT_BIG,
  '1.2.840.10008.1.2.4.81',
  '1.2.840.10008.1.2.4.91',
  '1.2.840.10008.1.2.4.203',
  '1.2.840.10008.1.2.4.51',
  '1.2.840.10008.1.2.4.50',
  // Kept for others to open: retired JPEG, JPEG 2000 part 2, JPEG XL, MPEG.
  '1.2.840.10008.1.2.4.53',
  '1.2.840.10008.1.2.4.55',
  '1.2.840.10008.1.2.4.92',
  '1.2.840.10008.1.2.4.93',
  '1.2.840.10008.1.2.4.110',
  '1.2.840.10008.1.2.4.111',
  '1.2.840.10008.1.2.4.112',
  '1.2.840.10008.1.2.4.100',
  '1.2.840.10008.1.2.4.101',
  '1.2.840.10008.1.2.4.102',
  '1.2.840.10008.1.2.4.103',
  '1.2.840.10008.1.2.4.104',
  '1.2.840.10008.1.2.4.105',
  '1.2.840.10008.1.2.4.106',
];

export const QUERY_ENCODINGS: readonly string[] = [EXPLICIT_LITTLE, IMPLICIT_LITTLE];

/**
 * Storage classes proposed when instances are retrieved by C-GET from a peer that does not say which it holds: an
 * association has room for 128 contexts. Below the storage root. Source: PS3.4 table B.5-1 (PS3.6 as pydicom 2.3 has it).
 */
export const COMMON_STORAGE_CLASSES: readonly string[] = [
  '1', // Computed Radiography Image
  '1.1', // Digital X-Ray Image - For Presentation
  '1.1.1', // Digital X-Ray Image - For Processing
  '1.2', // Digital Mammography X-Ray Image - For Presentation
  '1.2.1', // Digital Mammography X-Ray Image - For Processing
  '1.3', // Digital Intra-Oral X-Ray Image - For Presentation
  '1.3.1', // Digital Intra-Oral X-Ray Image - For Processing
  '2', // CT Image
  '2.1', // Enhanced CT Image
  '2.2', // Legacy Converted Enhanced CT Image
  '3.1', // Ultrasound Multi-frame Image
  '4', // MR Image
  '4.1', // Enhanced MR Image
  '4.2', // MR Spectroscopy
  '4.3', // Enhanced MR Color Image
  '4.4', // Legacy Converted Enhanced MR Image
  '6.1', // Ultrasound Image
  '6.2', // Enhanced US Volume
  '7', // Secondary Capture Image
  '7.1', // Multi-frame Single Bit Secondary Capture Image
  '7.2', // Multi-frame Grayscale Byte Secondary Capture Image
  '7.3', // Multi-frame Grayscale Word Secondary Capture Image
  '7.4', // Multi-frame True Color Secondary Capture Image
  '11.1', // Grayscale Softcopy Presentation State
  '11.2', // Color Softcopy Presentation State
  '11.3', // Pseudo-Color Softcopy Presentation State
  '11.4', // Blending Softcopy Presentation State
  '11.5', // XA/XRF Grayscale Softcopy Presentation State
  '11.6', // Grayscale Planar MPR Volumetric Presentation State
  '11.7', // Compositing Planar MPR Volumetric Presentation State
  '11.8', // Advanced Blending Presentation State
  '12.1', // X-Ray Angiographic Image
  '12.1.1', // Enhanced XA Image
  '12.2', // X-Ray Radiofluoroscopic Image
  '12.2.1', // Enhanced XRF Image
  '13.1.1', // X-Ray 3D Angiographic Image
  '13.1.2', // X-Ray 3D Craniofacial Image
  '13.1.3', // Breast Tomosynthesis Image
  '13.1.4', // Breast Projection X-Ray Image - For Presentation
  '13.1.5', // Breast Projection X-Ray Image - For Processing
  '14.1', // Intravascular Optical Coherence Tomography Image - For Presentation
  '14.2', // Intravascular Optical Coherence Tomography Image - For Processing
  '20', // Nuclear Medicine Image
  '30', // Parametric Map
  '66', // Raw Data
  '66.1', // Spatial Registration
  '66.2', // Spatial Fiducials
  '66.3', // Deformable Spatial Registration
  '66.4', // Segmentation
  '66.5', // Surface Segmentation
  '67', // Real World Value Mapping
  '68.1', // Surface Scan Mesh
  '68.2', // Surface Scan Point Cloud
  '77.1.1', // VL Endoscopic Image
  '77.1.1.1', // Video Endoscopic Image
  '77.1.2', // VL Microscopic Image
  '77.1.2.1', // Video Microscopic Image
  '77.1.3', // VL Slide-Coordinates Microscopic Image
  '77.1.4', // VL Photographic Image
  '77.1.4.1', // Video Photographic Image
  '77.1.5.1', // Ophthalmic Photography 8 Bit Image
  '77.1.5.2', // Ophthalmic Photography 16 Bit Image
  '77.1.5.3', // Stereometric Relationship
  '77.1.5.4', // Ophthalmic Tomography Image
  '77.1.5.5', // Wide Field Ophthalmic Photography Stereographic Projection Image
  '77.1.5.6', // Wide Field Ophthalmic Photography 3D Coordinates Image
  '77.1.5.7', // Ophthalmic Optical Coherence Tomography En Face Image
  '77.1.5.8', // Ophthalmic Optical Coherence Tomography B-scan Volume Analysis
  '77.1.6', // VL Whole Slide Microscopy Image
  '77.1.7', // Dermoscopic Photography Image
  '78.4', // Subjective Refraction Measurements
  '78.8', // Intraocular Lens Calculations
  '79.1', // Macular Grid Thickness and Volume Report
  '81.1', // Ophthalmic Thickness Map
  '82.1', // Corneal Topography Map
  '88.11', // Basic Text SR
  '88.22', // Enhanced SR
  '88.33', // Comprehensive SR
  '88.34', // Comprehensive 3D SR
  '88.35', // Extensible SR
  '88.40', // Procedure Log
  '88.50', // Mammography CAD SR
  '88.59', // Key Object Selection Document
  '88.65', // Chest CAD SR
  '88.67', // X-Ray Radiation Dose SR
  '88.69', // Colon CAD SR
  '88.71', // Acquisition Context SR
  '88.72', // Simplified Adult Echo SR
  '88.74', // Planned Imaging Agent Administration SR
  '88.75', // Performed Imaging Agent Administration SR
  '88.76', // Enhanced X-Ray Radiation Dose SR
  '90.1', // Content Assessment Results
  '91.1', // Microscopy Bulk Simple Annotations
  '104.1', // Encapsulated PDF
  '104.2', // Encapsulated CDA
  '104.3', // Encapsulated STL
  '104.4', // Encapsulated OBJ
  '104.5', // Encapsulated MTL
  '128', // Positron Emission Tomography Image
  '128.1', // Legacy Converted Enhanced PET Image
  '130', // Enhanced PET Image
  '131', // Basic Structured Display
  '481.1', // RT Image
  '481.2', // RT Dose
  '481.3', // RT Structure Set
  '481.4', // RT Beams Treatment Record
  '481.5', // RT Plan
  '481.7', // RT Treatment Summary Record
  '481.10', // RT Physician Intent
  '481.11', // RT Segment Annotation
  '481.12', // RT Radiation Set
  '481.13', // C-Arm Photon-Electron Radiation
  '481.14', // Tomotherapeutic Radiation
  '481.15', // Robotic-Arm Radiation
  '481.16', // RT Radiation Record Set
  '481.17', // RT Radiation Salvage Record
  '481.18', // Tomotherapeutic Radiation Record
  '481.19', // C-Arm Photon-Electron Radiation Record
  '481.20', // Robotic Radiation Record
  '481.21', // RT Radiation Set Delivery Instruction
  '481.22', // RT Treatment Preparation
].map((end) => STORAGE_ROOT + end);
