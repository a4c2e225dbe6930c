import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsPydicom, withPydicom } from '@specola/test-kit';
import { type AttributeRule, IOD_RULES } from './iod-modules.ts';

/** Every attribute of the table, those inside sequences too, as often as it stands there. */
const allRules = (rules: readonly AttributeRule[]): AttributeRule[] =>
  rules.flatMap((rule) => [rule, ...allRules(rule.items ?? [])]);

test(
  'every attribute of the module table has the name that the dictionaries of pydicom give its tag',
  needsPydicom(),
  () => {
    const rules = Object.values(IOD_RULES).flatMap(allRules);
    const script = `
import sys, json
from pydicom.datadict import dictionary_description, dictionary_has_tag
print(json.dumps([dictionary_description(t) if dictionary_has_tag(t) else None for t in json.loads(sys.argv[1])]))`;
    const tags = [...new Set(rules.map(({ tag }) => tag))].sort((a, b) => a - b);
    const theirs = withPydicom(script, [JSON.stringify(tags)]) as (string | null)[];
    const named = new Map(tags.map((tag, n) => [tag, theirs[n]]));
    const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    assert.ok(tags.length > 100);
    for (const { tag, name } of rules) assert.equal(plain(name), plain(named.get(tag) ?? 'unknown'), tag.toString(16));
  },
);
