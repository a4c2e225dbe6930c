// What one edit costs: growing from seeds first and after a stroke more or less, and local edits on scans of different
// length. Through the runner, as a person's edits go. Part of `npm run bench`.
//   node bench/edits.ts
import { availableParallelism } from 'node:os';
import { Arena, type Crew, countBricks } from '@specola/kernels';
import type { RecipeStep } from '@specola/record';
import type { Triple, Volume } from '@specola/space';
import { toLps } from '@specola/space';
import { type Made, runRecipe, Session, segmentsAtStart } from '@specola/steps';
import { openNodeCrew } from '../apps/cli/src/node-crew.ts';
import { BENCH_SCANS, readScan, scanPath } from './read-scan.ts';

const NOISE_HU = 40;
const watcher = { signal: new AbortController().signal, onStep: () => undefined };

interface Row {
  readonly what: string;
  readonly cells: readonly string[];
}

export async function editTables(): Promise<string> {
  const path = scanPath(BENCH_SCANS[0]!);
  if (!path) return '';
  const lines: string[] = [];
  const local: Record<string, number[]> = {};
  for (const slices of [300, 1000]) {
    const crew = openNodeCrew(new Arena(), availableParallelism(), new AbortController().signal);
    try {
      const volume = await stacked(await readScan(path, crew), slices, crew);
      if (slices === 300) lines.push(...(await growingTable(volume, crew)));
      for (const [name, ms] of Object.entries(await localEdits(volume, crew)))
        local[name] = [...(local[name] ?? []), ms];
    } finally {
      await crew.close();
    }
  }
  return [
    ...lines,
    '',
    'Local edits of the ankle’s bone, the scan repeated to 300 and to 1,000 slices of 512×512; median of five, with undo lists kept.',
    '',
    '| edit | 300 slices, ms | 1,000 slices, ms |',
    '|---|---|---|',
    ...Object.entries(local).map(([name, [short, long]]) => `| ${name} | ${short!.toFixed(1)} | ${long!.toFixed(1)} |`),
    '',
  ].join('\n');
}

/** The scan again and again, one above the other, with noise that does not repeat. */
async function stacked(volume: Volume, slices: number, { arena }: Crew): Promise<Volume> {
  const [nx, ny] = volume.dimensions;
  const values = arena.int16(nx * ny * slices);
  let state = 3;
  for (let v = 0; v < values.length; v++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[v] = volume.values[v % volume.values.length]! + Math.round(((state >>> 8) / 2 ** 24 - 0.5) * 2 * NOISE_HU);
  }
  arena.release(volume.values);
  return { ...volume, values, dimensions: [nx, ny, slices] };
}

/** A person at work: one recipe after the other on what the last one made. */
function sitting(volume: Volume, crew: Crew, session: Session) {
  let made: Omit<Made, 'volume'> = segmentsAtStart(volume);
  return {
    async edit(...recipe: readonly (readonly [string, Record<string, unknown>])[]): Promise<number> {
      const steps: RecipeStep[] = recipe.map(([command, params]) => ({ command, params }));
      const start = performance.now();
      ({ made } = await runRecipe(volume, steps, crew, { ...watcher, session }, { segments: made.segments! }));
      return performance.now() - start;
    },
    segments: () => made.segments!.now.segments,
  };
}

async function growingTable(volume: Volume, crew: Crew): Promise<string[]> {
  using session = new Session();
  const { edit, segments } = sitting(volume, crew, session);
  const at = (...ijk: Triple) => [...toLps(ijk, volume.ijkToLps)];
  const paint = (segment: string, radiusMm: number, ...stroke: Triple[]) =>
    ['segment.paint', { segment, radiusMm, strokes: [stroke.map((one) => at(...one))] }] as const;
  const SEEDS: Readonly<Record<string, readonly Triple[]>> = {
    bone: [
      [225, 270, 149],
      [225, 270, 140],
      [223, 265, 299],
      [224, 312, 119],
      [280, 325, 125],
    ],
    soft: [
      [225, 300, 145],
      [210, 250, 80],
      [300, 250, 60],
      [300, 300, 290],
    ],
    air: [
      [20, 20, 20],
      [490, 20, 280],
      [255, 100, 150],
    ],
  };
  for (const [id, points] of Object.entries(SEEDS)) {
    await edit(['segment.add', { segment: id }]);
    for (const point of points) await edit(paint(id, 3, point));
  }
  const grow = ['segment.grow-from-seeds', { segments: Object.keys(SEEDS), marginMm: 500 }] as const;
  const undo = ['segment.undo', {}] as const;
  const before = crew.arena.peakBytes;
  const cpuBefore = process.cpuUsage();
  const firstMs = await edit(grow);
  const cpu = process.cpuUsage(cpuBefore);
  const firstCpuS = (cpu.user + cpu.system) / 1e6;
  const first = segments().map(({ voxels }) => countBricks(voxels));
  const rows: Row[] = [];
  const STROKES: readonly (readonly [string, ReturnType<typeof paint>])[] = [
    ['a stroke of bone in the heel', paint('bone', 3, [232, 325, 125], [225, 300, 120])],
    ['a stroke of soft tissue beside the shin', paint('soft', 4, [250, 285, 140], [255, 290, 100])],
    ['a stroke of bone where soft tissue had grown', paint('bone', 2, [288, 300, 127], [292, 270, 140])],
    ['a stroke of air', paint('air', 8, [400, 400, 20], [400, 400, 200])],
  ];
  for (const [what, stroke] of STROKES) {
    const addMs = await edit(undo, stroke, grow);
    const moved = segments().reduce((sum, { voxels }, n) => sum + Math.abs(countBricks(voxels) - first[n]!), 0) / 2;
    const removeMs = await edit(undo, undo, grow);
    rows.push({ what, cells: [addMs.toFixed(0), removeMs.toFixed(0), moved.toLocaleString('en')] });
  }
  return [
    `Growing three segments from seeds over all of a CT of 512×512×300 (the ankle twice, ± ${NOISE_HU} HU of noise): first result ${(firstMs / 1000).toFixed(2)} s (${firstCpuS.toFixed(1)} s of processor time in all threads). Then a stroke comes or goes, in the same sitting:`,
    '',
    '| edit | stroke added, ms | stroke taken away, ms | voxels that a segment gained or lost on balance |',
    '|---|---|---|---|',
    ...rows.map(({ what, cells }) => `| ${what} | ${cells.join(' | ')} |`),
    '',
    `Peak of shared memory ${(crew.arena.peakBytes / volume.values.byteLength).toFixed(1)} times the volume (${(before / volume.values.byteLength).toFixed(1)} before the first growth).`,
    '',
  ];
}

