import type { DataSet } from 'dicom-parser';
import type { CodedConcept } from '../write/elements.ts';

/** The first code of a code sequence; null where there is none. */
export function codeIn(set: DataSet, tag: string): CodedConcept | null {
  const item = set.elements[tag]?.items?.[0]?.dataSet;
  if (!item) return null;
  const text = (key: string) => (item.string(key) ?? '').trim();
  const value = text('x00080100') || text('x00080119') || text('x00080120');
  return value ? { value, scheme: text('x00080102'), meaning: text('x00080104') } : null;
}

/** The first code of a sequence inside the first item of another. */
export function codeInside(set: DataSet, tag: string, inner: string): CodedConcept | null {
  const item = set.elements[tag]?.items?.[0]?.dataSet;
  return item ? codeIn(item, inner) : null;
}
