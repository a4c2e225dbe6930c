// The most memory that each tool of segmentation needs, as a multiple of the volume's bytes: a CT of 512×512×300 (the ankle
// twice, with noise), each tool in a process of its own, on all bone. Part of `npm run bench`.
//   node bench/memory.ts             the table
//   node bench/memory.ts TOOL        one tool, as JSON
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { Arena } from '@specola/kernels';
import { type Triple, toLps } from '@specola/space';
import { type Made, runRecipe, segmentsAtStart } from '@specola/steps';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, readScan, scanPath } from './read-scan.ts';

const SLICES = 300;
const NOISE_HU = 40;
type Edit = readonly [command: string, params: Record<string, unknown>];
type At = (...ijk: Triple) => number[];

const bone = { segment: 'bone' };
const allBone: readonly Edit[] = [
  ['segment.add', bone],
  ['segment.threshold', { ...bone, rangeHu: [226, 3071] }],
];
const seeded = (at: At): readonly Edit[] =>
  Object.entries<Triple>({ bone: [225, 270, 149], soft: [225, 300, 145], air: [20, 20, 20] }).flatMap(
    ([segment, place]) => [
      ['segment.add', { segment }] as const,
      ['segment.paint', { segment, radiusMm: 3, strokes: [[at(...place)]] }] as const,
    ],
  );
const three = { segments: ['bone', 'soft', 'air'], marginMm: 500 };

/** What is made before, and what is then measured. */
const TOOLS: Readonly<Record<string, (at: At) => readonly [before: readonly Edit[], tool: Edit]>> = {
  'threshold, range': () => [[allBone[0]!], allBone[1]!],
  'threshold, Otsu': () => [[allBone[0]!], ['segment.threshold', { ...bone, method: 'otsu' }]],
  'threshold, half-maximum': () => [
    [allBone[0]!],
    ['segment.threshold', { ...bone, method: 'half-maximum', rangeHu: [226, 3071] }],
  ],
  'threshold, local': () => [[allBone[0]!], ['segment.threshold', { ...bone, method: 'local' }]],
  'preset, bone': () => [[allBone[0]!], ['segment.preset', { ...bone, anatomy: 'bone' }]],
  'preset, skin': () => [[allBone[0]!], ['segment.preset', { ...bone, anatomy: 'skin' }]],
  'paint, 5 mm ball': (at) => [
    allBone,
    ['segment.paint', { ...bone, radiusMm: 5, strokes: [[at(230, 290, 120), at(230, 350, 120)]] }],
  ],
  'draw outlines': (at) => [
    allBone,
    ['segment.draw', { ...bone, outlines: [[at(100, 100, 130), at(400, 100, 130), at(230, 400, 130)]] }],
  ],
  'level trace': (at) => [allBone, ['segment.level-trace', { ...bone, atLpsMm: at(225, 270, 140) }]],
  'scissors through all': (at) => [
    allBone,
    [
      'segment.scissors',
      {
        ...bone,
        shape: { kind: 'circle', centerLpsMm: at(225, 270, 140), radiusMm: 80 },
        lineOfSightLps: [0.1, 0.2, 1],
        operation: 'fill-outside',
      },
    ],
  ],
  'surface cut': (at) => [
    allBone,
    [
      'segment.surface-cut',
      { ...bone, pointsLpsMm: [at(100, 160, 40), at(400, 160, 40), at(230, 480, 40), at(230, 270, 248)] },
    ],
  ],
  'flood fill with leak guard': (at) => [
    [allBone[0]!],
    ['segment.flood-fill', { ...bone, seedsLpsMm: [at(20, 20, 20)], rangeHu: [-1200, -800], leakGuardMm: 3 }],
  ],
  'grow from seeds, three over all': (at) => [seeded(at), ['segment.grow-from-seeds', three]],
  'watershed, three over all': (at) => [seeded(at), ['segment.watershed', three]],
  'fill between slices': (at) => [
    [allBone[0]!, ...disks(at)],
    ['segment.fill-between-slices', bone],
  ],
  'fast march, 200 cm³': (at) => [
    [allBone[0]!],
    ['segment.fast-march', { ...bone, seedsLpsMm: [at(225, 300, 145)], volumeMm3: 200_000 }],
  ],
  'draw tube': (at) => [
    allBone,
    [
      'segment.draw-tube',
      { ...bone, radiusMm: 4, pointsLpsMm: [at(20, 20, 20), at(200, 300, 150), at(490, 400, 290)] },
    ],
  ],
  'islands, largest': () => [allBone, ['segment.islands', { ...bone, operation: 'keep-largest' }]],
  'islands, the background outside': (at) => [
    allBone,
    ['segment.islands', { ...bone, operation: 'add-selected', atLpsMm: [at(20, 20, 20)] }],
  ],
  'margin, 3 mm': () => [allBone, ['segment.margin', { ...bone, marginMm: 3 }]],
  'hollow, 2 mm': () => [allBone, ['segment.hollow', { ...bone, wallMm: 2 }]],
  ...Object.fromEntries(
    ['median', 'opening', 'closing', 'gaussian', 'joint'].map((method) => [
      `smooth, ${method}`,
      () => [allBone, ['segment.smooth', { ...bone, method, sizeMm: 3 }]] as const,
    ]),
  ),
  'fill holes': () => [allBone, ['segment.fill-holes', bone]],
  'wrap, 4 mm': () => [allBone, ['segment.wrap', { ...bone, gapMm: 4 }]],
  'split bones': (at) => [
    allBone,
    [
      'segment.split-bones',
      {
        ...bone,
        parts: [
          { segment: 'heel', seedsLpsMm: [at(232, 325, 125)] },
          { segment: 'talus', seedsLpsMm: [at(214, 283, 140)] },
        ],
      },
    ],
  ],
  mirror: (at) => [
    [...allBone, ['segment.add', { segment: 'other' }]],
    ['segment.mirror', { segment: 'other', from: 'bone', planePointLpsMm: at(255, 255, 150) }],
  ],
  'crop, half': (at) => [allBone, ['segment.crop', { ...bone, fromLpsMm: at(0, 0, 0), toLpsMm: at(511, 511, 150) }]],
  'combine, invert': () => [allBone, ['segment.combine', { ...bone, operation: 'invert' }]],
  measure: () => [allBone, ['segments.measure', {}]],
  compare: () => [
    [
      ...allBone,
      ['segment.add', { segment: 'other' }],
      ['segment.threshold', { segment: 'other', rangeHu: [260, 3071], masking: { overwrite: 'none' } }],
    ],
    ['segments.compare', { ...bone, with: 'other' }],
  ],
  uncertainty: () => [allBone, ['segments.uncertainty', {}]],
  preview: () => [allBone, ['segments.preview', {}]],
  write: () => [allBone, ['segments.write', {}]],
};

