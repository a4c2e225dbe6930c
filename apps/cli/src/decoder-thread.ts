import { parentPort } from 'node:worker_threads';
import { decoderWorker, type ToDecoder } from '@specola/dicom';
import { loadWasm } from './load-wasm.ts';

const port = parentPort!;
const handle = decoderWorker((message, transfer) => port.postMessage(message, transfer), loadWasm);
port.on('message', (message: ToDecoder) => handle(message));
