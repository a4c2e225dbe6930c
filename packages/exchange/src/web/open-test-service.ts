import { InstanceStore, type StoreLimits } from '../hold/instance-store.ts';
import type { NodeEvent } from '../node/event.ts';
import { serveDicomWeb, type WebSettings } from './serve-dicomweb.ts';

/** A DICOMweb service on a free port of this machine. For tests. */
export interface TestService extends AsyncDisposable {
  readonly store: InstanceStore;
  readonly url: string;
  readonly events: NodeEvent[];
}

export async function openTestService(
  root: string,
  { storeLimits, ...settings }: Partial<WebSettings> & { storeLimits?: StoreLimits } = {},
): Promise<TestService> {
  const store = await InstanceStore.open(root, storeLimits ? { limits: storeLimits } : {});
  const events: NodeEvent[] = [];
  const web = await serveDicomWeb(store, { host: '127.0.0.1', port: 0, access: { open: true }, ...settings }, (event) =>
    events.push(event),
  );
  return {
    store,
    events,
    url: `http://127.0.0.1:${web.port}/dicom-web`,
    async [Symbol.asyncDispose]() {
      await web[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
