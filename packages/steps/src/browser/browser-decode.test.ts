import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  dicomSlice,
  encapsulatedFrames,
  PACKER_NAMES,
  packedBy,
  temporaryFolder,
  wasmOfCodec,
} from '@specola/test-kit';
import { chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { decodeHash, type decodeHashHere } from './decode-hashes.ts';

const CHROMIUM = process.env.SPECOLA_CHROMIUM ?? '/usr/bin/chromium';
const SLICES = 3;
const ROWS = 29;
const COLUMNS = 46;
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

const missing = ['dcmcjpeg', 'gdcmconv', 'ojph_compress'].filter((name) => spawnSync(name, ['--version']).error);
const skip = !existsSync(CHROMIUM)
  ? 'Chromium is not installed'
  : missing.length > 0 && `needs ${missing.join(', ')}: apt-get install dcmtk libgdcm-tools openjph-tools`;

test('every packing is decoded in Chromium to the voxels that Node gives, and that were packed', { skip }, async () => {
  const packings = packedSeries();
  const address = await serve(await bundled(), packings);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    for (const [n, { name, files }] of packings.entries()) {
      const inBrowser = await page.evaluate(
        async ([folder, count]) => {
          const { decodeHashHere: run } = (await import(new URL('/decode.js', location.href).href)) as {
            decodeHashHere: typeof decodeHashHere;
          };
          return run(folder, count);
        },
        [`/series/${n}`, files.length] as const,
      );
      assert.equal(inBrowser, await decodeHash(files, wasmOfCodec), name);
      if (!/baseline|extended|near/.test(name)) assert.equal(inBrowser, packedVoxels(), name);
    }
  } finally {
    await browser.close();
  }
});

/** Twelve bits that no row, column or slice shares. */
const raw = (k: number): number[] =>
  Array.from(
    { length: ROWS * COLUMNS },
    (_, v) => ((v % COLUMNS) * 53 + Math.floor(v / COLUMNS) * 17 + k * 201) % 4096,
  );

const slice = (k: number, more: Parameters<typeof dicomSlice>[0] = {}): Uint8Array =>
  dicomSlice({
    rows: ROWS,
    columns: COLUMNS,
    raw: raw(k),
    signed: false,
    bitsStored: 12,
    highBit: 11,
    position: [-31.5, 12.25, -200.75 + 1.25 * k],
    instanceNumber: k + 1,
    sopInstanceUid: `2.25.2.${k + 1}`,
    ...more,
  });

function packedVoxels(): string {
  const values = Int16Array.from(Array.from({ length: SLICES }, (_, k) => raw(k).map((word) => word - 1024)).flat());
  return createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
}

function packedSeries(): { name: string; files: Uint8Array[] }[] {
  const packed = PACKER_NAMES.map((name) => ({
    name: name as string,
    files: Array.from({ length: SLICES }, (_, k) => packedBy(name, slice(k))).filter((bytes) => bytes !== null),
  })).filter(({ files }) => files.length === SLICES);
  return [...packed, { name: 'HTJ2K (OpenJPH)', files: Array.from({ length: SLICES }, (_, k) => highThroughput(k)) }];
}

function highThroughput(k: number): Uint8Array {
  using folder = temporaryFolder();
  const header = new TextEncoder().encode(`P5\n${COLUMNS} ${ROWS}\n4095\n`);
  const from = folder.write(
    'from.pgm',
    new Uint8Array([...header, ...raw(k).flatMap((word) => [word >> 8, word & 255])]),
  );
  const to = join(folder.path, 'to.j2c');
  assert.equal(spawnSync('ojph_compress', ['-i', from, '-o', to, '-reversible', 'true']).status, 0);
  const { value } = encapsulatedFrames([[new Uint8Array(readFileSync(to))]], { offsetTable: true });
  return slice(k, {
    pixels: { syntaxUid: '1.2.840.10008.1.2.4.202', elements: [{ tag: 0x7fe00010, vr: 'OB', value }] },
  });
}

async function bundled(): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'decode-hashes.ts'),
    platform: 'browser',
    // The glue of the codecs asks for them where it finds itself in Node, which it does not here.
    resolve: { alias: { fs: false, path: false } },
  });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

async function serve(script: string, packings: readonly { files: readonly Uint8Array[] }[]): Promise<string> {
  const server = createServer((request, response) => {
    const [, kind, place, n] = (request.url ?? '').split('/');
    const send = (type: string, body: string | Uint8Array) => {
      response.writeHead(200, {
        'content-type': type,
        // A page may share memory between threads with these two.
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      response.end(body);
    };
    if (kind === 'decode.js') send('text/javascript', script);
    else if (kind === 'series') send('application/dicom', packings[Number(place)]!.files[Number(n)]!);
    else if (kind === 'wasm')
      wasmOfCodec(place as Parameters<typeof wasmOfCodec>[0]).then(
        (bytes) => send('application/wasm', bytes),
        () => response.writeHead(404).end(),
      );
    else send('text/html', '<!doctype html><title>Specola</title>');
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
