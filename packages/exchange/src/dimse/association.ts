import { AssociationBrokenError, BadPduError, TooLargeError } from '../errors.ts';
import { type Command, decodeCommand, encodeCommand, FIELD } from './command.ts';
import { decodePdvs, encodePdu, encodePdv, PDU, type Pdu, type Pdv } from './pdu.ts';
import type { Wire } from './wire.ts';

/** A context that both sides agreed on. */
export interface AgreedContext {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
}

/** A message: a command, and its data set piece by piece, for whoever wants to store it without holding it. */
export interface Message {
  readonly context: AgreedContext;
  readonly command: Command;
  readonly data: AsyncIterable<Buffer> | null;
}

export type DataSource = Uint8Array | AsyncIterable<Uint8Array>;

/** Commands are a few hundred bytes; whoever sends more than this sends something else. */
const LONGEST_COMMAND_BYTES = 65536;
/** An identifier of a query, or a list of references. Instances are streamed and have their own limit. */
const LONGEST_IDENTIFIER_BYTES = 16 << 20;
/** Of a peer that sets no limit; more saves nothing. */
const LONGEST_SENT_BYTES = 262144;

/** A standing association, for either side. One message at a time; a data set must be read before the next message. */
export class Association {
  readonly contexts: readonly AgreedContext[];
  readonly #wire: Wire;
  readonly #sendBytes: number;
  #pieces: Pdv[] = [];
  #unread: AsyncGenerator<Buffer, void, void> | null = null;
  #nextId = 1;
  readonly #cancelled = new Set<number>();
  /** A unit that is being read although nobody waits for it yet. */
  #ahead: { readonly unit: Promise<Pdu | null>; here: Pdu | null } | null = null;

  constructor(
    wire: Wire,
    { contexts, peerMaxPduBytes }: { contexts: readonly AgreedContext[]; peerMaxPduBytes: number },
  ) {
    this.#wire = wire;
    this.contexts = contexts;
    const longest = peerMaxPduBytes === 0 ? LONGEST_SENT_BYTES : Math.min(peerMaxPduBytes, LONGEST_SENT_BYTES);
    // Pieces are of even length; a peer that states less than any message needs gets small ones.
    this.#sendBytes = Math.max(longest - 6, 64) & ~1;
  }

  /** The context for a SOP class, in the encoding wanted if one is. */
  contextFor(abstractSyntax: string, transferSyntax?: string): AgreedContext | undefined {
    return this.contexts.find(
      (one) =>
        one.abstractSyntax === abstractSyntax &&
        (transferSyntax === undefined || one.transferSyntax === transferSyntax),
    );
  }

  nextMessageId(): number {
    const id = this.#nextId;
    this.#nextId = (id % 65535) + 1;
    return id;
  }

  async send(context: AgreedContext, command: Command, data: DataSource | null = null): Promise<void> {
    const encoded = encodeCommand(command, { hasData: data !== null });
    await this.#sendPieces(context.id, true, encoded);
    if (data !== null) await this.#sendPieces(context.id, false, data);
  }

  /** Cut to what the peer takes. One piece is held back, since the last is marked. */
  async #sendPieces(contextId: number, isCommand: boolean, data: DataSource): Promise<void> {
    let held: Uint8Array = new Uint8Array(0);
    for await (const chunk of data instanceof Uint8Array ? [data] : data) {
      let rest = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
      while (rest.length > this.#sendBytes) {
        await this.#wire.write(
          encodePdv({ contextId, isCommand, isLast: false, bytes: asBuffer(rest.subarray(0, this.#sendBytes)) }),
        );
        rest = rest.subarray(this.#sendBytes);
      }
      held = rest;
    }
    await this.#wire.write(encodePdv({ contextId, isCommand, isLast: true, bytes: asBuffer(held) }));
  }

  /**
   * The next message; null when the peer has released the association (which is answered).
   *
   * @throws AssociationBrokenError, BadPduError
   */
  async receive(): Promise<Message | null> {
    if (this.#unread) for await (const _ of this.#unread);
    const parts: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const piece = await this.#nextPiece();
      if (piece === null) {
        if (parts.length > 0) throw await this.#bad('a release in the middle of a command');
        await this.#wire.write(encodePdu(PDU.releaseReply, Buffer.alloc(4)));
        this.#wire.close();
        return null;
      }
      if (!piece.isCommand) throw await this.#bad('a data set without a command');
      parts.push(piece.bytes);
      bytes += piece.bytes.length;
      if (bytes > LONGEST_COMMAND_BYTES) throw await this.#bad('a command without an end');
      if (!piece.isLast) continue;
      const context = this.contexts.find(({ id }) => id === piece.contextId);
      if (!context) throw await this.#bad(`a message in context ${piece.contextId}, which was not accepted`);
      const { command, hasData } = await this.#orAbort(() => decodeCommand(Buffer.concat(parts)));
      if (!hasData) return { context, command, data: null };
      const pieces = this.#dataPieces(context.id);
      this.#unread = pieces;
      // Whoever stops reading early leaves the rest to the next receive: "return" would end the generator inside the data set.
      return { context, command, data: { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) } };
    }
  }

  async *#dataPieces(contextId: number): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const piece = await this.#nextPiece();
      if (piece === null) throw await this.#bad('a release in the middle of a data set');
      if (piece.isCommand || piece.contextId !== contextId) throw await this.#bad('a command inside a data set');
      if (piece.bytes.length > 0) yield piece.bytes;
      if (!piece.isLast) continue;
      this.#unread = null;
      return;
    }
  }

