import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { withVtk } from './peers.ts';

const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';
/** On a machine that does everything else at once. */
const START_MS = 45_000;
const RUN_MS = 60_000;

/** Options for a test that talks with DCMTK's programs. */
export function needsDcmtk(): { skip: string | false } {
  const { error } = spawnSync('storescu', ['--version']);
  return { skip: error !== undefined && 'needs DCMTK: apt-get install dcmtk' };
}

/** Options for a test that talks with Orthanc and its DICOMweb plugin. */
export function needsOrthanc(): { skip: string | false } {
  const { error } = spawnSync('Orthanc', ['--version']);
  const there = error === undefined && existsSync(PLUGIN);
  return { skip: !there && 'needs Orthanc: apt-get install orthanc orthanc-dicomweb' };
}

/** Options for a test that asks pydicom. */
export function needsPydicom(): { skip: string | false } {
  const { status } = spawnSync('/usr/bin/python3', ['-c', 'import pydicom']);
  return { skip: status !== 0 && 'needs pydicom: apt-get install python3-pydicom' };
}

/** Runs a Python script with arguments, and gives back what it printed, parsed as JSON. */
export const withPydicom = (script: string, args: readonly string[] = []): unknown => withVtk(script, args);

export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end; what it printed on both streams, and how it ended. */
export function runProgram(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: RUN_MS, maxBuffer: 1 << 26, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A program that listens, until its block ends. */
export interface RunningPeer extends AsyncDisposable {
  readonly dimsePort: number;
  readonly httpPort: number;
  readonly output: () => string;
}

/** Orthanc with its DICOMweb plugin, with a configuration and a database of its own below `folder`. */
export async function startOrthanc(
  folder: string,
  {
    modalities = {},
    extra = {},
  }: { modalities?: Record<string, [ae: string, host: string, port: number]>; extra?: object } = {},
): Promise<RunningPeer> {
  const [dimsePort, httpPort] = [await freePort(), await freePort()];
  mkdirSync(join(folder, 'orthanc'), { recursive: true });
  const config = join(folder, 'orthanc.json');
  writeFileSync(
    config,
    JSON.stringify({
      Name: 'peer',
      StorageDirectory: join(folder, 'orthanc'),
      IndexDirectory: join(folder, 'orthanc'),
      Plugins: [PLUGIN],
      DicomAet: 'ORTHANC',
      DicomPort: dimsePort,
      DicomCheckCalledAet: false,
      DicomAlwaysAllowStore: true,
      DicomAlwaysAllowEcho: true,
      DicomAlwaysAllowFind: true,
      DicomAlwaysAllowGet: true,
      DicomAlwaysAllowMove: true,
      UnknownSopClassAccepted: true,
      HttpPort: httpPort,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      DicomModalities: modalities,
      DicomWeb: { Enable: true, Root: '/dicom-web/', StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
      ...extra,
    }),
  );
  const child = spawn('Orthanc', [config], { stdio: ['ignore', 'pipe', 'pipe'] });
  return running(child, { dimsePort, httpPort }, [dimsePort, httpPort]);
}

/** DCMTK's archive: answers queries, moves and gets. `peers` may be moved to. */
export async function startDcmqrscp(
  folder: string,
  peers: Readonly<Record<string, { readonly ae: string; readonly port: number }>> = {},
): Promise<RunningPeer> {
  const port = await freePort();
  const database = join(folder, 'QRDB');
  mkdirSync(database, { recursive: true });
  const config = join(folder, 'dcmqrscp.cfg');
  const hosts = Object.entries(peers).map(([name, { ae, port: at }]) => `${name} = (${ae}, 127.0.0.1, ${at})`);
  writeFileSync(
    config,
    [
      `NetworkTCPPort = ${port}`,
      'MaxPDUSize = 16384',
      'MaxAssociations = 16',
      'HostTable BEGIN',
      ...hosts,
      'HostTable END',
      'VendorTable BEGIN',
      'VendorTable END',
      'AETable BEGIN',
      `QRDB ${database} RW (200, 1024mb) ANY`,
      'AETable END',
      '',
    ].join('\n'),
  );
  const child = spawn('dcmqrscp', ['-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  return running(child, { dimsePort: port, httpPort: 0 }, [port]);
}

/** DCMTK's receiver: writes what it gets below `folder`, under the very bytes (+B). */
export async function startStorescp(folder: string, args: readonly string[] = []): Promise<RunningPeer> {
  const port = await freePort();
  const child = spawn('storescp', ['+B', '-od', folder, '-aet', 'STORESCP', ...args, String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return running(child, { dimsePort: port, httpPort: 0 }, [port]);
}

async function running(
  child: ChildProcess,
  ports: { dimsePort: number; httpPort: number },
  waitFor: readonly number[],
): Promise<RunningPeer> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-20_000);
    });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(hard);
  };
  const deadline = performance.now() + START_MS;
  for (const port of waitFor)
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() > deadline) {
        await stop();
        throw new Error(`The peer did not start:\n${output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  return { ...ports, output: () => output, [Symbol.asyncDispose]: stop };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
