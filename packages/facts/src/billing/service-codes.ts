import { z } from 'zod';
import { datedFact } from './dated-fact.ts';

/**
 * A code of the bill, by its number and our own label: descriptors are their owner's and are loaded by a site that holds
 * the licence.
 */
export const ServiceCode = z.strictObject({
  code: z.string().regex(/^[0-9A-Z]{5}$/),
  label: z.string().min(1).describe('Our own words'),
  family: z.enum(['model', 'guide', 'digital-model', 'rendering', 'unrelated']),
  countedBy: z.enum(['component', 'guide', 'model', 'study']),
  kind: z.enum(['primary', 'add-on']),
  parent: z.string().nullable(),
  active: z.array(datedFact(z.boolean())).min(1),
  excludes: z.array(datedFact(z.array(z.string()))).describe('Codes that it is not reported with'),
  maximumUnits: z.array(datedFact(z.int().positive())).describe('MUE: units for one patient on one day'),
  globalPeriod: z.array(datedFact(z.enum(['XXX', 'YYY', 'ZZZ', '000', '010', '090']))),
  professionalTechnical: z.array(datedFact(z.string())).describe('PC/TC indicator'),
  scheduleStatus: z.array(datedFact(z.string())).describe('Status on the physician fee schedule'),
  outpatientStatus: z.array(datedFact(z.string())).describe('Status indicator of the outpatient prospective payment'),
  sunset: z.array(datedFact(z.iso.date())).describe('Last day planned for the code'),
});
export type ServiceCode = z.infer<typeof ServiceCode>;

const CHECKED = '2026-11-25';
const sure = (source: string) => ({ source, checkedOn: CHECKED, confidence: 'sure' as const });
const likely = (source: string) => ({ source, checkedOn: CHECKED, confidence: 'likely' as const });
const memory = (source: string) => ({ source, checkedOn: CHECKED, confidence: 'from-memory' as const });

const START = '2019-07-01';
const CODEBOOK =
  'ACR proposal accepted by the CPT panel in autumn 2018, effective 1 July 2019 (3dheals, reimbursement for 3D printed models)';
const ACTIVE = [
  {
    value: true,
    from: START,
    to: '2026-12-31',
    ...sure(`${CODEBOOK}; still listed by a payer in December 2025 and given new unit limits in April 2026`),
  },
  {
    value: true,
    from: '2027-01-01',
    to: '2029-12-31',
    ...memory('Extension of a second five years is supposed; the 2027 code set was not seen'),
  },
  { value: false, from: '2030-01-01', to: null, ...memory('January 2030 is supposed; not found in any source') },
];
const SUNSET = [
  { value: '2029-12-31', from: START, to: null, ...memory('January 2030 is supposed; not found in any source') },
];
const NOT_WITH_RENDERING = [
  {
    value: ['76376', '76377'],
    from: START,
    to: null,
    ...sure('3dheals.com/3d-printing-in-hospitals-reimbursement: not to be reported together'),
  },
];
const ACR_UNITS = 'ACR news of 5 March 2026 on the NCCI tables of 1 April 2026';
const GUIDE_PAGE = 'Code-reference page for 0562T (codingahead); to be checked each quarter';

