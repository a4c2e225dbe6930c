/** How the pixels of an object are packed. Source: DICOM PS3.5 annex A, PS3.6 annex A. */
export type Packing = 'native' | 'rle' | 'compressed';

export interface TransferSyntax {
  readonly uid: string;
  readonly name: string;
  readonly packing: Packing;
  readonly bigEndian: boolean;
  readonly deflated: boolean;
}

const NAMED: Readonly<Record<string, readonly [name: string, packing: Packing]>> = {
  '1.2.840.10008.1.2': ['Implicit VR Little Endian', 'native'],
  '1.2.840.10008.1.2.1': ['Explicit VR Little Endian', 'native'],
  '1.2.840.10008.1.2.1.99': ['Deflated Explicit VR Little Endian', 'native'],
  '1.2.840.10008.1.2.2': ['Explicit VR Big Endian', 'native'],
  '1.2.840.10008.1.2.5': ['RLE Lossless', 'rle'],
  '1.2.840.10008.1.2.4.50': ['JPEG Baseline (lossy)', 'compressed'],
  '1.2.840.10008.1.2.4.51': ['JPEG Extended (lossy)', 'compressed'],
  '1.2.840.10008.1.2.4.57': ['JPEG Lossless', 'compressed'],
  '1.2.840.10008.1.2.4.70': ['JPEG Lossless, first-order prediction', 'compressed'],
  '1.2.840.10008.1.2.4.80': ['JPEG-LS Lossless', 'compressed'],
  '1.2.840.10008.1.2.4.81': ['JPEG-LS Near-Lossless', 'compressed'],
  '1.2.840.10008.1.2.4.90': ['JPEG 2000 Lossless', 'compressed'],
  '1.2.840.10008.1.2.4.91': ['JPEG 2000', 'compressed'],
  '1.2.840.10008.1.2.4.110': ['JPEG XL Lossless', 'compressed'],
  '1.2.840.10008.1.2.4.112': ['JPEG XL', 'compressed'],
  '1.2.840.10008.1.2.4.201': ['High-Throughput JPEG 2000 Lossless', 'compressed'],
  '1.2.840.10008.1.2.4.202': ['High-Throughput JPEG 2000 Lossless RPCL', 'compressed'],
  '1.2.840.10008.1.2.4.203': ['High-Throughput JPEG 2000', 'compressed'],
};

/** A syntax that is not in the table counts as compressed: guessing at its bytes would give noise for an image. */
export function transferSyntaxOf(uid: string): TransferSyntax {
  const [name, packing] = NAMED[uid] ?? ['an unknown transfer syntax', 'compressed'];
  return {
    uid,
    name,
    packing,
    bigEndian: uid === '1.2.840.10008.1.2.2',
    deflated: uid === '1.2.840.10008.1.2.1.99',
  };
}
