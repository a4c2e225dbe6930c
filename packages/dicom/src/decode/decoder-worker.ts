import type { Storage } from '../read/value-table.ts';
import type { FromDecoder, ToDecoder } from './decoder-messages.ts';
import { FrameDamage } from './frame-damage.ts';
import type { FrameDecoders } from './frame-job.ts';
import { openCodecs } from './packed-frame.ts';
import { openStoreFrame, tableShelf } from './store-frame.ts';
import type { LoadWasm } from './wasm-codec.ts';

/** Decoders that work in the calling thread: for tests, tools and places without workers. Nothing stops one that hangs. */
export function decodersHere(loadWasm: LoadWasm): FrameDecoders {
  const unpack = openCodecs(loadWasm);
  const storeFrame = openStoreFrame();
  let shelfFor: Storage | null = null;
  let tables = tableShelf({ offset: 0, scale: 1, hu: true });
  return {
    size: 1,
    async decode({ packing, packed, format, rescale, storage }, out) {
      const words = await unpack(packing, packed, format);
      if (words.length !== out.length) throw new FrameDamage('it decodes to another size');
      const { offset, scale, hu } = storage;
      if (shelfFor?.offset !== offset || shelfFor.scale !== scale || shelfFor.hu !== hu) {
        shelfFor = storage;
        tables = tableShelf(storage);
      }
      return storeFrame(words, tables(format, rescale), out);
    },
  };
}

/** The body of a decoding thread: the app's worker file hands it a way to answer, and gives it every message that comes. */
export function decoderWorker(
  answer: (message: FromDecoder, transfer: ArrayBuffer[]) => void,
  loadWasm: LoadWasm,
): (message: ToDecoder) => void {
  const decoders = decodersHere(loadWasm);
  answer({ say: 'ready' }, []);
  return ({ job, out }) => {
    const values = out ? null : new Int16Array(job.format.rows * job.format.columns);
    decoders.decode(job, out ?? values!).then(
      (tally) => answer({ say: 'decoded', tally, values }, values ? [values.buffer] : []),
      (thrown: unknown) =>
        answer(
          thrown instanceof FrameDamage
            ? { say: 'failed', reason: thrown.message, trapped: thrown.trapped }
            : { say: 'failed', reason: 'the decoder failed', trapped: true },
          [],
        ),
    );
  };
}
