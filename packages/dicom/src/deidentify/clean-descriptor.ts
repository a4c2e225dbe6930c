import { DESCRIPTOR_WORDS } from '@specola/facts';
import type { IdentifierSearch } from './identifier-search.ts';

/** Thicknesses, counts, field strengths; three digits at most, so that no number of a person or a year fits. */
const NUMBER = /^\d{1,3}(?:[.,]\d{1,3})?(?:mm|cm|s|ms|kv|kvp|ma|mas|deg|hu|t|ml|x)?$/;
/** Kernels (B60s, Br40d, H70h), vertebrae (C6, L5), coils (H1). */
const KERNEL = /^[a-z]{1,2}\d{1,2}[a-z]{0,2}$/;

/** A description with only the words that name anatomy and technique; nothing that is not known to be harmless stays. */
export function cleanDescriptor(text: string, search: IdentifierSearch): string {
  return text
    .split(/[\s_\-,/;:()+*^=&[\]<>|]+/)
    .filter((word) => {
      const lower = word.toLowerCase().replace(/\.$/, '');
      const known = DESCRIPTOR_WORDS.value.has(lower) || NUMBER.test(lower) || KERNEL.test(lower);
      return known && !search.isTelltale(lower);
    })
    .join(' ');
}
