import { parseHeader } from './parse-header.ts';

const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';

/**
 * The files that a DICOMDIR refers to, each as the parts of its relative path; null when the bytes are no DICOMDIR.
 * Source: DICOM PS3.3 F.3, Referenced File ID (0004,1500).
 */
export function dicomdirReferences(bytes: Uint8Array): string[][] | null {
  const parsed = parseHeader(bytes);
  if (!parsed || parsed === 'broken' || parsed.dataSet.string('x00020002')?.trim() !== MEDIA_DIRECTORY) return null;
  const records = parsed.dataSet.elements.x00041220?.items ?? [];
  return records.flatMap(({ dataSet }) => {
    const id = dataSet?.string('x00041500');
    // A part like ".." would lead out of the medium: such a record names no file of it.
    const parts = id?.split('\\').map((part) => part.trim()) ?? [];
    return parts.length > 0 && parts.every((part) => /^[^/\\]+$/.test(part) && part !== '..') ? [parts] : [];
  });
}
