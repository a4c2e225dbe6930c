import { NotStoredError, nameOf, type Sent, sendToPeer, UnreadableFilesError } from '@specola/exchange';
import type { SpecolaError } from '@specola/space';
import type { Command } from 'commander';
import { openStudy } from '../open-study.ts';
import { aeOption, PEER_HELP, peerOf } from '../peer-options.ts';
import { sentenceFor } from '../sentence.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';

interface Options {
  readonly to: string;
  readonly as: string;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('send')
    .description('Send the instances of a study to a PACS or a DICOMweb service (C-STORE, STOW-RS), byte for byte')
    .argument('<paths...>', 'folders, archives or files')
    .requiredOption('--to <peer>', PEER_HELP)
    .addOption(aeOption())
    .option('--json', 'print what became of each instance')
    .action(async (paths: string[], options: Options) => {
      const peer = peerOf(options.to);
      await watched(options, async ({ signal, progress }) => {
        const opened = await Promise.all(paths.map((path) => openStudy(path)));
        const files = opened.flatMap((study) => {
          if (study.kind === 'dicom') return study.files;
          throw new UsageError('A NIfTI or NRRD volume is no DICOM, and cannot be sent.');
        });
        const { sent, notDicom, unreadable } = await sendToPeer(peer, files, {
          as: options.as,
          signal,
          onProgress: (done) => progress.step('send', `Sending to ${nameOf(peer)}`, done),
        });
        const error = faultIn(sent, unreadable, nameOf(peer));
        if (options.json) {
          const told = { sent, notDicom, unreadable, ...(error ? { error: sentenceFor(error).error } : {}) };
          process.stdout.write(`${JSON.stringify(told)}\n`);
          process.exitCode = error ? error.exitCode : 0;
          return;
        }
        if (error) throw error;
        for (const { sopInstanceUid, outcome, reason } of sent)
          if (outcome === 'stored-with-warning') process.stdout.write(`${sopInstanceUid}: ${reason}\n`);
        const others = notDicom > 0 ? ` ${notDicom} files of other kinds were left alone.` : '';
        process.stdout.write(`${sent.length} instances are stored at ${nameOf(peer)}.${others}\n`);
      });
    });
}

/** A store that was not accepted is an error, whatever else went well. */
function faultIn(sent: readonly Sent[], unreadable: number, peer: string): SpecolaError | null {
  const untaken = sent.filter(({ outcome }) => outcome === 'not-stored');
  if (untaken.length > 0) return new NotStoredError(peer, untaken, sent.length);
  return unreadable > 0 ? new UnreadableFilesError(unreadable, sent.length) : null;
}
