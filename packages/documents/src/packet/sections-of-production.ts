import { type CaseState, effortOf, type Item } from '@specola/casework';
import { shown } from '../wording.ts';
import { capital, nameOf, plain, short, utcTime } from './case-words.ts';
import { type FigureRef, pairs, paragraph, type Section, table, tableOr } from './section.ts';

const millimeters = (value: number): string => value.toFixed(2);
const items = (state: CaseState): Item[] => [...state.items.values()];

export function printSection(state: CaseState, labelOf: (material: string) => string): Section {
  return {
    title: 'Print, materials and lots',
    inReport: true,
    blocks: [
      tableOr(
        'Nothing is printed.',
        [
          ['Item', 0.17],
          ['Part, piece, purpose', 0.18],
          ['Printer', 0.15],
          ['Material, lot, expiry', 0.18],
          ['Print file', 0.14],
          ['When and by whom', 0.18],
        ],
        items(state).map(({ code, printed: { act, by } }) => [
          { text: code, strong: true },
          `${act.part}, ${act.piece.number} of ${act.piece.of}, ${plain(act.purpose)}${act.scale === 1 ? '' : `, scale ${act.scale}`}${act.outcome === 'failed' ? `; FAILED: ${act.what}` : ''}`,
          `${act.printer.label}, ${act.printer.serial}, ${plain(act.printer.technology)}`,
          `${labelOf(act.material.key)}, lot ${act.material.lot}, ${act.material.expiresOn ? `until ${act.material.expiresOn}` : 'no expiry stated'}`,
          short(act.file),
          `${utcTime(act.startedAt)} to ${act.endedAt.slice(11, 16)}, ${nameOf(state, by)}`,
        ]),
      ),
    ],
  };
}

export function processingSection(state: CaseState): Section {
  return {
    title: 'Post-processing and sterilization',
    inReport: true,
    blocks: [
      tableOr(
        'No cleaning or curing is recorded.',
        [
          ['Item', 0.2],
          ['Steps', 0.42],
          ['Free of residue', 0.12],
          ['By', 0.26],
        ],
        items(state).flatMap(({ code, processed }) =>
          processed
            ? [
                [
                  { text: code, strong: true },
                  processed.act.steps
                    .map(
                      ({ name, minutes, temperatureCelsius }) =>
                        `${plain(name)} ${shown(minutes, 0)} min${temperatureCelsius === null ? '' : ` at ${temperatureCelsius} °C`}`,
                    )
                    .join(', '),
                  processed.act.residueFree ? 'yes' : 'no',
                  `${nameOf(state, processed.by)}, ${utcTime(processed.at)}`,
                ],
              ]
            : [],
        ),
      ),
      ...items(state).flatMap(({ code, sterilized }) =>
        sterilized
          ? [
              paragraph(
                `${code} was sterilized by ${plain(sterilized.act.method)}, cycle ${sterilized.act.cycle}, load ${sterilized.act.load}, indicator: ${sterilized.act.indicator}.`,
              ),
            ]
          : [],
      ),
    ],
  };
}

export function qualitySection(state: CaseState): Section {
  const measured = items(state).filter(({ quality }) => quality);
  return {
    title: 'Measured against the design',
    inReport: true,
    blocks: [
      tableOr(
        'Nothing is measured.',
        [
          ['Item', 0.2],
          ['What', 0.24],
          ['Design, mm', 0.12, 'right'],
          ['Measured, mm', 0.12, 'right'],
          ['Off by, mm', 0.1, 'right'],
          ['Allowed, mm', 0.11, 'right'],
          ['Result', 0.11],
        ],
        measured.flatMap(({ code, quality }) =>
          (quality?.act.measurements ?? []).map(({ what, designMm, measuredMm, toleranceMm }) => {
            const within = Math.abs(measuredMm - designMm) <= toleranceMm;
            return [
              { text: code, strong: true },
              what,
              millimeters(designMm),
              millimeters(measuredMm),
              `${measuredMm < designMm ? '−' : '+'}${millimeters(Math.abs(measuredMm - designMm))}`,
              millimeters(toleranceMm),
              { text: within ? 'Within' : 'Outside', color: within ? '#1f7a4d' : '#b3261e', strong: true },
            ];
          }),
        ),
      ),
      ...measured.map(({ code, quality, identifier }) =>
        paragraph(
          `${code}: measured with ${quality!.act.tool.id} (calibrated until ${quality!.act.tool.calibrationDueOn}) by ${nameOf(state, quality!.by)}, ${utcTime(quality!.at)}; ${quality!.act.looksRight ? 'looks right' : 'does not look right'}; on the trial bone: ${plain(quality!.act.fitsTrialBone)}. ${identifier ? `Identifier read from the item by ${identifier.act.by}: ${identifier.act.readFromItem}.` : 'Its identifier was not read back.'}`,
        ),
      ),
    ],
  };
}

