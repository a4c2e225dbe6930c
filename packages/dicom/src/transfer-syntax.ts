/**
 * How the pixels of an object are packed; 'jpeg' is baseline, extended and lossless. Source: DICOM PS3.5 annex A, PS3.6
 * annex A.
 */
export type Packing = 'native' | 'rle' | 'jpeg' | 'jpeg-ls' | 'j2k' | 'htj2k' | 'deflated-frames' | 'unread';

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly packing: Packing;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
  /** The syntax itself says that values were changed to save room; those that may and may not are told by the header. */
  readonly lossy: boolean;
}

const NAMED: Readonly<Record<string, readonly [name: string, packing: Packing, lossy?: 'lossy']>> = {
  '1.2.840.10008.1.2': ['Implicit VR Little Endian', 'native'],
  '1.2.840.10008.1.2.1': ['Explicit VR Little Endian', 'native'],
  '1.2.840.10008.1.2.1.98': ['Encapsulated Uncompressed Explicit VR Little Endian', 'unread'],
  '1.2.840.10008.1.2.1.99': ['Deflated Explicit VR Little Endian', 'native'],
  '1.2.840.10008.1.2.2': ['Explicit VR Big Endian', 'native'],
  '1.2.840.10008.1.2.5': ['RLE Lossless', 'rle'],
  '1.2.840.10008.1.2.8.1': ['Deflated Image Frame Compression', 'deflated-frames'],
  '1.2.840.10008.1.2.4.50': ['JPEG Baseline', 'jpeg', 'lossy'],
  '1.2.840.10008.1.2.4.51': ['JPEG Extended', 'jpeg', 'lossy'],
  '1.2.840.10008.1.2.4.53': ['JPEG Spectral Selection (retired)', 'unread', 'lossy'],
  '1.2.840.10008.1.2.4.55': ['JPEG Full Progression (retired)', 'unread', 'lossy'],
  '1.2.840.10008.1.2.4.57': ['JPEG Lossless', 'jpeg'],
  '1.2.840.10008.1.2.4.70': ['JPEG Lossless, first-order prediction', 'jpeg'],
  '1.2.840.10008.1.2.4.80': ['JPEG-LS Lossless', 'jpeg-ls'],
  '1.2.840.10008.1.2.4.81': ['JPEG-LS Near-Lossless', 'jpeg-ls', 'lossy'],
  '1.2.840.10008.1.2.4.90': ['JPEG 2000 Lossless', 'j2k'],
  '1.2.840.10008.1.2.4.91': ['JPEG 2000', 'j2k'],
  '1.2.840.10008.1.2.4.110': ['JPEG XL Lossless', 'unread'],
  '1.2.840.10008.1.2.4.112': ['JPEG XL', 'unread'],
  '1.2.840.10008.1.2.4.201': ['High-Throughput JPEG 2000 Lossless', 'htj2k'],
  '1.2.840.10008.1.2.4.202': ['High-Throughput JPEG 2000 Lossless RPCL', 'htj2k'],
  '1.2.840.10008.1.2.4.203': ['High-Throughput JPEG 2000', 'htj2k'],
};

/** A syntax that is not in the table counts as unread: guessing at its bytes would give noise for an image. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const [name, packing, lossy] = NAMED[uid] ?? ['an unknown transfer syntax', 'unread'];
  return {
    uid,
    name,
    packing,
    bigEndian: uid === '1.2.840.10008.1.2.2',
    deflated: uid === '1.2.840.10008.1.2.1.99',
    lossy: lossy !== undefined,
  };
}
