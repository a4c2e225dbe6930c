import charls from '@cornerstonejs/codec-charls/decodewasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import openjph from '@cornerstonejs/codec-openjph/wasmjs';
import { inflatedTo } from '../read/inflate-within.ts';
import type { PixelFormat } from '../read/read-object.ts';
import type { Packing } from '../transfer-syntax.ts';
import { codestreamShape } from './codestream-shape.ts';
import { decodeRle } from './decode-rle.ts';
import { FrameDamage } from './frame-damage.ts';
import { openJpegDct } from './jpeg-dct.ts';
import { decodeJpegLossless } from './jpeg-lossless.ts';
import { type JpegScan, jpegScan } from './jpeg-scan.ts';
import { refuseBrokenTiles } from './jpeg2000-tiles.ts';
import { unpackBits } from './unpack-bits.ts';
import {
  decodeNative,
  type EmscriptenFactory,
  type LoadWasm,
  type NativeDecoder,
  openWasmCodec,
  type WasmCodecName,
} from './wasm-codec.ts';

/** Unpacks one frame to words: raw values as they would stand uncompressed, one sample to a pixel. */
export type UnpackFrame = (packing: Packing, packed: Uint8Array, format: PixelFormat) => Promise<Uint16Array>;

const WASM: Readonly<Record<WasmCodecName, readonly [factory: EmscriptenFactory, className: string]>> = {
  charls: [charls, 'JpegLSDecoder'],
  openjpeg: [openjpeg, 'J2KDecoder'],
  openjph: [openjph, 'HTJ2KDecoder'],
};

/** The codecs of one thread; native ones are loaded when first met. */
export function openCodecs(loadWasm: LoadWasm): UnpackFrame {
  const opened = new Map<WasmCodecName, Promise<() => NativeDecoder>>();
  let jpegDct: ((scan: JpegScan) => Uint16Array) | null = null;
  const native = async (name: WasmCodecName, packed: Uint8Array, format: PixelFormat): Promise<Uint16Array> => {
    const shape = sizedShape(packed, format);
    let codec = opened.get(name);
    if (!codec) {
      codec = loadWasm(name).then((wasm) => openWasmCodec(...WASM[name], wasm));
      opened.set(name, codec);
    }
    const { bytes, info } = decodeNative(await codec, packed);
    if (info.width !== format.columns || info.height !== format.rows || info.componentCount !== 1)
      throw new FrameDamage('it decodes to another size');
    return widened(bytes, format, shape.signed);
  };
  return async (packing, packed, format) => {
    switch (packing) {
      case 'rle':
        return wordsFromRle(packed, format);
      case 'deflated-frames':
        return wordsFromDeflated(packed, format);
      case 'jpeg': {
        sizedShape(packed, format);
        const scan = jpegScan(packed);
        if (scan.process === 'lossless') return decodeJpegLossless(scan);
        jpegDct ??= openJpegDct();
        return jpegDct(scan);
      }
      case 'jpeg-ls':
        return native('charls', packed, format);
      case 'j2k':
        refuseBrokenTiles(packed);
        return native('openjpeg', packed, format);
      case 'htj2k':
        refuseBrokenTiles(packed);
        return native('openjph', packed, format);
      case 'native':
      case 'unread':
        throw new FrameDamage('it is not packed in a way that is read');
    }
  };
}

/** A codestream of another size than its header says is never decoded: what it takes would be unknown. */
function sizedShape(packed: Uint8Array, { rows, columns, bitsAllocated }: PixelFormat) {
  const shape = codestreamShape(packed);
  if (!shape) throw new FrameDamage('it does not begin as its transfer syntax says');
  if (shape.rows !== rows || shape.columns !== columns)
    throw new FrameDamage(`it holds ${shape.columns} × ${shape.rows} pixels instead of ${columns} × ${rows}`);
  if (shape.components !== 1) throw new FrameDamage(`it holds ${shape.components} samples for each pixel`);
  if (shape.precision > bitsAllocated || shape.precision > 16)
    throw new FrameDamage(`it holds ${shape.precision} bits for each sample instead of ${bitsAllocated}`);
  return shape;
}

function wordsFromRle(packed: Uint8Array, format: PixelFormat): Uint16Array {
  const bytes = new Uint8Array(frameBytesOf(format));
  if (!decodeRle(packed, Math.ceil(format.bitsAllocated / 8), bytes))
    throw new FrameDamage('its runs do not give the image');
  return wordsFrom(bytes, format);
}

function wordsFromDeflated(packed: Uint8Array, format: PixelFormat): Uint16Array {
  const bytes = inflatedTo(packed, 0, frameBytesOf(format));
  if (bytes.length < frameBytesOf(format)) throw new FrameDamage('it ends before its samples');
  return wordsFrom(bytes, format);
}

const frameBytesOf = ({ rows, columns, bitsAllocated }: PixelFormat): number =>
  Math.ceil((rows * columns * bitsAllocated) / 8);

/** The words of one unpacked frame, little endian, which begins with a byte of its own. */
function wordsFrom(bytes: Uint8Array<ArrayBuffer>, { rows, columns, bitsAllocated }: PixelFormat): Uint16Array {
  switch (bitsAllocated) {
    case 1:
      return unpackBits(bytes, 0, { count: rows * columns, bits: 1 });
    case 8:
      return Uint16Array.from(bytes);
    case 16:
      return new Uint16Array(bytes.buffer, bytes.byteOffset, rows * columns);
    default:
      throw new FrameDamage(`${bitsAllocated} bits for each sample are not read in this packing`);
  }
}

function widened(bytes: Uint8Array, { rows, columns }: PixelFormat, signed: boolean): Uint16Array {
  const samples = rows * columns;
  if (bytes.length === 2 * samples) return new Uint16Array(bytes.buffer, bytes.byteOffset, samples);
  if (bytes.length !== samples) throw new FrameDamage('it decodes to another size');
  return Uint16Array.from(signed ? new Int8Array(bytes.buffer, bytes.byteOffset, samples) : bytes);
}