const disks = (at: At): readonly Edit[] =>
  [20, 90, 160, 230].map((k) => [
    'segment.paint',
    { ...bone, brush: 'disc', sliceAxis: 'k', radiusMm: 60, strokes: [[at(250, 250, k)]] },
  ]);

interface Taken {
  /** Most bytes of the shared memory in use while the tool ran, and most that the process had of the machine at any time. */
  readonly shared: number;
  readonly process: number;
  readonly volume: number;
}

async function measure(tool: string): Promise<Taken> {
  const crew = openNodeCrew(new Arena(), availableParallelism(), new AbortController().signal);
  try {
    const read = await readScan(scanPath(BENCH_SCANS[0]!)!, crew);
    const [nx, ny] = read.dimensions;
    const scan = read.values.slice();
    crew.arena.release(read.values);
    const values = crew.arena.int16(nx * ny * SLICES);
    let state = 3;
    for (let v = 0; v < values.length; v++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      values[v] = scan[v % scan.length]! + Math.round(((state >>> 8) / 2 ** 24 - 0.5) * 2 * NOISE_HU);
    }
    const volume = { ...read, values, dimensions: [nx, ny, SLICES] as const };
    const [before, edit] = TOOLS[tool]!((...ijk) => [...toLps(ijk, volume.ijkToLps)]);
    const watcher = { signal: new AbortController().signal, onStep: () => undefined };
    const step = ([command, params]: Edit) => ({ command, params });
    const start: Omit<Made, 'volume'> = segmentsAtStart(volume);
    await runRecipe(volume, [...before, edit].map(step), crew, watcher, start);
    return {
      shared: crew.arena.peakBytes,
      process: process.resourceUsage().maxRSS * 1024,
      volume: values.byteLength,
    };
  } finally {
    await crew.close();
  }
}

export function memoryTable(): string {
  if (!scanPath(BENCH_SCANS[0]!)) return '';
  const rows = Object.keys(TOOLS).map((tool) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, tool], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${tool}: ${stderr}`);
    const { shared, process: all, volume } = JSON.parse(stdout) as Taken;
    return `| ${tool} | ${(shared / volume).toFixed(2)} | ${(all / volume).toFixed(2)} |`;
  });
  return [
    'All bone of a CT of 512×512×300 (150 MiB), each tool in a process of its own. Multiples of the volume’s bytes, the volume itself among them: the most of the shared memory in use at once; and the most that the whole process had, program and threads included.',
    '',
    '| tool | shared memory | process |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

if (import.meta.main) {
  const [tool] = process.argv.slice(2);
  process.stdout.write(tool === undefined ? `${memoryTable()}\n` : JSON.stringify(await measure(tool)));
}