export function photosSection(state: CaseState, has: (sha256: string) => boolean): Section {
  const figures: FigureRef[] = items(state).flatMap(({ code, photographed }) =>
    (photographed?.act.photos ?? [])
      .filter(has)
      .map((sha256) => ({ sha256, caption: `${code}, photographed ${photographed!.at.slice(0, 10)}` })),
  );
  const recorded = items(state).reduce((sum, { photographed }) => sum + (photographed?.act.photos.length ?? 0), 0);
  return {
    title: 'Photographs',
    inReport: true,
    blocks: [
      paragraph(
        recorded === 0
          ? 'There is no photograph.'
          : `${recorded} ${recorded === 1 ? 'photograph is' : 'photographs are'} recorded${figures.length === recorded ? '' : `; ${recorded - figures.length} of them not found in the folder of the case`}.`,
      ),
      ...(figures.length === 0 ? [] : [{ kind: 'figures' as const, figures, across: 2 as const }]),
    ],
  };
}

export function deliverySection(state: CaseState): Section {
  return {
    title: 'Release, delivery and use',
    inReport: true,
    blocks: [
      tableOr(
        'Nothing is released.',
        [
          ['Item', 0.2],
          ['Released', 0.3],
          ['Delivered', 0.28],
          ['Use', 0.22],
        ],
        items(state).flatMap(({ code, released, delivered, used }) =>
          released
            ? [
                [
                  { text: code, strong: true },
                  `${nameOf(state, released.by)}, ${utcTime(released.at)}`,
                  delivered ? `to ${delivered.act.to}, ${utcTime(delivered.at)}` : 'not yet',
                  used
                    ? `${plain(used.act.outcome)}${used.act.procedureOn ? `, ${used.act.procedureOn}` : ''}`
                    : 'not told yet',
                ],
              ]
            : [],
        ),
      ),
    ],
  };
}

export function effortSection(state: CaseState): Section {
  const effort = effortOf(state);
  const sum = (clinician: boolean, step?: string): number =>
    effort
      .filter((one) => one.clinician === clinician && (step === undefined || one.step === step))
      .reduce((total, { minutes }) => total + minutes, 0);
  const steps = [...new Set(effort.map(({ step }) => step))];
  return {
    title: 'Effort by step and staff',
    inReport: true,
    blocks: [
      tableOr(
        'No minutes are logged.',
        [
          ['Step', 0.28],
          ['Who', 0.4],
          ['Clinicians, min', 0.16, 'right'],
          ['Others, min', 0.16, 'right'],
        ],
        [
          ...steps.map((step) => [
            { text: capital(plain(step)), strong: true },
            effort
              .filter((one) => one.step === step)
              .map(({ person }) => nameOf(state, person))
              .join('; '),
            shown(sum(true, step), 0),
            shown(sum(false, step), 0),
          ]),
          ...(steps.length === 0
            ? []
            : [
                [
                  { text: 'Together', strong: true },
                  '',
                  { text: shown(sum(true), 0), strong: true },
                  { text: shown(sum(false), 0), strong: true },
                ],
              ]),
        ],
      ),
      paragraph(
        'Clinicians are counted by credential as the ACR-RSNA registry does: MD, DO, DDS, DMD, DPM, OD, DC, PA, NP, CNS, CRNA, CNM.',
      ),
    ],
  };
}

/** What is not right, and what nothing here can promise. */
export function limitsSection(state: CaseState, notice: string): Section {
  const wanting = state.versions
    .filter(({ act }) => state.current.get(`${act.thing} of ${act.part ?? 'the case'}`)?.act.sha256 === act.sha256)
    .flatMap(({ act }) =>
      act.checks
        .filter(({ result }) => result !== 'pass')
        .map(({ what, result }) => `${capital(plain(act.thing))}, ${result}: ${what}`),
    );
  const open = state.openNonConformances.map(
    ({ number, act }) => `Non-conformance of entry ${number}, not closed (${act.about}): ${act.what}`,
  );
  return {
    title: 'Limits',
    inReport: true,
    blocks: [
      paragraph(notice),
      ...[...wanting, ...open].map(paragraph),
      ...(wanting.length + open.length === 0
        ? [paragraph('No check was answered with a warning or a failure, and no non-conformance is open.')]
        : []),
    ],
  };
}

export const evidenceBlock = (
  rows: readonly {
    readonly point: string;
    readonly entries: readonly number[];
    readonly missing: readonly { what: string; owes: string }[];
  }[],
) =>
  table(
    [
      ['Point of the record', 0.24],
      ['State', 0.14],
      ['Entries', 0.2],
      ['Missing, and who owes it', 0.42],
    ],
    rows.map(({ point, entries, missing }) => [
      { text: capital(plain(point)), strong: true },
      missing.length === 0 ? { text: 'Complete', color: '#1f7a4d' } : { text: 'Missing', color: '#b3261e' },
      entries.length > 12 ? `${entries.length} entries` : entries.join(', ') || '–',
      missing.map(({ what, owes }) => `${what} [${plain(owes)}]`).join(' ') || '–',
    ]),
  );

export const hashesBlock = (state: CaseState) =>
  pairs([
    ...[...state.images.values()].map(({ act }): [string, string] => [`Images, ${act.modality}`, act.sha256]),
    ...state.versions.map(({ number, act }): [string, string] => [
      `${capital(plain(act.thing))}${act.part ? ` ${act.part}` : ''}, entry ${number}`,
      `${act.sha256}  ${act.file}`,
    ]),
  ]);
