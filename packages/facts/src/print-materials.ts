import type { Provenance } from './fact.ts';

export type SterilizationMethod = 'steam-121' | 'steam-134' | 'hydrogen-peroxide-plasma' | 'ethylene-oxide';

/** What a print is made of, and what it may be used for. Its maker's instructions decide; a site checks its own lots. */
export interface PrintMaterial extends Provenance {
  readonly label: string;
  /** Family of ISO/ASTM 52900. */
  readonly technology: 'vat-photopolymerization' | 'powder-bed-fusion' | 'material-extrusion' | 'material-jetting';
  /** For short contact with tissue, as its maker states. */
  readonly biocompatible: boolean;
  readonly sterilizableBy: readonly SterilizationMethod[];
  /** Walls that it needs whatever the printer can lay, mm; null where the printer's rule holds. */
  readonly leastWallMm: number | null;
}

const stated = (source: string): Provenance => ({ source, checkedOn: '2026-11-25', confidence: 'stated' });
const remembered = (source: string): Provenance => ({ source, checkedOn: '2026-11-25', confidence: 'remembered' });

export const PRINT_MATERIALS = {
  'surgical-guide-resin': {
    label: 'Surgical guide resin (SLA)',
    technology: 'vat-photopolymerization',
    biocompatible: true,
    sterilizableBy: ['steam-121', 'steam-134'],
    leastWallMm: 2,
    ...remembered(
      'Desktop SLA resin sold for surgical guides; the maker’s instructions for use decide. Walls of 2 mm: guides of polymer broke in practice where they were thin',
    ),
  },
  'biocompatible-clear-resin': {
    label: 'Biocompatible clear resin (SLA)',
    technology: 'vat-photopolymerization',
    biocompatible: true,
    sterilizableBy: ['steam-121', 'hydrogen-peroxide-plasma', 'ethylene-oxide'],
    leastWallMm: null,
    ...remembered('Desktop SLA resin sold for biomedical use; the maker’s instructions for use decide'),
  },
  'pa12-sls': {
    label: 'Polyamide 12 (SLS, MJF)',
    technology: 'powder-bed-fusion',
    biocompatible: true,
    sterilizableBy: ['steam-121', 'steam-134', 'hydrogen-peroxide-plasma'],
    leastWallMm: null,
    ...stated('Cleared guides of two makers are PA12 by SLS (510(k) summaries); methods by the maker’s instructions'),
  },
  'standard-resin': {
    label: 'Standard model resin (SLA)',
    technology: 'vat-photopolymerization',
    biocompatible: false,
    sterilizableBy: [],
    leastWallMm: null,
    ...remembered('Common model resins carry no statement of biocompatibility'),
  },
  pla: {
    label: 'PLA (FDM)',
    technology: 'material-extrusion',
    biocompatible: false,
    sterilizableBy: ['hydrogen-peroxide-plasma'],
    leastWallMm: null,
    ...stated('PLA and PETG after H2O2 plasma: below 0.2 mm of change; strength falls to a sixth in an autoclave'),
  },
  'rigid-photopolymer': {
    label: 'Rigid photopolymer (material jetting)',
    technology: 'material-jetting',
    biocompatible: false,
    sterilizableBy: [],
    leastWallMm: null,
    ...remembered('General-purpose jetting polymers carry no statement of biocompatibility'),
  },
} as const satisfies Record<string, PrintMaterial>;
