import type { Counts } from '../hold/transfer.ts';

/** What happened at the node, for whoever watches it. No name of a patient is in it. */
export type NodeEvent =
  | {
      readonly say: 'association-ended';
      readonly callingAe: string;
      readonly ending: 'released' | 'broken';
      readonly counts: Counts;
      readonly reason: string;
    }
  | { readonly say: 'association-refused'; readonly reason: string }
  | {
      readonly say: 'store-refused';
      readonly from: string;
      readonly sopInstanceUid: string;
      readonly code: string;
      readonly what: string;
    }
  | {
      /** The same instance came in two transfer syntaxes; the first is kept, and the sender was told. */
      readonly say: 'held-in-other-encoding';
      readonly from: string;
      readonly sopInstanceUid: string;
      readonly held: string;
      readonly offered: string;
    }
  | { readonly say: 'fault'; readonly what: string };

/** A fault of ours or of the machine: its kind, never its data. */
export function faultText(thrown: unknown): string {
  const { code, name } = thrown as NodeJS.ErrnoException;
  return `A fault (${code ?? name}).`;
}
