// One study into voxels, in a process of its own: says how long it took, and the most memory that the process ever held.
import { availableParallelism } from 'node:os';
import { chooseSeries, loadVolume, scanStudy } from '@specola/dicom';
import { Arena } from '@specola/kernels';
import { openNodeDecoders } from '../apps/cli/src/node-decoders.ts';
import { openStudy } from '../apps/cli/src/open-study.ts';

const began = performance.now();
const opened = await openStudy(process.argv[2]!);
if (opened.kind !== 'dicom') throw new Error('not a study');
const scan = await scanStudy(opened.files);
const scanSeconds = (performance.now() - began) / 1000;
const arena = new Arena();
using decoders = openNodeDecoders(availableParallelism());
const { volume } = await loadVolume(chooseSeries(scan, { anatomy: null }), (length) => arena.int16(length), {
  decoders,
});
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - began) / 1000,
    scanSeconds,
    peakBytes: 1024 * process.resourceUsage().maxRSS,
    voxelBytes: volume.values.byteLength,
    dimensions: volume.dimensions,
  }),
);
