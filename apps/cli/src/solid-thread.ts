import { parentPort } from 'node:worker_threads';
import { solidWorker, type ToSolidWorker } from '@specola/kernels';

const port = parentPort!;
port.once('message', async (message: ToSolidWorker) => port.postMessage(await solidWorker(message)));
