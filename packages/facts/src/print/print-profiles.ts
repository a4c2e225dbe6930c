import { z } from 'zod';
import { PRINT_MATERIALS, type PrintMaterial } from '../print-materials.ts';
import { PRINTERS, Printer } from './printers.ts';

export const PrintMaterialRow = z.strictObject({
  label: z.string().min(1),
  technology: Printer.shape.technology,
  biocompatible: z.boolean().describe('For short contact with tissue, as its maker states'),
  sterilizableBy: z.array(z.enum(['steam-121', 'steam-134', 'hydrogen-peroxide-plasma', 'ethylene-oxide'])),
  leastWallMm: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('Walls that this material needs whatever the printer can lay; null: the printer’s rule holds'),
  source: z.string().min(3),
  checkedOn: z.iso.date(),
  confidence: z.enum(['stated', 'measured', 'remembered']),
});

/** A file of a site: its own printers, materials and profiles, beside the shipped ones or, by the same name, in their place. */
export const PrintProfiles = z.strictObject({
  schema: z.literal('specola/print-profiles/1'),
  version: z.string().min(1).describe('Name and date of the file; reports name it'),
  printers: z.record(z.string(), Printer).default({}),
  materials: z.record(z.string(), PrintMaterialRow).default({}),
  profiles: z
    .record(z.string(), z.strictObject({ printer: z.string(), material: z.string() }))
    .default({})
    .describe('Names for pairs that the site prints with; printer and material by their names'),
});
export type PrintProfiles = z.infer<typeof PrintProfiles>;

/** The tables as they stand, dated: a report names them. */
export const PRINT_PROFILES_VERSION = '2026-11-25';

/** A printer with what it is loaded with. */
export interface PrintProfile {
  readonly name: string;
  readonly printer: Printer;
  readonly material: PrintMaterial;
  /** Of the tables that it was taken from. */
  readonly version: string;
}

/** Pairs that labs commonly print with. */
export const PRINT_PROFILES: Readonly<Record<string, { readonly printer: string; readonly material: string }>> = {
  'sla-model': { printer: 'desktop-sla', material: 'standard-resin' },
  'sla-guide': { printer: 'desktop-sla', material: 'surgical-guide-resin' },
  'sla-clear': { printer: 'desktop-sla', material: 'biocompatible-clear-resin' },
  'large-sla-model': { printer: 'large-sla', material: 'standard-resin' },
  'fdm-pla': { printer: 'desktop-fdm', material: 'pla' },
  'polyjet-model': { printer: 'polyjet', material: 'rigid-photopolymer' },
  'sls-pa12': { printer: 'sls', material: 'pa12-sls' },
  'mjf-pa12': { printer: 'mjf', material: 'pa12-sls' },
};

/** Why a profile cannot be had. */
export interface NoProfile {
  readonly why: 'unknown' | 'no-printer' | 'no-material' | 'other-technology';
  readonly known: readonly string[];
}

/**
 * The profile of a name, or of "printer:material", with what the site changed.
 *
 * A material that another technology prints is refused: its numbers would be those of another process.
 */
export function printProfile(name: string, site: PrintProfiles | null): PrintProfile | NoProfile {
  const printers: Readonly<Record<string, Printer>> = { ...PRINTERS, ...site?.printers };
  const materials: Readonly<Record<string, PrintMaterial>> = { ...PRINT_MATERIALS, ...site?.materials };
  const profiles = { ...PRINT_PROFILES, ...site?.profiles };
  const [first, second] = name.split(':');
  const pair = own(profiles, name) ?? (second === undefined ? undefined : { printer: first!, material: second });
  if (!pair) return { why: 'unknown', known: Object.keys(profiles) };
  const printer = own(printers, pair.printer);
  if (!printer) return { why: 'no-printer', known: Object.keys(printers) };
  const material = own(materials, pair.material);
  const fitting = () => Object.keys(materials).filter((key) => materials[key]!.technology === printer.technology);
  if (!material) return { why: 'no-material', known: fitting() };
  if (material.technology !== printer.technology) return { why: 'other-technology', known: fitting() };
  return {
    name,
    printer,
    material,
    version: site ? `${PRINT_PROFILES_VERSION} with ${site.version}` : PRINT_PROFILES_VERSION,
  };
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The least walls for a part of this size, held and free, of printer and material together. */
export function leastWallsMm(
  { printer, material }: PrintProfile,
  sidesMm: readonly number[],
): { readonly supportedMm: number; readonly unsupportedMm: number; readonly source: string } {
  const sum = sidesMm.reduce((total, side) => total + side, 0);
  const rules = printer.wallMm.value;
  const rule = rules.find(({ upToSumOfSidesMm: upTo }) => upTo === null || sum <= upTo) ?? rules.at(-1)!;
  const least = material.leastWallMm ?? 0;
  return {
    supportedMm: Math.max(rule.supportedMm, least),
    unsupportedMm: Math.max(rule.unsupportedMm, least),
    source: least > rule.unsupportedMm ? material.source : printer.wallMm.source,
  };
}
