import { FrameDamage } from '../decode/frame-damage.ts';
import { frameFragments } from '../decode/frame-fragments.ts';
import type { FrameDecoders, FrameTally } from '../decode/frame-job.ts';
import { openStoreFrame, tableShelf } from '../decode/store-frame.ts';
import { BrokenCompressedError, plural, TruncatedPixelsError } from '../errors.ts';
import type { ReadFinding, ReadPace } from '../finding.ts';
import type { LendBytes } from '../study-file.ts';
import { nativeWords } from './native-words.ts';
import { pixelStreamOf } from './pixel-stream.ts';
import type { ImageObject } from './read-object.ts';
import { AIR_HU } from './value-table.ts';
import type { VoxelPlan } from './voxel-plan.ts';
import { storeWide } from './wide-values.ts';

/** Files in hand besides those whose frames are being unpacked, so that no decoder waits for a disk. */
const READ_AHEAD = 2;

/**
 * Reads the pixels of a stack, and says what was noticed in them. Files are read in the order of the stack, a few at a
 * time; packed frames go to the decoders, as many at once as they are.
 *
 * @param values  rows · columns · frames, filled frame after frame as the plan stores them
 * @throws TruncatedPixelsError, BrokenCompressedError: always of the first frame that is broken; the signal's reason when
 *   aborted
 */
export async function decodeStack(
  plan: VoxelPlan,
  values: Int16Array,
  { decoders, report, signal }: ReadPace & { readonly decoders: FrameDecoders },
): Promise<ReadFinding[]> {
  const { frames, objects, rescales, rows, columns, storage } = plan;
  const tables = tableShelf(storage);
  const tallies: FrameTally[] = [];
  const storeFrame = openStoreFrame();
  const openFrames = openFiles(objects);

  const decode = async (k: number): Promise<FrameTally> => {
    const object = objects[k]!;
    const rescale = rescales[k] ?? { slope: 1, intercept: 0 };
    const out = values.subarray(k * rows * columns, (k + 1) * rows * columns);
    const { stream, packedFrame, letGo } = await openFrames(object);
    const frame = frames[k]!.frameInObject;
    const { packing } = object.transferSyntax;
    if (packing === 'native') {
      const words = nativeWords(object, stream, frame);
      const tally =
        words instanceof Uint8Array || words instanceof Uint16Array
          ? storeFrame(words, tables(object.format, rescale), out)
          : storeWide(words, { format: object.format, rescale, storage }, out);
      letGo();
      return tally;
    }
    const packed = packedFrame(frame);
    letGo();
    try {
      return await decoders.decode({ packing, packed, format: object.format, rescale, storage }, out);
    } catch (thrown) {
      if (!(thrown instanceof FrameDamage)) throw thrown;
      throw new BrokenCompressedError(object.label, object.transferSyntax.name, thrown.message);
    }
  };

  await inOrder(frames.length, decoders.size + READ_AHEAD, decode, (tally, doneFraction) => {
    tallies.push(tally);
    report?.(doneFraction);
    signal?.throwIfAborted();
  });
  return findingsOf(tallies, plan, values.length);
}

/**
 * Does pieces of work side by side, a few at a time, begun and ended in their order. When one fails, no more are begun, and
 * the failure of the first that failed is thrown, once those in hand have ended.
 */
async function inOrder<T>(
  count: number,
  width: number,
  work: (n: number) => Promise<T>,
  done: (result: T, doneFraction: number) => void,
): Promise<void> {
  const inHand: Promise<T>[] = [];
  try {
    for (let n = 0, next = 0; n < count; n++) {
      for (; next < Math.min(count, n + width); next++) {
        const piece = work(next);
        // Whoever fails first is thrown below; those behind it must not be met by nobody.
        piece.catch(() => undefined);
        inHand.push(piece);
      }
      done(await inHand.shift()!, (n + 1) / count);
    }
  } finally {
    await Promise.allSettled(inHand);
  }
}

interface OpenFile {
  readonly stream: Uint8Array;
  packedFrame(n: number): Uint8Array;
  /** Said once for each frame, when its bytes are no longer looked at. */
  letGo(): void;
}

/** Rooms are a little larger than the file that they are made for: the next one may be. */
const ROOM_BYTES = 65536;

/**
 * Each file is read once, into memory that an earlier one left, and let go when the last of its frames is, whatever the
 * order of the frames.
 */