  /** Null for a request to release. */
  async #nextPiece(): Promise<Pdv | null> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece) return piece;
      const unit = await (this.#ahead?.unit ?? this.#wire.read());
      this.#ahead = null;
      if (unit === null) throw new AssociationBrokenError('the peer hung up without a release');
      if (unit.type === PDU.data) this.#pieces = await this.#orAbort(() => decodePdvs(unit.body));
      else if (unit.type === PDU.releaseRequest) return null;
      else if (unit.type === PDU.abort) {
        this.#wire.close();
        throw new AssociationBrokenError(
          unit.body[2] === 0 ? 'the peer aborted it' : `the peer aborted it, reason ${unit.body[3]}`,
        );
      } else throw await this.#bad(`a unit of type ${unit.type} in a standing association`);
    }
  }

  /** Remembers a cancel that came while an answer was waited for. */
  noteCancel(messageId: number): void {
    this.#cancelled.add(messageId);
  }

  /**
   * Whether the peer has asked by now to end the request under way (C-CANCEL); the question is answered without waiting for
   * the peer. Anything else that it has sent stays for the next receive.
   */
  async cancelAsked(messageId: number): Promise<boolean> {
    if (this.#cancelled.delete(messageId)) return true;
    if (this.#unread || this.#pieces.length > 0) return false;
    if (!this.#ahead) {
      const ahead: { readonly unit: Promise<Pdu | null>; here: Pdu | null } = { unit: this.#wire.read(), here: null };
      this.#ahead = ahead;
      // A connection that breaks is told to whoever reads next.
      ahead.unit.then(
        (unit) => {
          ahead.here = unit;
        },
        () => undefined,
      );
    }
    // What lies in the socket's buffer is handed over when the loop turns.
    await new Promise((resolve) => setImmediate(resolve));
    const { here } = this.#ahead;
    if (here?.type !== PDU.data) return false;
    const pieces = await this.#orAbort(() => decodePdvs(here.body));
    const [first, ...more] = pieces;
    if (!first?.isCommand || !first.isLast) return false;
    const { command } = await this.#orAbort(() => decodeCommand(first.bytes));
    if (command.field !== FIELD.cancel) return false;
    this.#ahead = null;
    this.#pieces = more;
    return command.respondingTo === messageId;
  }

  async #bad(reason: string): Promise<BadPduError> {
    await this.#wire.abort(2, 2);
    return new BadPduError(reason);
  }

  async #orAbort<T>(read: () => T): Promise<T> {
    try {
      return read();
    } catch (thrown) {
      await this.#wire.abort(2, 6);
      throw thrown;
    }
  }

  /** Ends the association in order: what was confirmed is confirmed. */
  async release(): Promise<void> {
    await this.#wire.write(encodePdu(PDU.releaseRequest, Buffer.alloc(4)));
    // A message that was under way when we asked is let go by.
    for (;;) {
      const unit = await (this.#ahead?.unit ?? this.#wire.read()).catch(() => null);
      this.#ahead = null;
      if (unit === null || unit.type === PDU.releaseReply || unit.type === PDU.abort) break;
    }
    this.#wire.close();
  }

  async abort(): Promise<void> {
    await this.#wire.abort(0);
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A whole identifier, which is small. */
export async function wholeOf(data: AsyncIterable<Buffer> | null): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of data ?? []) {
    bytes += part.length;
    if (bytes > LONGEST_IDENTIFIER_BYTES) throw new TooLargeError('An identifier', LONGEST_IDENTIFIER_BYTES);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
