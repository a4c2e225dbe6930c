import type { Command } from 'commander';
import { Option } from 'commander';
import { z } from 'zod';

/** The part of a JSON Schema that a flag is made from. */
interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly anyOf?: readonly Field[];
  readonly prefixItems?: readonly Field[];
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/**
 * Adds one flag for each parameter that a command declares: `poreMm` becomes `--pore-mm <number>`, a switch that is on
 * by default becomes `--no-…`. What the flag says in the help is what the declaration says.
 *
 * @returns a reader that takes the parsed options and gives the parameters that the user set
 */
export function addFlags(
  verb: Command,
  params: z.ZodType,
): (options: Readonly<Record<string, unknown>>) => Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input' }) as { properties?: Record<string, Field> };
  const keys: { name: string; optionKey: string; asTold: (value: unknown) => unknown }[] = [];
  for (const [name, field] of Object.entries(properties)) {
    const core = field.anyOf?.find((one) => one.type !== 'null') ?? field;
    const says = `${field.default === true ? 'Switch off: ' : ''}${field.description ?? core.description ?? name}${shownDefault(field.default)}`;
    if (core.type === 'boolean') {
      const off = field.default === true;
      add(verb, new Option(`--${off ? 'no-' : ''}${kebab(name)}`, says));
      keys.push({ name, optionKey: name, asTold: (value) => value });
    } else {
      const option = new Option(`--${kebab(name)} <${placeholder(core)}>`, says);
      if (core.enum) option.choices([...core.enum]);
      add(verb, option);
      keys.push({ name, optionKey: name, asTold: (value) => parsed(core, String(value)) });
    }
  }
  return (options) => {
    const told: Record<string, unknown> = {};
    for (const { name, optionKey, asTold } of keys)
      if (options[optionKey] !== undefined) told[name] = asTold(options[optionKey]);
    return told;
  };
}

/** A parameter that several commands of a verb share has one flag, and it means the same to all of them. */
function add(verb: Command, option: Option): void {
  if (!verb.options.some(({ long }) => long === option.long)) verb.addOption(option);
}

function placeholder(field: Field): string {
  if (field.prefixItems) return 'low,high';
  if (field.enum) return 'name';
  return field.type === 'string' ? 'text' : 'number';
}

/** Text from the command line as the declaration wants it; what does not fit is left for the schema to refuse. */
function parsed(field: Field, text: string): unknown {
  const number = (part: string) => (part.trim() === '' ? Number.NaN : Number(part));
  if (field.prefixItems) return text.split(',').map(number);
  return field.type === 'number' || field.type === 'integer' ? number(text) : text;
}

const shownDefault = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'boolean' ? '' : ` (default: ${String(value)})`;