function openFiles(objects: readonly ImageObject[]): (object: ImageObject) => Promise<OpenFile> {
  const open = new Map<ImageObject, Promise<OpenFile>>();
  const framesLeft = new Map<ImageObject, number>();
  for (const object of objects) framesLeft.set(object, (framesLeft.get(object) ?? 0) + 1);
  const rooms: Uint8Array<ArrayBuffer>[] = [];
  const begin = async (object: ImageObject): Promise<OpenFile> => {
    const lent: Uint8Array<ArrayBuffer>[] = [];
    const file = await opened(object, (bytes) => {
      const spare = rooms.findIndex((room) => room.length >= bytes);
      const room = spare < 0 ? new Uint8Array(ROOM_BYTES * Math.ceil(bytes / ROOM_BYTES)) : rooms.splice(spare, 1)[0]!;
      lent.push(room);
      return room;
    });
    return {
      ...file,
      letGo() {
        const left = framesLeft.get(object)! - 1;
        framesLeft.set(object, left);
        if (left > 0) return;
        open.delete(object);
        rooms.push(...lent);
      },
    };
  };
  return (object) => {
    const file = open.get(object) ?? begin(object);
    open.set(object, file);
    return file;
  };
}

async function opened(object: ImageObject, lend: LendBytes): Promise<Omit<OpenFile, 'letGo'>> {
  const stream = pixelStreamOf(object, await object.file.read(lend));
  if (object.transferSyntax.packing === 'native') return { stream, packedFrame: () => new Uint8Array(0) };
  const { pixelOffset, longOffsets, label, transferSyntax, frames } = object;
  const fragments = frameFragments(stream, { offset: pixelOffset, frames: frames.length, longOffsets });
  return {
    stream,
    packedFrame(n) {
      const packed = fragments.frame(n);
      if (packed) return packed;
      if (fragments.missingBytes > 0) throw new TruncatedPixelsError(label, fragments.missingBytes);
      throw new BrokenCompressedError(label, transferSyntax.name, 'its fragments do not make up its frames');
    },
  };
}

function findingsOf(
  tallies: readonly FrameTally[],
  { modality, rescales, roundedTo, storage }: VoxelPlan,
  voxels: number,
): ReadFinding[] {
  const padded = tallies.reduce((sum, tally) => sum + tally.padded, 0);
  const clipped = tallies.reduce((sum, tally) => sum + tally.clipped, 0);
  const paddingKept = tallies.some((tally) => tally.paddingKept);
  const findings: ReadFinding[] = [];
  const add = (code: string, severity: 'info' | 'warning', what: string, why: string, mend: string) =>
    findings.push({ code, severity, what, why, mend });
  if (padded > 0 && !storage.hu)
    add(
      'dicom/no-number',
      'info',
      `${plural(padded, 'voxel')} (${((100 * padded) / voxels).toFixed(1)} %) hold no number (NaN) and were set to the lowest value.`,
      'Such voxels lie outside what was measured or computed.',
      'Nothing needs to be done, unless the anatomy reaches there.',
    );
  if (padded > 0 && storage.hu)
    add(
      'dicom/padding',
      'info',
      `${plural(padded, 'voxel')} (${((100 * padded) / voxels).toFixed(1)} %) hold padding and were set to air (${AIR_HU} HU).`,
      'They lie outside the scanner’s field of view; their stored value is no measurement.',
      'Nothing needs to be done, unless the anatomy reaches the rim of the field.',
    );
  if (paddingKept)
    add(
      'dicom/padding-kept',
      'warning',
      'The stated padding value lies among the values of tissue and was not treated as padding.',
      'Taking it for air would cut holes into the anatomy.',
      'Check the rim of the field of view in the report.',
    );
  if (clipped > 0)
    add(
      'dicom/clipped',
      'warning',
      `${plural(clipped, 'voxel')} lie outside −32768 to 32767 and were clipped.`,
      'Values are kept in 16 bits.',
      'Nothing needs to be done for bone; metal looks less dense than it is.',
    );
  if (roundedTo > 0)
    add(
      'dicom/rounded',
      'info',
      `The values were rounded to steps of ${Number(roundedTo.toPrecision(3))}.`,
      'The images hold floating numbers, or whole ones of 32 bits; values are kept in 16 bits.',
      'Nothing needs to be done for a threshold that is coarser than this step.',
    );
  if (modality === 'CT' && rescales.some((rescale) => rescale === null))
    add(
      'dicom/no-rescale',
      'warning',
      'Some slices state no rescale intercept; their values were taken for HU as they stand.',
      'A CT whose zero is not water is segmented at the wrong threshold.',
      'Check the threshold in the report against known tissue.',
    );
  return findings;
}
