import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { modelHashes } from './model-hashes.ts';

const CHROMIUM = process.env.SPECOLA_CHROMIUM ?? '/usr/bin/chromium';
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

test('the same steps give the same bytes in Chromium and in Node', {
  skip: !existsSync(CHROMIUM) && 'Chromium is not installed',
}, async () => {
  const address = await serve(await bundled());
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(address);
    const inBrowser = await page.evaluate(async () => {
      const { modelHashes: run } = (await import(new URL('/model.js', location.href).href)) as {
        modelHashes: () => Promise<Record<string, string>>;
      };
      return run();
    });
    assert.deepEqual(inBrowser, await modelHashes());
    assert.equal(inBrowser.printReady, 'true');
  } finally {
    await browser.close();
  }
});

async function bundled(): Promise<string> {
  const bundle = await rolldown({ input: join(import.meta.dirname, 'model-hashes.ts'), platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', codeSplitting: false });
  await bundle.close();
  return output[0].code;
}

/** A page that may share memory between threads: that takes two headers. */
async function serve(script: string): Promise<string> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/model.js';
    response.writeHead(200, {
      'content-type': isScript ? 'text/javascript' : 'text/html',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    });
    response.end(isScript ? script : '<!doctype html><title>Specola</title>');
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://localhost:${(server.address() as AddressInfo).port}/`;
}
