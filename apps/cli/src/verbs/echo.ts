import { echo, readPeer } from '@specola/exchange';
import type { Command } from 'commander';
import { aeOption } from '../peer-options.ts';
import { watched } from '../watched.ts';

export function addTo(program: Command): void {
  program
    .command('echo')
    .description('Ask a DICOM peer whether it is there, knows us, and answers (C-ECHO)')
    .argument('<peer>', 'AE@host:port')
    .addOption(aeOption())
    .action(async (address: string, { as }: { as: string }) => {
      const peer = readPeer(address);
      await watched({ json: false }, async ({ signal }) => {
        await echo(peer, { as, signal });
        process.stdout.write(`${peer.ae} answers.\n`);
      });
    });
}
