import { SCAN_RULES, SCAN_RULES_VERSION, type ScanLimits, type ScanRuleName } from '@specola/facts';
import type { SiteRules } from '@specola/record';
import type { RuleTable } from './scan-facts.ts';

export interface RulesInForce {
  readonly table: RuleTable;
  readonly version: string;
  readonly changedBySite: readonly ScanRuleName[];
}

/** The dated table, with the limits that a site set in their place. A limit that the site does not name stays. */
export function rulesInForce(site: SiteRules | null): RulesInForce {
  const table: Record<ScanRuleName, RuleTable[ScanRuleName]> = { ...SCAN_RULES };
  const changedBySite: ScanRuleName[] = [];
  for (const name of Object.keys(SCAN_RULES) as ScanRuleName[]) {
    const change = site?.rules[name];
    if (!change) continue;
    const before: RuleTable[ScanRuleName] = SCAN_RULES[name];
    table[name] = {
      ...before,
      model: changed(before.model, change.model),
      guide: changed(before.guide, change.guide),
      source: change.source,
      checkedOn: change.checkedOn,
      confidence: 'stated',
    };
    changedBySite.push(name);
  }
  return {
    table,
    version: site ? `${SCAN_RULES_VERSION} with ${site.version}` : SCAN_RULES_VERSION,
    changedBySite,
  };
}

type Change = { readonly limited?: number | null | undefined; readonly insufficient?: number | null | undefined };

/** A limit of null is a limit that is never crossed; one that is not there stays as it was. */
const changed = (before: ScanLimits, change: Change | undefined): ScanLimits => ({
  limited: change?.limited === undefined ? before.limited : change.limited,
  insufficient: change?.insufficient === undefined ? before.insufficient : change.insufficient,
});
