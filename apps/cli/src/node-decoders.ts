import { Worker } from 'node:worker_threads';
import { type DecoderPool, type FromDecoder, openDecoders } from '@specola/dicom';

/** A frame of 4096² takes a decoder about 100 MiB beside its own memory; what asks for far more is no image. */
const MOST_HEAP_MIB = 1024;

/** Decoders on threads of this process: none starts before the first packed frame. */
export function openNodeDecoders(size: number): DecoderPool {
  const file = import.meta.url.endsWith('.ts') ? './decoder-thread.ts' : './decoder-thread.js';
  return openDecoders((hear, died) => {
    const worker = new Worker(new URL(file, import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MIB },
    });
    worker.on('message', (message: FromDecoder) => hear(message));
    worker.on('error', died);
    worker.on('exit', died);
    return {
      post: (message, transfer) => worker.postMessage(message, transfer),
      end: () => void worker.terminate(),
    };
  }, size);
}
