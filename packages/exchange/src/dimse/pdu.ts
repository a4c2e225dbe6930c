import { AssociationBrokenError, BadPduError } from '../errors.ts';

/** Protocol data units of the upper layer. Source: DICOM PS3.8 9.3. */
export const PDU = {
  associateRequest: 1,
  associateAccept: 2,
  associateReject: 3,
  data: 4,
  releaseRequest: 5,
  releaseReply: 6,
  abort: 7,
} as const;

export interface Pdu {
  readonly type: number;
  readonly body: Buffer;
}

const HEAD_BYTES = 6;
/** 128 contexts of 40 transfer syntaxes come to 350 kB; nobody needs more, and whoever claims 4 GB gets none of it. */
const LONGEST_ASSOCIATE_BYTES = 1 << 20;
const SHORT_BYTES = 4;

export function encodePdu(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head[0] = type;
  head.writeUInt32BE(
    parts.reduce((sum, part) => sum + part.length, 0),
    2,
  );
  return Buffer.concat([head, ...parts]);
}

/** The longest body that a unit of this type may have; refuses types that there are not. */
function longestBody(type: number, maxDataBytes: number): number {
  switch (type) {
    case PDU.associateRequest:
    case PDU.associateAccept:
      return LONGEST_ASSOCIATE_BYTES;
    case PDU.data:
      return maxDataBytes;
    case PDU.associateReject:
    case PDU.releaseRequest:
    case PDU.releaseReply:
    case PDU.abort:
      return SHORT_BYTES;
    default:
      throw new BadPduError(`a unit of type ${type}`);
  }
}

/**
 * Cuts a stream of bytes into units. A length is checked before anything is kept for it, so that a peer holds at most
 * one unit of `maxDataBytes` of our memory.
 *
 * @param underWay  told when a unit has begun and when it is whole: a peer that drips bytes is found by that
 * @throws BadPduError, and AssociationBrokenError when the stream ends inside a unit
 */
export async function* splitPdus(
  chunks: AsyncIterable<Uint8Array>,
  { maxDataBytes, underWay }: { maxDataBytes: number; underWay?: (begun: boolean) => void },
): AsyncGenerator<Pdu, void, void> {
  let kept: Buffer[] = [];
  let keptBytes = 0;
  let need = HEAD_BYTES;
  for await (const chunk of chunks) {
    if (keptBytes === 0 && chunk.length > 0) underWay?.(true);
    kept.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    keptBytes += chunk.length;
    while (keptBytes >= need) {
      const whole = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
      kept = [whole];
      const length = whole.readUInt32BE(2);
      const longest = longestBody(whole[0]!, maxDataBytes);
      if (length > longest) throw new BadPduError(`a unit of ${length} bytes where ${longest} were agreed`);
      need = HEAD_BYTES + length;
      if (keptBytes < need) break;
      yield { type: whole[0]!, body: whole.subarray(HEAD_BYTES, need) };
      kept = keptBytes > need ? [whole.subarray(need)] : [];
      keptBytes -= need;
      need = HEAD_BYTES;
      underWay?.(keptBytes > 0);
    }
  }
  if (keptBytes > 0) throw new AssociationBrokenError('the connection ended in the middle of a message');
}

/** One presentation data value: a piece of a command or of a data set. */
export interface Pdv {
  readonly contextId: number;
  readonly isCommand: boolean;
  readonly isLast: boolean;
  readonly bytes: Buffer;
}

/** The pieces in a data unit. Source: PS3.8 9.3.5, annex E. */
export function decodePdvs(body: Buffer): Pdv[] {
  const pieces: Pdv[] = [];
  for (let at = 0; at < body.length; ) {
    const length = at + 4 <= body.length ? body.readUInt32BE(at) : 0;
    if (length < 2 || at + 4 + length > body.length) throw new BadPduError('a piece that does not fit its unit');
    const flags = body[at + 5]!;
    pieces.push({
      contextId: body[at + 4]!,
      isCommand: (flags & 1) === 1,
      isLast: (flags & 2) === 2,
      bytes: body.subarray(at + 6, at + 4 + length),
    });
    at += 4 + length;
  }
  return pieces;
}

/** A data unit with one piece. */
export function encodePdv({ contextId, isCommand, isLast, bytes }: Pdv): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(bytes.length + 2, 0);
  head[4] = contextId;
  head[5] = (isCommand ? 1 : 0) | (isLast ? 2 : 0);
  return encodePdu(PDU.data, head, bytes);
}
