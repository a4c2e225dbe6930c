import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const ENTRY = join(import.meta.dirname, '..', 'bin', 'specola.js');
const START_MS = 45_000;

interface Told {
  readonly say: string;
  readonly [more: string]: unknown;
}

/** `specola node` in a process of its own, on free ports; for tests. */
export interface StartedNode extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly dimsePort: number;
  readonly httpPort: number | null;
  readonly events: readonly Told[];
  /** Waits until events of this kind are so many. */
  told(say: string, count: number): Promise<readonly Told[]>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

export async function startNode(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<StartedNode> {
  const child = spawn(
    process.execPath,
    [ENTRY, 'node', folder, '--json', '--dimse-port', '0', '--http-port', '0', ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  const events: Told[] = [];
  let [rest, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    for (const line of lines) events.push(JSON.parse(line) as Told);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const told = async (say: string, count: number): Promise<readonly Told[]> => {
    const deadline = performance.now() + START_MS;
    for (;;) {
      const found = events.filter((event) => event.say === say);
      if (found.length >= count) return found;
      if (child.exitCode !== null || performance.now() > deadline)
        throw new Error(`${found.length} of ${count} events "${say}". ${errors}`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  };
  const [ready] = await told('ready', 1);
  return {
    child,
    dimsePort: ready!.dimsePort as number,
    httpPort: ready!.httpPort as number | null,
    events,
    told,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(hard);
    },
  };
}
