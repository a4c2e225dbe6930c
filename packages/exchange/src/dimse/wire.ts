import type { Socket } from 'node:net';
import { SpecolaError } from '@specola/space';
import { AssociationBrokenError, BadPduError } from '../errors.ts';
import { encodeAbort } from './associate.ts';
import { type Pdu, splitPdus } from './pdu.ts';

export interface WireLimits {
  /** The longest data unit that we take. Larger ones save headers, and cost that much memory for each association. */
  readonly maxPduBytes: number;
  /** With nothing on the wire for so long, the peer counts as gone. */
  readonly idleMs: number;
  /** A unit must be whole so soon after its first byte: a peer that drips one byte now and then is not idle. */
  readonly unitMs: number;
}

export const DEFAULT_LIMITS: WireLimits = { maxPduBytes: 131072, idleMs: 60_000, unitMs: 60_000 };

/** A socket that speaks in units: reads only when asked, so that a sender waits for the disk and not in our memory. */
export class Wire {
  readonly #socket: Socket;
  readonly #units: AsyncGenerator<Pdu, void, void>;
  #slow: NodeJS.Timeout | undefined;

  constructor(socket: Socket, { maxPduBytes, idleMs, unitMs }: WireLimits) {
    this.#socket = socket;
    socket.setNoDelay(true);
    // What goes wrong is told by the read or write under way; without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.setTimeout(idleMs, () => this.destroy(`nothing came for ${idleMs} ms`));
    // Left alone when reading ends: an abort is still to be written.
    const chunks = { [Symbol.asyncIterator]: () => socket.iterator({ destroyOnReturn: false }) };
    this.#units = splitPdus(chunks, {
      maxDataBytes: maxPduBytes,
      underWay: (begun) => {
        clearTimeout(this.#slow);
        if (begun) this.#slow = setTimeout(() => this.destroy(`a message took longer than ${unitMs} ms`), unitMs);
      },
    });
  }

  /** The next unit; null when the peer has hung up between two. Malformed ones are answered with an abort. */
  async read(): Promise<Pdu | null> {
    try {
      const { value, done } = await this.#units.next();
      return done ? null : (value as Pdu);
    } catch (thrown) {
      const told = brokenBy(thrown);
      if (told instanceof BadPduError) await this.abort(2, 6);
      else this.destroy();
      throw told;
    }
  }

  /** Ends when the bytes have been handed to the system, so that a slow reader slows us down. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
    } catch (thrown) {
      this.destroy();
      throw brokenBy(thrown);
    }
  }

  async abort(source: 0 | 2, reason = 0): Promise<void> {
    await this.write(encodeAbort(source, reason)).catch(() => undefined);
    this.close();
  }

  /** Ends our side; a peer that does not end its own within a second is cut off. */
  close(): void {
    clearTimeout(this.#slow);
    this.#socket.end();
    this.#socket.resume();
    const last = setTimeout(() => this.#socket.destroy(), 1000);
    this.#socket.once('close', () => clearTimeout(last));
  }

  destroy(reason?: string): void {
    clearTimeout(this.#slow);
    this.#socket.destroy(reason === undefined ? undefined : new AssociationBrokenError(reason));
  }
}

function brokenBy(thrown: unknown): SpecolaError {
  if (thrown instanceof SpecolaError) return thrown;
  const { code } = thrown as NodeJS.ErrnoException;
  return new AssociationBrokenError(
    code === undefined ? 'the connection was lost' : `the connection was lost, ${code}`,
  );
}
