import { SpecolaError } from '@specola/space';
import { readServiceRequests } from '../fhir/read-service-request.ts';
import { parseHl7 } from '../hl7/hl7-message.ts';
import { readIncoming } from '../hl7/read-incoming.ts';
import { answersTo } from '../x12/answers-of.ts';
import { faultsOfClaimFile } from '../x12/check-claim-message.ts';
import { readAcknowledgement, readClaimStatus } from '../x12/read-acknowledgement.ts';
import { readRemittance } from '../x12/read-remittance.ts';
import { FHIR_SEEDS, HL7_SEEDS, X12_SEEDS } from './message-seeds.ts';
import { mutateSegments, mutateValues } from './mutate-inside.ts';
import { mutateText } from './mutate-text.ts';

const SENT = [{ claim: '2222-2222-2-1', controlNumber: 42 }];

/** Each reader with the texts that it is meant for. What a reader gives is gone through, so that nothing fails late. */
export const READERS: readonly {
  readonly name: string;
  readonly seeds: readonly string[];
  /** Harms what the heads and ends hold, and leaves the whole well formed; null where any text is. */
  readonly inside: ((text: string, seed: number) => string) | null;
  readonly read: (text: string) => unknown;
}[] = [
  { name: 'X12 remittance (835)', seeds: X12_SEEDS.slice(0, 1), inside: mutateSegments, read: readRemittance },
  {
    name: 'X12 acknowledgement (999)',
    seeds: X12_SEEDS.slice(1, 2),
    inside: mutateSegments,
    read: readAcknowledgement,
  },
  { name: 'X12 claim status (277CA)', seeds: X12_SEEDS.slice(2, 3), inside: mutateSegments, read: readClaimStatus },
  {
    name: 'X12 answers matched to a case',
    seeds: X12_SEEDS.slice(0, 3),
    inside: mutateSegments,
    read: (text) => answersTo(SENT, text),
  },
  {
    name: 'X12 claim, structural check (837)',
    seeds: X12_SEEDS.slice(3),
    inside: mutateSegments,
    read: faultsOfClaimFile,
  },
  {
    name: 'HL7 message',
    seeds: HL7_SEEDS,
    inside: null,
    read: (text) =>
      parseHl7(text).segments.map((segment) => [segment.get(0), segment.get(3, 2, 2, 2), segment.repetitions(3)]),
  },
  { name: 'HL7 admission, merge or order', seeds: HL7_SEEDS, inside: null, read: readIncoming },
  { name: 'FHIR ServiceRequest', seeds: FHIR_SEEDS, inside: mutateValues, read: readServiceRequests },
];

export interface MutatedCount {
  readonly reader: string;
  readonly read: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Anything thrown that is no coded error, with the seed that makes it again. */
  readonly crashes: readonly string[];
  readonly slowestMs: number;
}

/** So many mutated inputs to one reader, from seeds. */
export function readMutated(
  { name, seeds, inside, read }: (typeof READERS)[number],
  { count, firstSeed, nowMs }: { count: number; firstSeed: number; nowMs: () => number },
): MutatedCount {
  let good = 0;
  let slowestMs = 0;
  const refused: Record<string, number> = {};
  const crashes: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const mutate = inside !== null && seed % 2 === 1 ? inside : mutateText;
    const text = mutate(seeds[(seed >> 1) % seeds.length]!, seed);
    const startedMs = nowMs();
    try {
      JSON.stringify(read(text), (_, value) => (typeof value === 'bigint' ? `${value}` : value));
      good++;
    } catch (thrown) {
      if (thrown instanceof SpecolaError) refused[thrown.code] = (refused[thrown.code] ?? 0) + 1;
      else crashes.push(`${name}, seed ${seed}: ${String(thrown)}`);
    }
    slowestMs = Math.max(slowestMs, nowMs() - startedMs);
  }
  return { reader: name, read: good, refused, crashes, slowestMs };
}
