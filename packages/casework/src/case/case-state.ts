import { neverHappens } from '@specola/space';
import type { ActOf, CaseFile, Entry } from './case-file.ts';
import type { Order } from './order.ts';
import type { Part } from './part.ts';
import type { Person } from './people.ts';
import type { Step } from './workflow.ts';

/** An act with the entry that it stands in. */
export type Recorded<K extends Entry['act']['kind']> = Omit<Entry, 'act'> & { readonly act: ActOf<K> };

/** A printed item and what was done to it; of repeated acts the latest counts, the rest stays in the file. */
export interface Item {
  readonly code: string;
  readonly printed: Recorded<'printed'>;
  readonly processed: Recorded<'post-processed'> | null;
  readonly quality: Recorded<'quality-checked'> | null;
  readonly identifier: Recorded<'identifier-verified'> | null;
  readonly photographed: Recorded<'photographed'> | null;
  readonly sterilized: Recorded<'sterilized'> | null;
  readonly released: Recorded<'item-released'> | null;
  readonly delivered: Recorded<'delivered'> | null;
  readonly used: Recorded<'used'> | null;
}

/** A case as it stands: derived from the entries alone, never stored. */
export interface CaseState {
  readonly step: Step;
  /** The step that a hold returns to. */
  readonly heldAt: Step | null;
  readonly people: ReadonlyMap<string, Person>;
  readonly order: Order | null;
  readonly orderedBy: string | null;
  readonly orderPlacedAt: string | null;
  /** Number of the entry that holds the order as it stands. */
  readonly orderEntry: number | null;
  readonly parts: ReadonlyMap<string, Part>;
  /** By series: the images that count now. */
  readonly images: ReadonlyMap<string, Recorded<'images-attached'>>;
  readonly reviews: readonly Recorded<'images-reviewed'>[];
  /** By thing and part: the version that counts now. */
  readonly current: ReadonlyMap<string, Recorded<'version-recorded'>>;
  readonly versions: readonly Recorded<'version-recorded'>[];
  readonly signatures: readonly Recorded<'signed'>[];
  readonly items: ReadonlyMap<string, Item>;
  /** Comparisons that did not agree and that nobody has resolved. */
  readonly mismatches: readonly Recorded<'identity-compared'>[];
  readonly comparisons: readonly Recorded<'identity-compared'>[];
  readonly openNonConformances: readonly Recorded<'non-conformance-opened'>[];
  /** Items that a closed non-conformance scrapped or had made anew. */
  readonly scrapped: ReadonlySet<string>;
  readonly times: readonly Recorded<'time-logged'>[];
  readonly notices: readonly Recorded<'notice-signed'>[];
  /** By code of the decision: the coder’s latest answer. */
  readonly codingDecisions: ReadonlyMap<string, Recorded<'coding-decided'>>;
  readonly claims: readonly Recorded<'claim-released'>[];
  readonly claimAnswers: readonly Recorded<'claim-answered'>[];
  readonly charges: readonly Recorded<'charge-posted'>[];
  readonly outcomes: readonly Recorded<'outcome-recorded'>[];
}

/** The place that versions of one kind follow each other in. */
export const slotOf = (thing: string, part: string | null): string => `${thing} of ${part ?? 'the case'}`;

