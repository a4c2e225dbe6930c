// Writes the documents that are made from the code: the schema of record.json, and the list of commands with their
// parameters. `npm run docs`; a test fails when a committed document no longer says what the code says.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CaseFile,
  FeeSchedule,
  LeadTimes,
  OutcomeRecorded,
  OverlayRecord,
  RegistryAnswersFile,
  RegistryMapping,
  ValueAssumptionsFile,
} from '@specola/casework';
import * as commands from '@specola/commands';
import { BillingFacts, PrintProfiles, SCAN_RULES, type ScanRule } from '@specola/facts';
import { ClaimInsurance, ClaimSite } from '@specola/messages';
import {
  ComparisonRecord,
  Inspection,
  ModelManifest,
  ModelRecord,
  PlanRecipe,
  PrintCheckRecord,
  ReviewRecord,
  SegmentationRecord,
  SiteRules,
  SurgicalPlan,
} from '@specola/record';
import { z } from 'zod';

export function generatedDocs(): Readonly<Record<string, string>> {
  return {
    'docs/model-record.schema.json': schemaText(ModelRecord),
    'docs/segmentation-record.schema.json': schemaText(SegmentationRecord),
    'docs/model-manifest.schema.json': `${JSON.stringify(z.toJSONSchema(ModelManifest, { target: 'draft-2020-12', io: 'input' }), null, 2)}\n`,
    'docs/inspection.schema.json': schemaText(Inspection),
    'docs/review-record.schema.json': schemaText(ReviewRecord),
    'docs/plan-recipe.schema.json': schemaText(PlanRecipe),
    'docs/surgical-plan.schema.json': schemaText(SurgicalPlan),
    'docs/case.schema.json': schemaText(CaseFile),
    'docs/fee-schedule.schema.json': schemaText(FeeSchedule),
    'docs/billing-facts.schema.json': schemaText(BillingFacts),
    'docs/lead-times.schema.json': schemaText(LeadTimes),
    'docs/outcome.schema.json': schemaText(OutcomeRecorded.omit({ kind: true })),
    'docs/value-assumptions.schema.json': schemaText(ValueAssumptionsFile),
    'docs/overlay.schema.json': schemaText(OverlayRecord),
    'docs/registry-answers.schema.json': schemaText(RegistryAnswersFile),
    'docs/registry-mapping.schema.json': schemaText(RegistryMapping),
    'docs/claim-site.schema.json': schemaText(ClaimSite),
    'docs/claim-insurance.schema.json': schemaText(ClaimInsurance),
    'docs/site-rules.schema.json': schemaText(SiteRules),
    'docs/print-profiles.schema.json': schemaText(PrintProfiles),
    'docs/comparison.schema.json': schemaText(ComparisonRecord),
    'docs/print-check.schema.json': schemaText(PrintCheckRecord),
    'docs/scan-rules.md': scanRulesPage(),
    'docs/commands.md': commandsPage(),
  };
}

/** As input: a field with a default, which older versions did not write, is not required. */
const schemaText = (schema: z.ZodType): string =>
  `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }), null, 2)}\n`;

/** The table of rules as a page, so that nobody has to read code to see a limit. */
function scanRulesPage(): string {
  const limits = ({ limited, insufficient }: ScanRule['model']) => `${limited ?? '–'} / ${insufficient ?? '–'}`;
  const rows = Object.entries<ScanRule>(SCAN_RULES).map(
    ([name, rule]) =>
      `| \`${name}\` | ${rule.measures} | ${rule.unit}, ${rule.worse} | ${limits(rule.model)} | ${limits(rule.guide)} | ${rule.source} | ${rule.checkedOn}, ${rule.confidence} |`,
  );
  return [
    '# When images suffice',
    '',
    'Made from `packages/facts/src/scan-rules.ts` by `npm run docs`. A series is *limited* beyond the first limit and *insufficient* beyond the second; – is never. A yes-or-no measure counts 1 for yes. The worst rule decides.',
    '',
    'A site may set its own limits in a file ([schema](site-rules.schema.json)) and give it with `--rules`; every inspection and review names the table that it used, by version and hash. The least that error budgets take for segmentation (`segmentationFloor`) stands in the same file.',
    '',
    '```json',
    JSON.stringify(
      {
        schema: 'specola/site-rules/1',
        version: 'Our lab, 2026-11',
        rules: {
          'slice-spacing': {
            guide: { limited: 0.7, insufficient: 1 },
            source: 'Lab protocol 12, agreed with radiology',
            checkedOn: '2026-11-02',
          },
        },
        segmentationFloor: {
          mm: 0.6,
          source: 'Forty of our bones against a laser scan',
          checkedOn: '2026-10-01',
        },
      } satisfies z.input<typeof SiteRules>,
      null,
      2,
    ),
    '```',
    '',
    '| rule | what is measured | unit, worse | model: limited / insufficient | guide: limited / insufficient | source | checked |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

interface Field {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Field[];
}

function commandsPage(): string {
  const lines = [
    '# Commands',
    '',
    'Made from the declarations in `packages/commands` by `npm run docs`. A recipe is a list of these, with parameters.',
  ];
  for (const command of Object.values(commands)) {
    if (!isCommand(command)) continue;
    const { properties = {} } = z.toJSONSchema(command.params, { io: 'input' }) as {
      properties?: Record<string, Field>;
    };
    lines.push(
      '',
      `## \`${command.name}\``,
      '',
      `${command.does}.`,
      '',
      `Takes ${listOf(command.takes)}; gives ${listOf(command.gives)}.`,
    );
    if (Object.keys(properties).length > 0) lines.push('', '| parameter | default | what it is |', '|---|---|---|');
    for (const [name, field] of Object.entries(properties))
      lines.push(
        `| \`${name}\` | ${JSON.stringify(field.default ?? null)} | ${(field.description ?? '').replaceAll('|', '\\|')} |`,
      );
  }
  return `${lines.join('\n')}\n`;
}

const listOf = (kinds: Readonly<Record<string, string>>): string => Object.keys(kinds).join(', ') || 'nothing';

function isCommand(value: unknown): value is commands.Command {
  return typeof value === 'object' && value !== null && 'does' in value && 'gives' in value && 'params' in value;
}

if (import.meta.main) {
  for (const [file, text] of Object.entries(generatedDocs()))
    writeFileSync(join(import.meta.dirname, '..', file), text);
}
