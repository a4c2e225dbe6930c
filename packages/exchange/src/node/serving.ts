import { SpecolaError } from '@specola/space';
import type { DicomJson } from '../data/dicom-json.ts';
import { jsonOf } from '../dimse/ask.ts';
import type { Message } from '../dimse/association.ts';
import type { Command } from '../dimse/command.ts';
import type { DimsePeer } from '../dimse/open-association.ts';
import { AssociationBrokenError, BadPduError } from '../errors.ts';
import type { InstanceStore } from '../hold/instance-store.ts';
import type { Transfer } from '../hold/transfer.ts';
import type { NodeEvent } from './event.ts';

/** What answers to requests need of the node. */
export interface Serving {
  readonly ae: string;
  readonly store: InstanceStore;
  readonly peers: readonly DimsePeer[];
  readonly tell: (event: NodeEvent) => void;
}
export interface ServingOne extends Serving {
  readonly transfer: Transfer;
  readonly callingAe: string;
}

export type Answer = (more: Partial<Command>, identifier?: DicomJson | null) => Promise<void>;

/** Null when it cannot be read: the request is refused, not the association. */
export async function identifierOf(message: Message): Promise<DicomJson | null> {
  try {
    return message.data ? await jsonOf(message) : null;
  } catch (thrown) {
    if (thrown instanceof AssociationBrokenError || thrown instanceof BadPduError || !(thrown instanceof SpecolaError))
      throw thrown;
    return null;
  }
}
