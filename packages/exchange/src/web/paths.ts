import { z } from 'zod';
import { type DicomJson, isUid, TAG, textOf } from '../data/dicom-json.ts';
import type { Wanted } from '../hold/holdings.ts';

const Uid = z.string().refine(isUid, 'A UID has digits and dots, 64 at most.');
/** UIDs of a path, whichever it has. */
export const PathUids = z.object({ study: Uid.optional(), series: Uid.optional(), instance: Uid.optional() });

/** What a path names; null when a UID in it is none. */
export function wantedOf(params: unknown): Wanted | null {
  const { data } = PathUids.safeParse(params);
  return data ? { studyUid: data.study, seriesUid: data.series, sopInstanceUid: data.instance } : null;
}

/** The path of a study, series or instance below the root of the service. */
export function pathOf({ studyUid, seriesUid, sopInstanceUid }: Wanted): string {
  const parts = [`studies/${studyUid}`];
  if (seriesUid !== undefined) parts.push(`series/${seriesUid}`);
  if (sopInstanceUid !== undefined) parts.push(`instances/${sopInstanceUid}`);
  return parts.join('/');
}

export const wantedFrom = (found: DicomJson, level: 'STUDY' | 'SERIES' | 'IMAGE'): Wanted => ({
  studyUid: textOf(found, TAG.StudyInstanceUID),
  ...(level === 'STUDY' ? {} : { seriesUid: textOf(found, TAG.SeriesInstanceUID) }),
  ...(level === 'IMAGE' ? { sopInstanceUid: textOf(found, TAG.SOPInstanceUID) } : {}),
});