/** Folds the entries of a case into how it stands. */
export function caseState(file: CaseFile): CaseState {
  let step: Step = 'order';
  let heldAt: Step | null = null;
  let order: Order | null = null;
  let orderedBy: string | null = null;
  let orderPlacedAt: string | null = null;
  let orderEntry: number | null = null;
  const people = new Map(file.people.map((person) => [person.id, person]));
  const parts = new Map<string, Part>();
  const images = new Map<string, Recorded<'images-attached'>>();
  const reviews: Recorded<'images-reviewed'>[] = [];
  const current = new Map<string, Recorded<'version-recorded'>>();
  const versions: Recorded<'version-recorded'>[] = [];
  const signatures: Recorded<'signed'>[] = [];
  const items = new Map<string, Item>();
  const comparisons: Recorded<'identity-compared'>[] = [];
  const resolved = new Set<number>();
  const nonConformances: Recorded<'non-conformance-opened'>[] = [];
  const closed = new Set<number>();
  const scrapped = new Set<string>();
  const times = new Map<number, Recorded<'time-logged'>>();
  const notices: Recorded<'notice-signed'>[] = [];
  const codingDecisions = new Map<string, Recorded<'coding-decided'>>();
  const claims: Recorded<'claim-released'>[] = [];
  const claimAnswers: Recorded<'claim-answered'>[] = [];
  const charges: Recorded<'charge-posted'>[] = [];
  const outcomes: Recorded<'outcome-recorded'>[] = [];
  const change = (code: string, what: Partial<Item>): void => {
    const item = items.get(code);
    if (item) items.set(code, { ...item, ...what });
  };

  for (const { act, ...entry } of file.entries) {
    switch (act.kind) {
      case 'order-placed':
        order = act.order;
        orderedBy = entry.by;
        orderPlacedAt = entry.at;
        orderEntry = entry.number;
        break;
      case 'order-changed':
        order = act.order;
        orderEntry = entry.number;
        break;
      case 'identity-compared':
        comparisons.push({ ...entry, act });
        break;
      case 'mismatch-resolved':
        resolved.add(act.entry);
        break;
      case 'images-attached':
        images.set(act.seriesUid, { ...entry, act });
        break;
      case 'images-reviewed':
        reviews.push({ ...entry, act });
        break;
      case 'part-declared':
        parts.set(act.part.id, act.part);
        break;
      case 'version-recorded':
        versions.push({ ...entry, act });
        current.set(slotOf(act.thing, act.part), { ...entry, act });
        break;
      case 'signed':
        signatures.push({ ...entry, act });
        break;
      case 'printed':
        items.set(act.item, { code: act.item, printed: { ...entry, act }, ...nothingDone });
        break;
      case 'post-processed':
        change(act.item, { processed: { ...entry, act } });
        break;
      case 'quality-checked':
        change(act.item, { quality: { ...entry, act } });
        break;
      case 'identifier-verified':
        change(act.item, { identifier: { ...entry, act } });
        break;
      case 'photographed':
        change(act.item, { photographed: { ...entry, act } });
        break;
      case 'sterilized':
        change(act.item, { sterilized: { ...entry, act } });
        break;
      case 'item-released':
        change(act.item, { released: { ...entry, act } });
        break;
      case 'delivered':
        change(act.item, { delivered: { ...entry, act } });
        break;
      case 'used':
        change(act.item, { used: { ...entry, act } });
        break;
      case 'person-added':
        people.set(act.person.id, act.person);
        break;
      case 'moved':
        heldAt = act.to === 'on-hold' ? step : null;
        step = act.to;
        break;
      case 'time-logged':
        times.set(entry.number, { ...entry, act });
        break;
      case 'time-corrected': {
        const logged = times.get(act.entry);
        if (logged) times.set(act.entry, { ...logged, act: { ...logged.act, minutes: act.minutes } });
        break;
      }
      case 'non-conformance-opened':
        nonConformances.push({ ...entry, act });
        break;
      case 'non-conformance-closed':
        closed.add(act.entry);
        if (act.disposition === 'scrap' || act.disposition === 'remake') {
          const about = nonConformances.find(({ number }) => number === act.entry)?.act.about;
          if (about !== undefined && items.has(about)) scrapped.add(about);
        }
        break;
      case 'notice-signed':
        notices.push({ ...entry, act });
        break;
      case 'coding-decided':
        codingDecisions.set(act.decision, { ...entry, act });
        break;
      case 'claim-released':
        claims.push({ ...entry, act });
        break;
      case 'claim-answered':
        claimAnswers.push({ ...entry, act });
        break;
      case 'charge-posted':
        charges.push({ ...entry, act });
        break;
      case 'outcome-recorded':
        outcomes.push({ ...entry, act });
        break;
      case 'noted':
        break;
      default:
        neverHappens(act);
    }
  }

  return {
    step,
    heldAt,
    people,
    order,
    orderedBy,
    orderPlacedAt,
    orderEntry,
    parts,
    images,
    reviews,
    current,
    versions,
    signatures,
    items,
    comparisons,
    mismatches: comparisons.filter(
      ({ act, number }) => act.fields.some(({ agrees }) => agrees === 'no') && !resolved.has(number),
    ),
    openNonConformances: nonConformances.filter(({ number }) => !closed.has(number)),
    scrapped,
    times: [...times.values()],
    notices,
    codingDecisions,
    claims,
    claimAnswers,
    charges,
    outcomes,
  };
}

const nothingDone = {
  processed: null,
  quality: null,
  identifier: null,
  photographed: null,
  sterilized: null,
  released: null,
  delivered: null,
  used: null,
} as const;
