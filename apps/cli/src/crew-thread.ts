import { parentPort } from 'node:worker_threads';
import { crewWorker, type ToWorker } from '@specola/kernels';

const port = parentPort!;
const handle = crewWorker((message) => port.postMessage(message));
port.on('message', (message: ToWorker) => handle(message));
