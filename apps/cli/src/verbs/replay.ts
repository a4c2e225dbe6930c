import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ModelRecord, SegmentationRecord } from '@specola/record';
import { SpecolaError } from '@specola/space';
import type { Command } from 'commander';
import { replayRecord } from '../replay-record.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';
import { type CommonOptions, workersOf } from './model.ts';

export class NotARecordError extends SpecolaError {
  readonly code = 'replay/not-a-record';
  constructor(reason: string) {
    super({
      what: `The file is not a record of a model or a segmentation: ${reason}`,
      why: 'Without its recipe nothing can be made again.',
      mend: 'Give the record.json that "specola model" or "specola segment" wrote.',
    });
  }
}

export function addTo(program: Command): void {
  program
    .command('replay')
    .description(
      'Make the files of a record (model.stl, model.3mf, segmentation.nrrd, preview.png) again, byte for byte',
    )
    .argument('<record>', 'record.json of a model or a segmentation')
    .argument('<study>', 'the study that it was made from')
    .option('--out <dir>', 'folder for the results; it must be new or empty')
    .option(
      '--inputs <path...>',
      'files that the record’s recipe takes segments from, or folders of them; they are known by their sha256, wherever they lie (default: the folder of the record)',
    )
    .option('--workers <number>', 'threads to work with (the result does not depend on it)')
    .option('--json', 'print the comparison as JSON; progress as JSON lines on the error stream')
    .action(async (recordPath: string, studyPath: string, options: CommonOptions & { inputs?: string[] }) => {
      if (options.out === undefined) throw new UsageError('replay needs --out DIR.');
      const outPath = options.out;
      const record = await readRecord(recordPath);
      const workers = workersOf(options.workers);
      const inputPaths = options.inputs ?? [dirname(recordPath)];
      await watched(options, async (watcher) => {
        const compared = await replayRecord({ record, studyPath, outPath, inputPaths, workers }, watcher);
        const same = compared.every((one) => one.same);
        if (!same) process.exitCode = 4;
        if (options.json) process.stdout.write(`${JSON.stringify({ same, files: compared }, null, 2)}\n`);
        else {
          for (const { file, same: equal } of compared)
            process.stdout.write(`  ${equal ? '✓ same bytes ' : '✗ OTHER BYTES'} ${file}\n`);
          process.stdout.write(same ? 'Every file came out byte for byte as the record says.\n' : OTHER_BYTES);
        }
      });
    });
}

const OTHER_BYTES =
  'Some files differ from the record. The same version of Specola on its own Node gives the same bytes: see "specola" and "run" in the record.\n';

async function readRecord(path: string): Promise<ModelRecord | SegmentationRecord> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new NotARecordError('it cannot be read.');
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotARecordError('it is not JSON.');
  }
  const { schema } = (json ?? {}) as { schema?: unknown };
  const parsed =
    schema === SegmentationRecord.shape.schema.value ? SegmentationRecord.safeParse(json) : ModelRecord.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new NotARecordError(`${issue.path.join('.') || 'it'} does not fit (${issue.message}).`);
}
