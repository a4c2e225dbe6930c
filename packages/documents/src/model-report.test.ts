import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { base64Of, writePng } from '@specola/formats';
import type { TriMesh } from '@specola/space';
import { sampleRecord } from '@specola/test-kit';
import { chromium, type Page } from 'playwright-core';
import { deviationHistogram } from './deviation-histogram.ts';
import { type ModelReportInput, modelReport } from './model-report.ts';

const CHROMIUM = process.env.SPECOLA_CHROMIUM ?? '/usr/bin/chromium';

/** A bent tube, so that a view from any side is not of one color. */
function tube(): TriMesh {
  const [around, along] = [48, 80];
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let v = 0; v < along; v++)
    for (let u = 0; u < around; u++) {
      const a = (2 * Math.PI * u) / around;
      const b = (2 * Math.PI * v) / along;
      const ring = 40 + (9 + 3 * Math.sin(5 * b)) * Math.cos(a);
      positions.push(180 + ring * Math.cos(b), 290 + 12 * Math.sin(a), 80 + ring * Math.sin(b));
      const at = (du: number, dv: number) => ((v + dv) % along) * around + ((u + du) % around);
      triangles.push(at(0, 0), at(1, 1), at(1, 0), at(0, 0), at(0, 1), at(1, 1));
    }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

function input(): ModelReportInput {
  const mesh = tube();
  const deviationMm = Float32Array.from({ length: mesh.positions.length / 3 }, (_, v) => 0.4 * Math.sin(v / 90));
  const png = writePng({ width: 40, height: 30, channels: 3, data: new Uint8Array(3600).fill(90) });
  return {
    record: sampleRecord(),
    preview: png,
    slices: ['Axial z = 44.0 mm', 'Coronal y = 290.1 mm', 'Sagittal x = 180.2 mm'].map((caption) => ({ caption, png })),
    mesh,
    deviationMm,
    doubt: {
      mm: deviationMm.map((away, v) => (v % 40 < 3 ? Number.NaN : Math.abs(away))),
      ended: Uint8Array.from(deviationMm, (_, v) => (v % 80 < 3 ? 1 : 0)),
      limitMm: 0.5,
      stops: [0, 1, 2, 3, 4, 5, 6].map((n) => [250 - 20 * n, 240 - 35 * n, 200 - 30 * n] as const),
      noNumber: [
        [96, 78, 168],
        [150, 154, 160],
      ],
    },
    deviationScale: {
      limitMm: 0.5,
      stops: [
        [24, 70, 150],
        [84, 150, 205],
        [190, 215, 230],
        [244, 240, 230],
        [247, 200, 160],
        [226, 120, 80],
        [165, 25, 40],
      ],
    },
    histogram: deviationHistogram(deviationMm, 0.5),
    timeZone: 'Europe/Berlin',
  };
}

test('the report says what the record says: verdict, checks, places, regions, recipe, files, time and zone', () => {
  const page = modelReport(input());
  for (const text of [
    'Print-ready',
    'not cleared by any regulator',
    'Some walls are thinner than 1 mm and may not print.',
    '(180.2, 240.9, 77.7)',
    'Scanner table',
    '1234.6 cm³'.replace('1234', '1\u202f234'),
    'segment.anatomy',
    'b2b2b2b2',
    '22 November 2026 at 05:15 UTC (22 November 2026 at 06:15 in Europe/Berlin)',
    '−0.5 mm',
    'Against the known truth',
    '0.098 mm',
    'commit <code>0123456789ab</code>',
  ])
    assert.ok(page.includes(text), text);
});

test('a model that is not print-ready says so in words', () => {
  const made = input();
  const [first, ...others] = made.record.checks;
  const checks = [{ ...first!, result: 'fail' as const, value: 12 }, ...others];
  const page = modelReport({ ...made, record: { ...made.record, printReady: false, checks } });
  assert.ok(page.includes('Not print-ready'));
  assert.ok(page.includes('1 deciding check failed'));
});

test('text from elsewhere cannot become part of the page', () => {
  const page = modelReport(input());
  assert.equal(page.match(/<script/g)!.length, 2);
  assert.ok(page.includes('&lt;b&gt;by 12°&lt;/b&gt; &amp;'));
  assert.ok(!page.includes('alert(1)</script>'));
});

test('the page names no address that a browser could fetch', () => {
  assert.doesNotMatch(modelReport(input()), /https?:\/\/|(?:src|href)="(?!data:)/);
});

test('a histogram counts every finite distance once', () => {
  const histogram = deviationHistogram(Float32Array.of(-0.7, -0.5, 0, 0.005, 0.5, 0.9, Number.NaN), 0.5);
  assert.equal(histogram.total, 6);
  assert.deepEqual([histogram.below, histogram.above], [1, 1]);
  assert.equal(
    histogram.counts.reduce((a, b) => a + b),
    4,
  );
  assert.equal(histogram.counts[30], 2, 'none is in the middle of 61 bins');
});

test('base64 agrees with Node for every length of the last group', () => {
  for (const length of [0, 1, 2, 3, 24575, 24576, 24577, 50001]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 167 + length) & 255);
    assert.equal(base64Of(bytes), Buffer.from(bytes).toString('base64'));
  }
});

test('opened from disk the page draws the model, fetches nothing and has no error', { timeout: 120_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'specola-report-'));
  const browser = await chromium
    .launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--use-angle=swiftshader'],
    })
    .catch(() => null);
  if (!browser) {
    rmSync(folder, { recursive: true });
    t.skip(`no Chromium at ${CHROMIUM}; set SPECOLA_CHROMIUM to try the report in a browser`);
    return;
  }
  try {
    const file = join(folder, 'report.html');
    writeFileSync(file, modelReport(input()));
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await until(page, "document.getElementById('bar').textContent !== ''");
    assert.deepEqual(
      said.filter((line) => !line.includes('GPU stall')),
      [],
    );
    assert.deepEqual(
      asked.filter((url) => !url.startsWith('data:')),
      [pathToFileURL(file).href],
    );
    const colors = () => page.evaluate(COLORS_IN_VIEW) as Promise<number>;
    assert.ok((await colors()) > 50, 'the model is shaded');
    await page.click('[data-view=anterior]');
    await until(page, "document.getElementById('edge-left').textContent === 'R'");
    assert.equal(await page.textContent('#edge-top'), 'S');
    await page.click('[data-paint=deviation]');
    assert.equal(await page.isVisible('[data-legend=deviation]'), true);
    await page.click('[data-paint=doubt]');
    assert.equal(await page.isVisible('[data-legend=doubt]'), true);
    assert.equal(await page.isVisible('[data-legend=deviation]'), false);
    assert.ok((await colors()) > 50, 'the map is drawn');
    await page.focus('#view');
    await page.keyboard.press('2');
    await until(page, "document.getElementById('edge-left').textContent === 'A'");
    const wide = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    await page.setViewportSize({ width: 380, height: 800 });
    const narrow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    assert.ok((wide as number) <= 0 && (narrow as number) <= 0, `nothing sticks out: ${wide}, ${narrow}`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});

/** The page forbids itself eval, on which the library's own waiting rests. */
async function until(page: Page, condition: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await page.evaluate(condition)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`never came true: ${condition}`);
}

/** In the page: how many different colors the canvas shows. */
const COLORS_IN_VIEW = `(() => {
  const canvas = document.getElementById('view');
  const gl = canvas.getContext('webgl2');
  const pixels = new Uint8Array(4 * canvas.width * canvas.height);
  gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  return new Set(new Uint32Array(pixels.buffer)).size;
})()`;
