import type { CaseState, Item } from '../case/case-state.ts';
import { ancestorsOf } from '../case/descent.ts';

/** What turned out to be bad. */
export type Suspect =
  | { readonly kind: 'material-lot'; readonly lot: string }
  | { readonly kind: 'printer'; readonly serial: string }
  | { readonly kind: 'tool'; readonly id: string }
  | { readonly kind: 'software'; readonly name: string; readonly version: string };

/** An item that the suspect touched, and how far it has come. */
export interface Affected {
  readonly caseCode: string;
  readonly item: string;
  readonly part: string;
  readonly stands: 'in-the-lab' | 'released' | 'delivered' | 'used';
  readonly to: string | null;
}

/** Every printed item that a lot, printer, tool or version of a program touched, over all cases; the used ones first. */
export function affectedBy(
  cases: readonly { readonly caseCode: string; readonly state: CaseState }[],
  suspect: Suspect,
): Affected[] {
  const order = ['used', 'delivered', 'released', 'in-the-lab'];
  return cases
    .flatMap(({ caseCode, state }) =>
      [...state.items.values()]
        .filter((item) => touched(state, item, suspect))
        .map(
          (item): Affected => ({
            caseCode,
            item: item.code,
            part: item.printed.act.part,
            stands: item.used ? 'used' : item.delivered ? 'delivered' : item.released ? 'released' : 'in-the-lab',
            to: item.delivered?.act.to ?? null,
          }),
        ),
    )
    .sort((a, b) => order.indexOf(a.stands) - order.indexOf(b.stands) || a.item.localeCompare(b.item, 'en'));
}

/** The way back: everything that an item came from. */
export interface Origin {
  readonly lot: string;
  readonly material: string;
  readonly printer: string;
  readonly tool: string | null;
  readonly software: readonly string[];
  readonly versions: readonly { readonly thing: string; readonly sha256: string }[];
}

export function originOf(state: CaseState, item: Item): Origin {
  const { act } = item.printed;
  const hashes = new Set([act.file, ...ancestorsOf(state, act.file)]);
  const versions = state.versions.filter((one) => hashes.has(one.act.sha256));
  return {
    lot: act.material.lot,
    material: act.material.key,
    printer: act.printer.serial,
    tool: item.quality?.act.tool.id ?? null,
    software: [...new Set(versions.map((one) => `${one.act.software.name} ${one.act.software.version}`))].sort(),
    versions: versions.map((one) => ({ thing: one.act.thing, sha256: one.act.sha256 })),
  };
}

function touched(state: CaseState, item: Item, suspect: Suspect): boolean {
  switch (suspect.kind) {
    case 'material-lot':
      return item.printed.act.material.lot === suspect.lot;
    case 'printer':
      return item.printed.act.printer.serial === suspect.serial;
    case 'tool':
      return item.quality?.act.tool.id === suspect.id;
    case 'software':
      return originOf(state, item).software.includes(`${suspect.name} ${suspect.version}`);
  }
}
