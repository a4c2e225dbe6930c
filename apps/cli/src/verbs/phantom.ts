import type { Command } from 'commander';
import { phantomStudy } from '../phantom-study.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';

export function addTo(program: Command): void {
  program
    .command('phantom')
    .description('Image the phantom patient (an ankle whose true surface is known) and write it as a DICOM series')
    .requiredOption('--out <dir>', 'folder for the series; a phantom that is there already is replaced')
    .option('--dimensions <nx,ny,nz>', 'voxels along i, j, k', '256,256,200')
    .option('--spacing-mm <x,y,z>', 'distance between voxels, mm', '0.55,0.55,0.8')
    .option('--noise-hu <number>', 'standard deviation of the noise, HU', '18')
    .option('--seed <number>', 'chooses the noise', '1')
    .option('--json', 'progress as JSON lines on the error stream')
    .action(
      async (options: {
        out: string;
        dimensions: string;
        spacingMm: string;
        noiseHu: string;
        seed: string;
        json?: boolean;
      }) => {
        const [dimensions, spacingMm] = [
          threeOf(options.dimensions, '--dimensions'),
          threeOf(options.spacingMm, '--spacing-mm'),
        ];
        if (!dimensions.every((n) => Number.isInteger(n) && n >= 8 && n <= 2048))
          throw new UsageError('--dimensions takes three whole numbers from 8 to 2048.');
        const [noiseHu, seed] = [Number(options.noiseHu), Number(options.seed)];
        if (!(noiseHu >= 0) || !Number.isInteger(seed))
          throw new UsageError('--noise-hu takes a number from 0, --seed a whole number.');
        await watched(options, async (watcher) => {
          const { path } = await phantomStudy(options.out, watcher, { dimensions, spacingMm, noiseHu, seed });
          process.stdout.write(`The phantom patient lies in ${path}\n`);
        });
      },
    );
}

function threeOf(text: string, flag: string): [number, number, number] {
  const numbers = text.split(',').map(Number);
  if (numbers.length !== 3 || !numbers.every((n) => n > 0))
    throw new UsageError(`${flag} takes three numbers above 0, with commas.`);
  return numbers as [number, number, number];
}