async function localEdits(volume: Volume, crew: Crew): Promise<Record<string, number>> {
  using session = new Session();
  const { edit, segments } = sitting(volume, crew, session);
  const at = (...ijk: Triple) => [...toLps(ijk, volume.ijkToLps)];
  const bone = { segment: 'bone' };
  await edit(['segment.add', bone], ['segment.threshold', { ...bone, rangeHu: [226, 3071] }]);
  await edit(
    ['segment.add', { segment: 'other' }],
    ['segment.paint', { segment: 'other', radiusMm: 12, strokes: [[at(225, 270, 80)]] }],
  );
  const holed = (radiusMm: number) => ({ segment: 'holed', radiusMm, strokes: [[at(100, 100, 80)]] });
  await edit(['segment.add', { segment: 'holed' }], ['segment.paint', holed(12)], ['segment.erase', holed(4)]);
  const EDITS: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
    'brush, 5 mm ball': ['segment.paint', { ...bone, radiusMm: 5, strokes: [[at(230, 290, 120)]] }],
    'brush, 60 mm stroke': [
      'segment.paint',
      { ...bone, radiusMm: 5, strokes: [[at(230, 290, 120), at(230, 350, 120)]] },
    ],
    'eraser, 5 mm ball': ['segment.erase', { ...bone, radiusMm: 5, strokes: [[at(225, 270, 140)]] }],
    'brush within a range of values': [
      'segment.paint',
      { ...bone, radiusMm: 5, strokes: [[at(230, 290, 120)]], masking: { rangeHu: [100, 300] } },
    ],
    'scissors, 20 mm circle in a slab of 10 mm, erase': [
      'segment.scissors',
      {
        ...bone,
        shape: { kind: 'circle', centerLpsMm: at(225, 270, 140), radiusMm: 20 },
        lineOfSightLps: [0, 0, 1],
        slabMm: 10,
      },
    ],
    'scissors, 20 mm circle in a slab of 10 mm, fill': [
      'segment.scissors',
      {
        ...bone,
        operation: 'fill-inside',
        shape: { kind: 'circle', centerLpsMm: at(225, 270, 140), radiusMm: 20 },
        lineOfSightLps: [0, 0, 1],
        slabMm: 10,
      },
    ],
    'island: remove the one pointed at': [
      'segment.islands',
      { segment: 'other', operation: 'remove-selected', atLpsMm: [at(225, 270, 80)] },
    ],
    'island: fill the hole pointed at': [
      'segment.islands',
      { segment: 'holed', operation: 'add-selected', atLpsMm: [at(100, 100, 80)] },
    ],
    'island of all bone: keep the one pointed at': [
      'segment.islands',
      { ...bone, operation: 'keep-selected', atLpsMm: [at(225, 270, 149)] },
    ],
    'draw one outline': [
      'segment.draw',
      { ...bone, outlines: [[at(220, 280, 130), at(240, 280, 130), at(230, 300, 130)]] },
    ],
    'level trace in one slice': ['segment.level-trace', { ...bone, atLpsMm: at(225, 270, 140) }],
    'tube of 40 mm': [
      'segment.draw-tube',
      { ...bone, radiusMm: 2, pointsLpsMm: [at(230, 290, 120), at(240, 290, 140), at(235, 290, 155)] },
    ],
    'surface cut': [
      'segment.surface-cut',
      { ...bone, pointsLpsMm: [at(220, 260, 140), at(240, 260, 140), at(230, 280, 140), at(230, 270, 148)] },
    ],
    'crop of a part': ['segment.crop', { segment: 'other', fromLpsMm: at(215, 260, 70), toLpsMm: at(230, 280, 90) }],
    'margin of a part, 2 mm': ['segment.margin', { segment: 'other', marginMm: 2 }],
    'fast march, 5 cm³': ['segment.fast-march', { ...bone, seedsLpsMm: [at(225, 270, 149)], volumeMm3: 5000 }],
    undo: ['segment.undo', {}],
  };
  const times: Record<string, number> = {};
  for (const [name, one] of Object.entries(EDITS)) {
    const taken: number[] = [];
    for (let round = 0; round < 6; round++) {
      const was = segments();
      const ms = await edit(one);
      if (round > 0) taken.push(ms);
      if (name !== 'undo' && segments() !== was) await edit(['segment.undo', {}]);
      if (name === 'undo') await edit(['segment.redo', {}]);
    }
    times[name] = taken.sort((a, b) => a - b)[2]!;
  }
  return times;
}

if (import.meta.main) process.stdout.write(`${await editTables()}\n`);
