// Writes the documents that are made from the code: the schema of record.json, and the list of commands with their
// parameters. `npm run docs`; a test fails when a committed document no longer says what the code says.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as commands from '@specola/commands';
import { ModelRecord, SegmentationRecord } from '@specola/record';
import { z } from 'zod';

export function generatedDocs(): Readonly<Record<string, string>> {
  return {
    'docs/model-record.schema.json': `${JSON.stringify(z.toJSONSchema(ModelRecord, { target: 'draft-2020-12' }), null, 2)}\n`,
    'docs/segmentation-record.schema.json': `${JSON.stringify(z.toJSONSchema(SegmentationRecord, { target: 'draft-2020-12' }), null, 2)}\n`,
    'docs/commands.md': commandsPage(),
  };
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
