import { join } from 'node:path';
import {
  type DicomElement,
  encodeElements,
  isSegmentation,
  isStructureSet,
  readSegmentation,
  readStructureSet,
  writePart10,
} from '@specola/dicom';
import { ijkToLpsOf, SpecolaError } from '@specola/space';
import { placeSegmentationObject, placeStructureSet } from '@specola/steps';
import { realData, testDecoders, zipEntries } from '@specola/test-kit';
import { mutated } from './mutate-file.ts';
import { largestAllocation } from './watch-allocations.ts';

/** What became of segmentations and structure sets that were broken on purpose. */
export interface SegmentsReport {
  readonly files: number;
  /** Read and laid over a series. */
  readonly placed: number;
  /** No longer said to be of their class: taken for another kind of file. */
  readonly otherKind: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Anything else: must be empty. */
  readonly crashes: readonly string[];
  /** Those that asked for more than twice their honest size in one piece: must be empty. */
  readonly greedy: readonly string[];
  readonly slowestCpuMs: number;
  readonly largestShare: number;
}

type Grid = Parameters<typeof placeStructureSet>[1];
type Seed = { readonly name: string; readonly bytes: Uint8Array };

const STRUCTURE_SET = '1.2.840.10008.5.1.4.1.1.481.3';
const EXPLICIT = '1.2.840.10008.1.2.1';
/** The series that structure sets are laid over; its voxels are honest memory, whatever the file says. */
const SERIES: Grid = {
  dimensions: [48, 40, 24] as const,
  ijkToLps: ijkToLpsOf([1.5, 0, 0, -36, 0, 1.25, 0, -25, 0, 0, 2.5, -30]),
};
/** Tables that every decoding takes. */
const TABLES_BYTES = 2 ** 18 + 2 ** 16;

/** Segmentations of other programs where they are at hand, and structure sets of theirs and ours. */
export const segmentSeeds = (): Seed[] => [
  { name: 'own structure set', bytes: ownStructureSet() },
  ...['highdicom_seg_sr', 'pydicom_test_files', 'itk_debian'].flatMap((archive) => {
    const zip = realData(join('hard_dicom', `${archive}.zip`));
    return zip
      ? zipEntries(zip)
          .map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes()) }))
          .filter(({ bytes }) => bytes.length < 120_000 && (isSegmentation(bytes) || isStructureSet(bytes)))
      : [];
  }),
];

/** Two regions in eight planes, one of them with a hole. */
function ownStructureSet(): Uint8Array {
  const ring = (z: number, radiusMm: number) =>
    Array.from({ length: 9 }, (_, n) =>
      [radiusMm * Math.cos((2 * Math.PI * n) / 9), 0.8 * radiusMm * Math.sin((2 * Math.PI * n) / 9), z]
        .map((mm) => mm.toFixed(2))
        .join('\\'),
    ).join('\\');
  const is = (tag: number, value: number): DicomElement => ({ tag, vr: 'IS', value: String(value) });
  const contour = (z: number, radiusMm: number): DicomElement[] => [
    { tag: 0x30060042, vr: 'CS', value: 'CLOSED_PLANAR' },
    is(0x30060046, 9),
    { tag: 0x30060050, vr: 'DS', value: ring(z, radiusMm) },
  ];
  const planes = Array.from({ length: 8 }, (_, k) => 2.5 * k - 10);
  const region = (number: number, radii: readonly number[]): DicomElement[] => [
    { tag: 0x3006002a, vr: 'IS', value: '200\\100\\40' },
    { tag: 0x30060040, vr: 'SQ', value: planes.flatMap((z) => radii.map((radiusMm) => contour(z, radiusMm))) },
    is(0x30060084, number),
  ];
  const elements: DicomElement[] = [
    { tag: 0x00080016, vr: 'UI', value: STRUCTURE_SET },
    { tag: 0x00080018, vr: 'UI', value: '2.25.41' },
    { tag: 0x00080060, vr: 'CS', value: 'RTSTRUCT' },
    { tag: 0x0020000d, vr: 'UI', value: '2.25.1' },
    { tag: 0x0020000e, vr: 'UI', value: '2.25.4' },
    {
      tag: 0x30060020,
      vr: 'SQ',
      value: [1, 2].map((number) => [
        is(0x30060022, number),
        { tag: 0x30060024, vr: 'UI', value: '2.25.9' } as const,
        { tag: 0x30060026, vr: 'LO', value: `REGION ${number}` } as const,
      ]),
    },
    { tag: 0x30060039, vr: 'SQ', value: [region(1, [20, 9.5]), region(2, [14])] },
  ];
  const made = { sopClassUid: STRUCTURE_SET, sopInstanceUid: '2.25.41', transferSyntaxUid: EXPLICIT };
  return writePart10(made, encodeElements(elements, { explicit: true, bigEndian: false }));
}

