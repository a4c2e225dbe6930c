import { type FileHandle, open, rm } from 'node:fs/promises';
import { DEFLATED, parseDataSet } from '../data/decode-data-set.ts';
import { fileHead, type InstanceIdentity, readFileStart } from '../data/part10.ts';
import { BadInstanceError, TooLargeError } from '../errors.ts';
import { beginDigest } from './content-digest.ts';

export interface Incoming {
  /** Where it is written while it arrives. */
  readonly path: string;
  readonly maxBytes: number;
}

/** An instance that has arrived whole, and is not in place yet. */
export interface Unpacked {
  readonly path: string;
  readonly identity: InstanceIdentity;
  /** The data set from its first byte, as much of it as headers take. */
  readonly start: Uint8Array;
  readonly bytes: number;
  readonly dataSetAt: number;
  readonly dataSetBytes: number;
  readonly digest: string;
  /** Writes the mark that makes it DICOM, and flushes it to the disk. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** Preamble and mark: written last, so that no reader takes an unfinished file for an instance. */
const MARKED_BYTES = 132;
/** Headers of CT and MR take up to 40 KB; of multi-frame objects more. What is not in here is read from the file. */
const START_BYTES = 1 << 18;
/** Sequences of an enhanced object before its pixels. */
const LONGEST_HEADER_BYTES = 1 << 28;
/** Meta groups are a few hundred bytes. */
const META_BYTES = 1 << 16;
/** Writes of a network piece each would cost more in calls than in bytes. */
const WRITE_BYTES = 1 << 18;

/** A data set without a file head, which is made. */
export async function receiveBare(
  incoming: Incoming,
  identity: InstanceIdentity,
  data: AsyncIterable<Uint8Array>,
): Promise<Unpacked> {
  return written(incoming, identity, Buffer.from(fileHead(identity)), data);
}

/** A file with its head, which is kept. */
export async function receiveFile(
  incoming: Incoming,
  data: AsyncIterable<Uint8Array>,
  told: (identity: InstanceIdentity) => void,
): Promise<Unpacked> {
  const chunks = data[Symbol.asyncIterator]();
  const parts: Buffer[] = [];
  let got = 0;
  let ended = false;
  while (got < META_BYTES && !ended) {
    const { value, done } = await chunks.next();
    if (done) ended = true;
    else {
      parts.push(Buffer.from(value));
      got += value.length;
    }
  }
  const begun = Buffer.concat(parts);
  const start = readFileStart(begun);
  if (!start) throw new BadInstanceError('it is no DICOM file');
  told(start.identity);
  const rest = async function* (): AsyncGenerator<Uint8Array> {
    yield begun.subarray(start.dataSetAt);
    if (!ended) for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  return written(incoming, start.identity, begun.subarray(0, start.dataSetAt), rest());
}

async function written(
  { path, maxBytes }: Incoming,
  identity: InstanceIdentity,
  head: Buffer,
  data: AsyncIterable<Uint8Array>,
): Promise<Unpacked> {
  const file = await open(path, 'wx+');
  try {
    const digest = beginDigest(identity.transferSyntax);
    const start: Buffer[] = [];
    let startBytes = 0;
    let [at, waiting] = [head.length, [] as Uint8Array[]];
    let waitingBytes = 0;
    const flush = async (): Promise<void> => {
      await writeAll(file, Buffer.concat(waiting), at);
      at += waitingBytes;
      [waiting, waitingBytes] = [[], 0];
    };
    await writeAll(file, head.subarray(MARKED_BYTES), MARKED_BYTES);
    for await (const chunk of data) {
      if (at + waitingBytes + chunk.length > maxBytes) throw new TooLargeError('The instance', maxBytes);
      digest.update(chunk);
      if (startBytes < START_BYTES) {
        start.push(Buffer.from(chunk));
        startBytes += chunk.length;
      }
      // The network lends its buffers: what waits is copied.
      waiting.push(Buffer.from(chunk));
      waitingBytes += chunk.length;
      if (waitingBytes >= WRITE_BYTES) await flush();
    }
    if (waitingBytes > 0) await flush();
    const dataSetBytes = at - head.length;
    const whole = startBytes >= dataSetBytes;
    return {
      path,
      identity,
      start:
        whole || holdsPixels(start, identity) ? Buffer.concat(start) : await headerOf(file, head.length, dataSetBytes),
      bytes: at,
      dataSetAt: head.length,
      dataSetBytes,
      digest: digest.digest('hex'),
      finish: async () => {
        await writeAll(file, head.subarray(0, MARKED_BYTES), 0);
        await file.sync();
      },
      close: () => file.close(),
    };
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

const PIXELS = 'x7fe00010';

/** Whether the header ends in here. Nested icons hold pixels too, so that a search for the tag's bytes would not tell. */
function holdsPixels(start: readonly Buffer[], { transferSyntax }: InstanceIdentity): boolean {
  if (transferSyntax === DEFLATED) return false;
  try {
    return parseDataSet(Buffer.concat(start), transferSyntax, PIXELS).elements[PIXELS] !== undefined;
  } catch {
    return false;
  }
}

async function headerOf(file: FileHandle, from: number, bytes: number): Promise<Uint8Array> {
  const header = Buffer.alloc(Math.min(bytes, LONGEST_HEADER_BYTES));
  let got = 0;
  while (got < header.length) {
    const { bytesRead } = await file.read(header, got, header.length - got, from + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return header.subarray(0, got);
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Whatever became of it: the file is closed, and what was not put in place is taken away. */
export async function discard({ path }: Incoming, unpacked: Unpacked | null): Promise<void> {
  await unpacked?.close();
  await rm(path, { force: true });
}
