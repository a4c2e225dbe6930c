import { plural, tellBroken } from '../errors.ts';
import type { ReadFinding } from '../finding.ts';
import type { StudyScan } from './scan-study.ts';

/**
 * What is to be said, beside a series that opens, of the files of its study that do not: those of other series, and those
 * that do not say whose they are.
 */
export function brokenFindings({ broken, series }: Pick<StudyScan, 'broken' | 'series'>): ReadFinding[] {
  const findings: ReadFinding[] = [];
  const nobodys = broken.filter(({ seriesUid }) => seriesUid === null);
  if (nobodys.length > 0)
    findings.push({
      code: 'dicom/broken-files',
      severity: 'error',
      what: `${plural(nobodys.length, 'DICOM file')} cannot be read, and nothing in ${nobodys.length === 1 ? 'it' : 'them'} says to which series ${nobodys.length === 1 ? 'it belongs' : 'they belong'}: ${tellBroken(nobodys)}.`,
      why: 'Within a series a missing slice shows as a gap; at its first or last slice nothing shows it.',
      mend: 'Check in the report that both ends of the anatomy are there; copy or export the study again if they are not.',
    });
  const known = broken.filter(({ seriesUid }) => seriesUid !== null);
  const read = new Set(series.map(({ uid }) => uid));
  const count = new Set(known.map(({ seriesUid }) => seriesUid)).size;
  const inSeries = count === 1 ? 'one series' : `${count} series`;
  const lost = new Set(known.flatMap(({ seriesUid }) => (seriesUid && !read.has(seriesUid) ? [seriesUid] : []))).size;
  if (known.length > 0)
    findings.push({
      code: 'dicom/broken-files',
      severity: 'warning',
      what: `${plural(known.length, 'DICOM file')} of ${inSeries} cannot be read: ${tellBroken(known)}.${lost > 0 ? ` Of ${lost} series nothing else is there.` : ''}`,
      why: 'They were cut off or damaged. A series that is not whole is refused; the others are not touched by it.',
      mend: 'Copy or export the study again if you want such a series.',
    });
  return findings;
}
