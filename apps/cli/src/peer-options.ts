import { isAeTitle, type Peer, readAddress } from '@specola/exchange';
import { Option } from 'commander';
import { UsageError } from './usage-error.ts';

/** Never a flag: what is typed stands in the history of the shell, and in the list of processes. */
const AUTHORIZATION = 'SPECOLA_DICOMWEB_AUTHORIZATION';

export const aeOption = (): Option =>
  new Option('--as <ae>', 'our own AE title').default('SPECOLA').argParser((title: string) => {
    if (!isAeTitle(title))
      throw new UsageError(`"${title}" is no AE title: it has 1 to 16 characters, none of them \\.`);
    return title;
  });

export const PEER_HELP = `AE@host:port, or the address of a DICOMweb service (its authorization header in ${AUTHORIZATION})`;

export const peerOf = (address: string): Peer => readAddress(address, process.env[AUTHORIZATION]);

export function portOf(text: string, flag: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError(`${flag} takes a port, 0 to 65535.`);
  return port;
}