/** Breaks them by seeds, reads each and lays it over a series, and counts what became of them. */
export async function readMutatedSegments(
  seeds: readonly Seed[],
  { count, firstSeed }: { count: number; firstSeed: number },
): Promise<SegmentsReport> {
  const refused: Record<string, number> = {};
  const crashes: string[] = [];
  const greedy: string[] = [];
  const tally = { placed: 0, otherKind: 0, slowestCpuMs: 0, largestShare: 0 };
  const targets = new Map(seeds.map(({ name, bytes }) => [name, targetOf(bytes)]));
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const { name, bytes: original } = seeds[seed % seeds.length]!;
    const { bytes, what } = mutated(original, seed);
    const target = targets.get(name)!;
    const label = `${name}, seed ${seed} (${what})`;
    largestAllocation();
    const cpu = process.cpuUsage();
    const outcome = await outcomeOf(bytes, target).catch((thrown: unknown) => String(thrown));
    const { user, system } = process.cpuUsage(cpu);
    tally.slowestCpuMs = Math.max(tally.slowestCpuMs, (user + system) / 1000);
    const own = typeof outcome === 'string' ? 0 : outcome.honestBytes;
    const share = Math.max(0, largestAllocation() - TABLES_BYTES) / Math.max(bytes.length, voxelBytes(target), own);
    if (share > 2) greedy.push(`${label}: ${share.toFixed(1)} times`);
    tally.largestShare = Math.max(tally.largestShare, share);
    if (typeof outcome === 'string') crashes.push(`${label}: ${outcome}`);
    else if (outcome.said === 'placed') tally.placed++;
    else if (outcome.said === 'other kind') tally.otherKind++;
    else refused[outcome.said] = (refused[outcome.said] ?? 0) + 1;
  }
  return { files: count, refused, crashes, greedy, ...tally };
}

const voxelBytes = ({ dimensions }: Pick<Grid, 'dimensions'>): number =>
  2 * dimensions.reduce((product, side) => product * side, 1);

/** A segmentation lies on its own grid before it is broken. */
function targetOf(bytes: Uint8Array): Grid {
  try {
    return isSegmentation(bytes) ? readSegmentation(bytes, testDecoders()) : SERIES;
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return SERIES;
  }
}

/** What is said of a file, and the bytes that its voxels take. */
async function outcomeOf(bytes: Uint8Array, target: Grid): Promise<{ said: string; honestBytes: number }> {
  let honestBytes = bytes.length;
  const clean = (text: string) => text;
  try {
    if (isSegmentation(bytes)) {
      const object = readSegmentation(bytes, testDecoders());
      honestBytes = voxelBytes(object);
      await placeSegmentationObject(object, target, { clean });
    } else if (isStructureSet(bytes)) placeStructureSet(readStructureSet(bytes), target, { clean });
    else return { said: 'other kind', honestBytes };
    return { said: 'placed', honestBytes };
  } catch (thrown) {
    if (!(thrown instanceof SpecolaError)) throw thrown;
    return { said: thrown.code, honestBytes };
  }
}
