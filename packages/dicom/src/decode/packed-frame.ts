import charls from '@cornerstonejs/codec-charls/decodewasmjs';
import openjpeg from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import openjph from '@cornerstonejs/codec-openjph/wasmjs';
import type { PixelFormat } from '../read/read-object.ts';
import type { Packing } from '../transfer-syntax.ts';
import { codestreamShape } from './codestream-shape.ts';
import { decodeRle } from './decode-rle.ts';
import { FrameDamage } from './frame-damage.ts';
import { decodeJpegDct } from './jpeg-dct.ts';
import { decodeJpegLossless } from './jpeg-lossless.ts';
import { jpegScan } from './jpeg-scan.ts';
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
      case 'jpeg': {
        sizedShape(packed, format);
        const scan = jpegScan(packed);
        return scan.process === 'lossless' ? decodeJpegLossless(scan) : decodeJpegDct(scan);
      }
      case 'jpeg-ls':
        return native('charls', packed, format);
      case 'j2k':
        refuseUnended(packed);
        return native('openjpeg', packed, format);
      case 'htj2k':
        refuseUnended(packed);
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

/** OpenJPEG gives what it has of a codestream that was cut off, and zeros or blur for the rest: the end mark must be there. */
function refuseUnended(packed: Uint8Array): void {
  let end = packed.length;
  while (end > 2 && packed[end - 1] === 0) end--;
  if (packed[end - 2] !== 0xff || packed[end - 1] !== 0xd9) throw new FrameDamage('it has no end');
}

function wordsFromRle(packed: Uint8Array, { rows, columns, bitsAllocated }: PixelFormat): Uint16Array {
  const bytes = new Uint8Array((rows * columns * bitsAllocated) >> 3);
  if (!decodeRle(packed, bitsAllocated >> 3, bytes)) throw new FrameDamage('its runs do not give the image');
  return bitsAllocated === 8 ? Uint16Array.from(bytes) : new Uint16Array(bytes.buffer);
}

function widened(bytes: Uint8Array, { rows, columns }: PixelFormat, signed: boolean): Uint16Array {
  const samples = rows * columns;
  if (bytes.length === 2 * samples) return new Uint16Array(bytes.buffer, bytes.byteOffset, samples);
  if (bytes.length !== samples) throw new FrameDamage('it decodes to another size');
  return Uint16Array.from(signed ? new Int8Array(bytes.buffer, bytes.byteOffset, samples) : bytes);
}
