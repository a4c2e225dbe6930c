/** What statuses mean, for sentences. Source: PS3.4 annexes B, C; PS3.7 annex C. */
const MEANINGS: readonly (readonly [from: number, to: number, meaning: string])[] = [
  [0x0000, 0x0000, 'success'],
  [0x0106, 0x0106, 'invalid attribute value'],
  [0x0110, 0x0110, 'processing failure'],
  [0x0111, 0x0111, 'held already with other content'],
  [0x0112, 0x0112, 'no such instance'],
  [0x0117, 0x0117, 'invalid instance'],
  [0x0122, 0x0122, 'SOP class not supported'],
  [0x0124, 0x0124, 'not authorized'],
  [0x0210, 0x0210, 'duplicate message'],
  [0x0211, 0x0211, 'operation not known'],
  [0x0212, 0x0212, 'mistyped argument'],
  [0xa700, 0xa7ff, 'out of resources'],
  [0xa801, 0xa801, 'the destination of the move is not known'],
  [0xa900, 0xa9ff, 'the data set does not fit its class'],
  [0xaa02, 0xaa04, 'a location that is not within reach'],
  [0xb000, 0xb000, 'warning: sub-operations failed, or elements were changed'],
  [0xb006, 0xb006, 'warning: elements were discarded'],
  [0xb007, 0xb007, 'warning: the data set does not fit its class'],
  [0xc000, 0xcfff, 'it cannot be understood or processed'],
  [0xfe00, 0xfe00, 'cancelled'],
  [0xff00, 0xff01, 'pending'],
];

export const meaningOf = (status: number): string =>
  MEANINGS.find(([from, to]) => status >= from && status <= to)?.[2] ?? 'no status of the standard';

export const isPending = (status: number): boolean => status === 0xff00 || status === 0xff01;
/** Done, with a remark. */
export const isWarning = (status: number): boolean => status === 0x0001 || (status >= 0xb000 && status <= 0xbfff);
export const isSuccess = (status: number): boolean => status === 0;
