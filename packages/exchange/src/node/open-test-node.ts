import { InstanceStore, type StoreLimits } from '../hold/instance-store.ts';
import type { NodeEvent } from './event.ts';
import { type DimseSettings, type Listening, serveDimse } from './serve-dimse.ts';

/** A node on a free port of this machine, with what it told. For tests. */
export interface TestNode extends AsyncDisposable {
  readonly store: InstanceStore;
  readonly port: number;
  readonly events: NodeEvent[];
  /** The events so far, once this many associations have ended. */
  ended(associations: number): Promise<Extract<NodeEvent, { say: 'association-ended' }>[]>;
}

export async function openTestNode(
  root: string,
  settings: Partial<DimseSettings> & { storeLimits?: StoreLimits } = {},
): Promise<TestNode> {
  const { storeLimits, ...dimse } = settings;
  const store = await InstanceStore.open(root, storeLimits ? { limits: storeLimits } : {});
  const events: NodeEvent[] = [];
  const listening: Listening = await serveDimse(
    store,
    { ae: 'SPECOLA', host: '127.0.0.1', port: 0, allow: ['TESTER'], peers: [], ...dimse },
    (event) => events.push(event),
  );
  const endings = () => events.filter((event) => event.say === 'association-ended');
  return {
    store,
    port: listening.port,
    events,
    async ended(associations) {
      const deadline = performance.now() + 20_000;
      while (endings().length < associations) {
        if (performance.now() > deadline) throw new Error(`only ${endings().length} of ${associations} ended`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return endings();
    },
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
