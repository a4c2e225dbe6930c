import type { StudyFile } from '@specola/dicom';
import { SpecolaError } from '@specola/space';
import { type InstanceIdentity, readFileStart, sopUidsOf } from '../data/part10.ts';
import { type SendOptions, type Sent, sendInstances } from '../dimse/send-instances.ts';
import { NothingToSendError } from '../errors.ts';
import { storeWeb } from '../web/dicomweb-client.ts';
import type { Peer } from './address.ts';

/** What a path held, and what became of each instance in it. */
export interface SendResult {
  readonly sent: readonly Sent[];
  /** Files of other kinds: named by nobody, sent to nobody. */
  readonly notDicom: number;
  /** DICOM by their mark, but not readable; they were not sent. */
  readonly unreadable: number;
}

interface Ready {
  readonly identity: InstanceIdentity;
  readonly file: StudyFile;
  readonly dataSetAt: number;
}

const START_BYTES = 1 << 16;
const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';

/**
 * Sends the instances among files, each as the bytes that it is.
 *
 * @throws NothingToSendError, and those of the connection when nothing at all could be sent
 */
export async function sendToPeer(
  peer: Peer,
  files: readonly StudyFile[],
  { onProgress, ...caller }: Omit<SendOptions, 'onSent'> & { readonly onProgress?: (doneFraction: number) => void },
): Promise<SendResult> {
  const ready: Ready[] = [];
  let [notDicom, unreadable] = [0, 0];
  for (const file of files) {
    caller.signal?.throwIfAborted();
    const found = await readyToSend(file);
    if (found === 'other') notDicom++;
    else if (found === 'unreadable') unreadable++;
    else ready.push(found);
  }
  if (ready.length === 0) throw new NothingToSendError(files.length);
  let done = 0;
  const options: SendOptions = { ...caller, onSent: () => onProgress?.(++done / ready.length) };
  if (peer.kind === 'web') {
    const outgoing = ready.map(({ identity, file }) => ({ identity, bytes: file.bytes, file: () => file.read() }));
    return { sent: await storeWeb(peer, outgoing, options), notDicom, unreadable };
  }
  const outgoing = ready.map(({ identity, file, dataSetAt }) => ({
    identity,
    dataSet: async () => (await file.read()).subarray(dataSetAt),
  }));
  return { sent: await sendInstances(peer, outgoing, options), notDicom, unreadable };
}

async function readyToSend(file: StudyFile): Promise<Ready | 'other' | 'unreadable'> {
  const start = file.readStart ? await file.readStart(START_BYTES) : (await file.read()).subarray(0, START_BYTES);
  try {
    const found = readFileStart(start);
    if (!found || found.identity.sopClassUid === MEDIA_DIRECTORY) return 'other';
    const { transferSyntax } = found.identity;
    const identity =
      sopUidsOf(start.subarray(found.dataSetAt), transferSyntax) ??
      sopUidsOf((await file.read()).subarray(found.dataSetAt), transferSyntax);
    return identity ? { identity, file, dataSetAt: found.dataSetAt } : 'unreadable';
  } catch (thrown) {
    if (thrown instanceof SpecolaError) return 'unreadable';
    throw thrown;
  }
}
