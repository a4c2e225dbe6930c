import { BadReplyError } from '../errors.ts';

/** A part of a multipart body: its header, and its bytes as they come. They must be read before the next part. */
export interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: AsyncIterable<Buffer>;
}

const LONGEST_HEADER_BYTES = 16384;
const LONGEST_PREAMBLE_BYTES = 65536;
/** RFC 2046 allows 70; Orthanc writes 73. */
const LONGEST_BOUNDARY = 256;

/** A parameter of a header, as in `multipart/related; boundary="x"`; null where it is not stated. */
export function headerParameter(header: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s"]+))`, 'i').exec(header);
  return found ? (found[1] ?? found[2] ?? '') : null;
}

/**
 * Reads multipart/related as it arrives; nothing but a part's header is held. Source: RFC 2046 5.1, RFC 2387.
 *
 * @throws BadReplyError
 */
export async function* readMultipart(
  chunks: AsyncIterable<Uint8Array>,
  contentType: string,
): AsyncGenerator<Part, void, void> {
  const boundary = headerParameter(contentType, 'boundary');
  if (!/^multipart\/related\b/i.test(contentType) || !boundary || boundary.length > LONGEST_BOUNDARY)
    throw new BadReplyError('it is not multipart/related with a boundary');
  const reader = new Reader(chunks, `\r\n--${boundary}`);
  let skipped = 0;
  for await (const piece of reader.untilDelimiter()) {
    skipped += piece.length;
    if (skipped > LONGEST_PREAMBLE_BYTES) throw new BadReplyError('it does not begin with its boundary');
  }
  while (!(await reader.closes())) {
    const headers = await reader.headers();
    const body = reader.untilDelimiter();
    // Whoever stops reading early leaves the rest to us: "return" would end the generator inside the part.
    yield { headers, body: { [Symbol.asyncIterator]: () => ({ next: () => body.next() }) } };
    for await (const _ of body);
  }
}

class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  // The first boundary may stand at the very start, without the line break that belongs to it.
  #held: Buffer = Buffer.from('\r\n');

  constructor(chunks: AsyncIterable<Uint8Array>, delimiter: string) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(delimiter, 'latin1');
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done) throw new BadReplyError('it ends in the middle of a part');
    this.#held = this.#held.length > 0 ? Buffer.concat([this.#held, value]) : Buffer.from(value);
  }

  async *untilDelimiter(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      const at = this.#held.indexOf(this.#delimiter);
      if (at >= 0) {
        const last = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + this.#delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      // The end of what is held may be the start of a delimiter.
      const sure = this.#held.length - this.#delimiter.length + 1;
      if (sure > 0) {
        const piece = this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
        yield piece;
      }
      await this.#more();
    }
  }

  /** After a delimiter: two dashes end the whole. */
  async closes(): Promise<boolean> {
    while (this.#held.length < 2) await this.#more();
    return this.#held[0] === 0x2d && this.#held[1] === 0x2d;
  }

  /** Up to the empty line; the rest of the delimiter's own line goes with it. */
  async headers(): Promise<ReadonlyMap<string, string>> {
    let end = this.#held.indexOf('\r\n\r\n');
    while (end < 0) {
      if (this.#held.length > LONGEST_HEADER_BYTES) throw new BadReplyError('a part has no end of its header');
      await this.#more();
      end = this.#held.indexOf('\r\n\r\n');
    }
    const lines = this.#held.subarray(0, end).toString('latin1').split('\r\n').slice(1);
    this.#held = this.#held.subarray(end + 4);
    return new Map(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
  }
}

export interface OutgoingPart {
  readonly contentType: string;
  readonly location?: string;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** The bytes of a multipart body. */
export async function* writeMultipart(
  parts: AsyncIterable<OutgoingPart> | Iterable<OutgoingPart>,
  boundary: string,
): AsyncGenerator<Uint8Array, void, void> {
  let first = true;
  for await (const { contentType, location, body } of parts) {
    const where = location === undefined ? '' : `Content-Location: ${location}\r\n`;
    yield Buffer.from(`${first ? '' : '\r\n'}--${boundary}\r\nContent-Type: ${contentType}\r\n${where}\r\n`, 'latin1');
    first = false;
    if (body instanceof Uint8Array) yield body;
    else yield* body;
  }
  yield Buffer.from(`${first ? '' : '\r\n'}--${boundary}--\r\n`, 'latin1');
}
