import { resolve } from 'node:path';
import { fetchFromPeer, InstanceStore, nameOf } from '@specola/exchange';
import { type Command, Option } from 'commander';
import { aeOption, PEER_HELP, peerOf, portOf } from '../peer-options.ts';
import { watched } from '../watched.ts';

interface Options {
  readonly from: string;
  readonly as: string;
  readonly study: string;
  readonly series?: string;
  readonly instance?: string;
  readonly out: string;
  readonly by: 'get' | 'move';
  readonly listenHost: string;
  readonly listenPort: string;
  readonly json?: boolean;
}

export function addTo(program: Command): void {
  program
    .command('fetch')
    .description(
      'Fetch a study from a PACS or a DICOMweb service into a folder (C-GET, C-MOVE, WADO-RS), byte for byte',
    )
    .requiredOption('--from <peer>', PEER_HELP)
    .requiredOption('--study <uid>', 'the study')
    .option('--series <uid>', 'of the study this series only')
    .option('--instance <uid>', 'of the series this instance only')
    .requiredOption('--out <dir>', 'folder; what it holds already is not fetched again')
    .addOption(aeOption())
    .addOption(
      new Option('--by <way>', 'DIMSE: over our association (get), or one of the peer to us (move)')
        .choices(['get', 'move'])
        .default('get'),
    )
    .option('--listen-host <host>', 'where the peer moves to: the address that it knows for our AE title', '0.0.0.0')
    .option('--listen-port <port>', 'where the peer moves to: the port that it knows for our AE title', '11112')
    .option('--json', 'print what was fetched; progress as JSON lines on the error stream')
    .action(async (options: Options) => {
      const peer = peerOf(options.from);
      const wanted = { studyUid: options.study, seriesUid: options.series, sopInstanceUid: options.instance };
      const listen = { host: options.listenHost, port: portOf(options.listenPort, '--listen-port') };
      await watched(options, async ({ signal, progress }) => {
        await using store = await InstanceStore.open(resolve(options.out));
        const fetched = await fetchFromPeer(peer, wanted, store, {
          as: options.as,
          by: options.by,
          listen,
          signal,
          onProgress: (done) => progress.step('fetch', `Fetching from ${nameOf(peer)}`, done),
        });
        if (options.json) process.stdout.write(`${JSON.stringify(fetched)}\n`);
        else {
          const { listed, stored, heldAlready } = fetched;
          const before = heldAlready > 0 ? ` (${heldAlready} of them before)` : '';
          process.stdout.write(
            `All ${listed} instances are in ${resolve(options.out)}${before}; ${stored} were fetched now.\n`,
          );
        }
      });
    });
}
