import { type DicomJson, type Question, type SearchLevel, searchPeer, TAG, tagOf, textOf } from '@specola/exchange';
import { type Command, Option } from 'commander';
import { aeOption, PEER_HELP, peerOf } from '../peer-options.ts';
import { UsageError } from '../usage-error.ts';
import { watched } from '../watched.ts';

interface Options {
  readonly at: string;
  readonly as: string;
  readonly level: 'study' | 'series' | 'instance';
  readonly study?: string;
  readonly series?: string;
  readonly patientId?: string;
  readonly accession?: string;
  readonly date?: string;
  readonly modality?: string;
  readonly match: readonly string[];
  readonly json?: boolean;
}

const LEVELS: Readonly<Record<Options['level'], SearchLevel>> = { study: 'STUDY', series: 'SERIES', instance: 'IMAGE' };

export function addTo(program: Command): void {
  program
    .command('find')
    .description('Ask a PACS or a DICOMweb service what it has (C-FIND, QIDO-RS)')
    .requiredOption('--at <peer>', PEER_HELP)
    .addOption(aeOption())
    .addOption(new Option('--level <name>', 'what to list').choices(['study', 'series', 'instance']).default('study'))
    .option('--study <uid>', 'within this study')
    .option('--series <uid>', 'within this series')
    .option('--patient-id <id>', 'of this patient')
    .option('--accession <number>', 'of this order')
    .option('--date <yyyymmdd>', 'of this day, or a range: 20261101-20261125')
    .option('--modality <name>', 'with images of this kind, as in CT')
    .option(
      '--match <key=value>',
      'an element by keyword or tag, wildcards allowed; may be given several times',
      collect,
      [],
    )
    .option('--json', 'print DICOM JSON')
    .action(async (options: Options) => {
      const peer = peerOf(options.at);
      const question = questionOf(options);
      await watched(options, async ({ signal }) => {
        const found = await searchPeer(peer, question, { as: options.as, signal });
        if (options.json) process.stdout.write(`${JSON.stringify(found)}\n`);
        else process.stdout.write(tableOf(found, question.level));
      });
    });
}

const collect = (one: string, before: readonly string[]): string[] => [...before, one];

function questionOf(options: Options): Question {
  const level = LEVELS[options.level];
  if (options.level === 'instance' && !(options.study && options.series))
    throw new UsageError('Instances are listed within a study and a series: give --study and --series.');
  if (options.level === 'series' && !options.study)
    throw new UsageError('Series are listed within a study: give --study.');
  const matching: Record<string, string> = {};
  if (options.patientId) matching[TAG.PatientID] = options.patientId;
  if (options.accession) matching[TAG.AccessionNumber] = options.accession;
  if (options.date) matching[TAG.StudyDate] = options.date;
  if (options.modality) matching[level === 'STUDY' ? TAG.ModalitiesInStudy : TAG.Modality] = options.modality;
  for (const one of options.match) {
    const equals = one.indexOf('=');
    const tag = equals > 0 ? tagOf(one.slice(0, equals)) : null;
    if (!tag)
      throw new UsageError('--match takes an element and its value, as in PatientName=DOE* or 00080020=20261125.');
    matching[tag] = one.slice(equals + 1);
  }
  return { level, wanted: { studyUid: options.study, seriesUid: options.series }, matching };
}

/** For a person who looks for a study: the people who may ask a PACS see whose it is. */
function tableOf(found: readonly DicomJson[], level: SearchLevel): string {
  const columns: Readonly<Record<SearchLevel, readonly string[]>> = {
    STUDY: [
      TAG.StudyDate,
      TAG.ModalitiesInStudy,
      TAG.PatientID,
      TAG.PatientName,
      TAG.StudyDescription,
      TAG.NumberOfStudyRelatedInstances,
      TAG.StudyInstanceUID,
    ],
    SERIES: [
      TAG.Modality,
      TAG.SeriesNumber,
      TAG.SeriesDescription,
      TAG.NumberOfSeriesRelatedInstances,
      TAG.SeriesInstanceUID,
    ],
    IMAGE: [TAG.InstanceNumber, TAG.SOPClassUID, TAG.SOPInstanceUID],
  };
  const rows = found.map((one) => columns[level].map((tag) => textOf(one, tag)));
  const widths = columns[level].map((_, column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const noun = { STUDY: ['study', 'studies'], SERIES: ['series', 'series'], IMAGE: ['instance', 'instances'] }[level];
  return `${[...lines, `${found.length} ${found.length === 1 ? noun[0] : noun[1]}.`].join('\n')}\n`;
}
