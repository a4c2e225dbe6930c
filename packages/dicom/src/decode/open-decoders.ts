import { BrokenPromiseError } from '@specola/space';
import type { FromDecoder, ToDecoder } from './decoder-messages.ts';
import { FrameDamage } from './frame-damage.ts';
import type { FrameDecoders, FrameJob, FrameTally } from './frame-job.ts';

/** A thread that decodes: the app knows what threads are. */
export interface DecoderThread {
  post(message: ToDecoder, transfer: ArrayBuffer[]): void;
  end(): void;
}

/** Starts one thread; it is told where to send its messages, and whom to tell that it died. */
export type StartDecoder = (hear: (message: FromDecoder) => void, died: () => void) => DecoderThread;

/** Decoders on threads, which end with the block that opened them. */
export interface DecoderPool extends FrameDecoders, Disposable {}

/** Unpacking 2^20 pixels takes the slowest codec (JPEG 2000) 80 ms: what takes 18 times as long will not end. */
const PATIENCE_MS = 1500;
const PIXELS_PER_PATIENCE = 2 ** 20;

interface Task {
  readonly job: FrameJob;
  readonly out: Int16Array;
  readonly resolve: (tally: FrameTally) => void;
  readonly reject: (reason: Error) => void;
}

interface Seat {
  readonly thread: DecoderThread;
  ready: boolean;
  task: Task | null;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Threads that unpack frames, started when the first frame comes. One that trapped, died or took too long is thrown away,
 * with its frame refused, and another takes its seat.
 */
export function openDecoders(start: StartDecoder, size: number): DecoderPool {
  const seats: Seat[] = [];
  const waiting: Task[] = [];
  let closed = false;

  const dismiss = (seat: Seat, reason: string): void => {
    const at = seats.indexOf(seat);
    if (at < 0) return;
    seats.splice(at, 1);
    clearTimeout(seat.timer);
    seat.thread.end();
    // One that never came to its seat takes a waiting frame along: where none can start, nothing waits for ever.
    const task = seat.ready ? seat.task : waiting.shift();
    task?.reject(new FrameDamage(reason, { trapped: true }));
    feed();
  };

  const hear = (seat: Seat, message: FromDecoder): void => {
    if (!seats.includes(seat)) return;
    if (message.say === 'ready') seat.ready = true;
    else {
      const { task } = seat;
      clearTimeout(seat.timer);
      seat.task = null;
      if (message.say === 'decoded') {
        if (message.values) task?.out.set(message.values);
        task?.resolve(message.tally);
      } else {
        task?.reject(new FrameDamage(message.reason, message));
        if (message.trapped) dismiss(seat, message.reason);
      }
    }
    feed();
  };

  const seatNew = (): void => {
    // The thread may speak before its seat stands: then it finds none, and is not heard.
    let seat: Seat | null = null;
    const thread = start(
      (message) => seat && hear(seat, message),
      () => seat && dismiss(seat, 'the decoder stopped in the middle of it'),
    );
    seat = { thread, ready: false, task: null, timer: undefined };
    seats.push(seat);
  };

  const feed = (): void => {
    while (waiting.length > seats.filter(({ task }) => !task).length && seats.length < size) seatNew();
    for (const seat of seats) {
      if (!seat.ready || seat.task) continue;
      const task = waiting.shift();
      if (!task) return;
      seat.task = task;
      const { job, out } = task;
      const patienceMs = PATIENCE_MS * Math.ceil((job.format.rows * job.format.columns) / PIXELS_PER_PATIENCE);
      seat.timer = setTimeout(() => dismiss(seat, 'decoding it did not end'), patienceMs);
      const shared = typeof SharedArrayBuffer !== 'undefined' && out.buffer instanceof SharedArrayBuffer;
      const { buffer } = job.packed;
      const own = buffer instanceof ArrayBuffer && buffer.byteLength === job.packed.byteLength;
      seat.thread.post({ say: 'decode', job, out: shared ? out : null }, own ? [buffer] : []);
    }
  };

  return {
    size,
    decode: (job, out) =>
      new Promise((resolve, reject) => {
        if (closed) throw new BrokenPromiseError('A frame was given to decoders that were closed.');
        waiting.push({ job, out, resolve, reject });
        feed();
      }),
    [Symbol.dispose]() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(new FrameDamage('the decoders were closed'));
      for (const seat of [...seats]) dismiss(seat, 'the decoders were closed');
    },
  };
}