/** The four codes, their neighbors and their successors. */
export const SERVICE_CODES: readonly ServiceCode[] = [
  {
    code: '0559T',
    label: 'anatomic model, first component',
    family: 'model',
    countedBy: 'component',
    kind: 'primary',
    parent: null,
    active: ACTIVE,
    excludes: NOT_WITH_RENDERING,
    maximumUnits: [{ value: 1, from: START, to: null, ...memory('Supposed: a first component is one') }],
    globalPeriod: [{ value: 'YYY', from: START, to: null, ...memory('Supposed from the kind of code') }],
    professionalTechnical: [{ value: '0', from: START, to: null, ...likely('As 0562T') }],
    scheduleStatus: [{ value: 'C', from: START, to: null, ...likely('Carrier priced, as 0562T') }],
    outpatientStatus: [{ value: 'Q1', from: START, to: null, ...memory('As 0561T') }],
    sunset: SUNSET,
  },
  {
    code: '0560T',
    label: 'anatomic model, each further component',
    family: 'model',
    countedBy: 'component',
    kind: 'add-on',
    parent: '0559T',
    active: ACTIVE,
    excludes: NOT_WITH_RENDERING,
    maximumUnits: [
      { value: 1, from: START, to: '2026-03-31', ...sure(ACR_UNITS) },
      { value: 5, from: '2026-04-01', to: null, ...sure(ACR_UNITS) },
    ],
    globalPeriod: [{ value: 'ZZZ', from: START, to: null, ...memory('As 0562T') }],
    professionalTechnical: [{ value: '0', from: START, to: null, ...likely('As 0562T') }],
    scheduleStatus: [{ value: 'C', from: START, to: null, ...likely('As 0562T') }],
    outpatientStatus: [{ value: 'N', from: START, to: null, ...memory('As 0562T') }],
    sunset: SUNSET,
  },
  {
    code: '0561T',
    label: 'anatomic guide, first',
    family: 'guide',
    countedBy: 'guide',
    kind: 'primary',
    parent: null,
    active: ACTIVE,
    excludes: NOT_WITH_RENDERING,
    maximumUnits: [{ value: 1, from: START, to: null, ...memory('Supposed: a first guide is one') }],
    globalPeriod: [{ value: 'YYY', from: START, to: null, ...memory('Supposed from the kind of code') }],
    professionalTechnical: [{ value: '0', from: START, to: null, ...likely('As 0562T') }],
    scheduleStatus: [{ value: 'C', from: START, to: null, ...likely('As 0562T') }],
    outpatientStatus: [{ value: 'Q1', from: START, to: null, ...sure(GUIDE_PAGE) }],
    sunset: SUNSET,
  },
  {
    code: '0562T',
    label: 'anatomic guide, each further',
    family: 'guide',
    countedBy: 'guide',
    kind: 'add-on',
    parent: '0561T',
    active: ACTIVE,
    excludes: NOT_WITH_RENDERING,
    maximumUnits: [
      { value: 1, from: START, to: '2026-03-31', ...sure(ACR_UNITS) },
      { value: 2, from: '2026-04-01', to: null, ...sure(ACR_UNITS) },
    ],
    globalPeriod: [{ value: 'ZZZ', from: START, to: null, ...sure(GUIDE_PAGE) }],
    professionalTechnical: [{ value: '0', from: START, to: null, ...sure(GUIDE_PAGE) }],
    scheduleStatus: [{ value: 'C', from: START, to: null, ...sure(GUIDE_PAGE) }],
    outpatientStatus: [{ value: 'N', from: START, to: null, ...sure(GUIDE_PAGE) }],
    sunset: SUNSET,
  },
  ...(['76376', '76377'] as const).map(
    (code): ServiceCode => ({
      code,
      label:
        code === '76376'
          ? '3-D rendering without an independent workstation'
          : '3-D rendering on an independent workstation',
      family: 'rendering',
      countedBy: 'study',
      kind: 'primary',
      parent: null,
      active: [{ value: true, from: '2006-01-01', to: null, ...sure('aapc.com, My Radiology Coding Alert, 157054') }],
      excludes: [
        {
          value: ['0559T', '0560T', '0561T', '0562T'],
          from: START,
          to: null,
          ...sure('3dheals.com/3d-printing-in-hospitals-reimbursement'),
        },
      ],
      maximumUnits: [],
      globalPeriod: [],
      professionalTechnical: [],
      scheduleStatus: [],
      outpatientStatus: [
        { value: 'N', from: '2025-01-01', to: null, ...sure('ACR Bulletin, 2 September 2025: packaged') },
      ],
      sunset: [],
    }),
  ),
  {
    code: 'C8001',
    label: 'segmentation of an earlier CT or MR into surface meshes, hospital outpatient',
    family: 'digital-model',
    countedBy: 'study',
    kind: 'primary',
    parent: null,
    active: [{ value: true, from: '2025-01-01', to: null, ...sure('ACR Bulletin, 2 September 2025, part two') }],
    excludes: [
      {
        value: ['0559T', '0560T', '0561T', '0562T'],
        from: '2025-01-01',
        to: null,
        ...memory('Whether both may stand for the same work was not found; never suggested together'),
      },
    ],
    maximumUnits: [],
    globalPeriod: [],
    professionalTechnical: [],
    scheduleStatus: [],
    outpatientStatus: [
      { value: 'S (New Technology APC 1511)', from: '2025-01-01', to: null, ...memory('Not checked') },
    ],
    sunset: [],
  },
  ...digitalSuccessors(),
  unrelated('77046', 'MR of one breast without contrast', [
    { value: true, from: '2019-01-01', to: null, ...sure('hiacode.com: 77046 to 77049 are breast MR') },
  ]),
  unrelated('0370T', 'guidance of a family in adaptive behavior treatment', [
    { value: true, from: '2014-07-01', to: '2018-12-31', ...memory('Not checked') },
    { value: false, from: '2019-01-01', to: null, ...memory('Deleted on 1 January 2019; now 97156') },
  ]),
  unrelated('77014', 'CT guidance for the fields of radiation therapy', [
    { value: true, from: '2007-01-01', to: '2025-12-31', ...memory('Not checked') },
    { value: false, from: '2026-01-01', to: null, ...memory('Supposed to be deleted with the revision for 2026') },
  ]),
];

/** What public pages name beside these codes and what has nothing to do with them: listed so that it is recognized. */
function unrelated(code: string, label: string, active: ServiceCode['active']): ServiceCode {
  return {
    code,
    label,
    family: 'unrelated',
    countedBy: 'study',
    kind: 'primary',
    parent: null,
    active,
    excludes: [],
    maximumUnits: [],
    globalPeriod: [],
    professionalTechnical: [],
    scheduleStatus: [],
    outpatientStatus: [],
    sunset: [],
  };
}

/** Digital three-dimensional surface models, from 1 July 2026: known from one second-hand document only. */
function digitalSuccessors(): ServiceCode[] {
  const source = 'BoneReconstructionPlanner, Docs/CPT-codes-related.md; no text of the code set seen';
  const start = '2026-07-01';
  const rows = [
    ['1030T', 'digital surface model, first, without simulation', null],
    ['1031T', 'digital surface model, each further, without simulation', '1030T'],
    ['1032T', 'digital surface model used for simulation, first', null],
    ['1033T', 'digital surface model used for simulation, each further', '1032T'],
    ['1034T', 'digital surface model with computational analysis, first', null],
    ['1035T', 'digital surface model with computational analysis, each further', '1034T'],
  ] as const;
  return rows.map(([code, label, parent]) => ({
    code,
    label,
    family: 'digital-model',
    countedBy: 'model',
    kind: parent === null ? 'primary' : 'add-on',
    parent,
    active: [{ value: true, from: start, to: null, ...likely(source) }],
    excludes: [{ value: ['0559T', '0560T'], from: start, to: null, ...likely(source) }],
    maximumUnits: [],
    globalPeriod: [],
    professionalTechnical: [],
    scheduleStatus: [],
    outpatientStatus: [],
    sunset: [],
  }));
}
