import { readLabelFile } from '@specola/formats';
import type { Finding } from '@specola/record';
import type { Segmentation, Volume } from '@specola/space';
import { headerChanges, placeLabelFile, storedKindOf } from '@specola/steps';

/** Longest name that a recipe takes, with room for the number that tells two of one name apart. */
const LONGEST_NAME = 60;

/**
 * Labels that a server or a program gave for a scan, as segments on its grid. What it calls them is what `labels` says; a
 * label that nobody named is taken too, and told.
 *
 * @returns null when the bytes hold no label map
 */
export async function segmentsFromLabels(
  bytes: Uint8Array,
  volume: Volume,
  labels: ReadonlyMap<number, string>,
): Promise<{ segmentation: Segmentation; findings: Finding[] } | null> {
  const kind = storedKindOf(bytes);
  if (kind !== 'nrrd' && kind !== 'nifti') return null;
  const file = await readLabelFile(bytes, kind);
  const changed = headerChanges(volume, file);
  const unknown = [...new Set(file.segments.map(({ label }) => label))].filter((label) => !labels.has(label));
  // Names that stand in the file are not taken: nobody knows what else was written there.
  const names = new Map(
    file.segments.map(({ label }) => [label, (labels.get(label) ?? `Label ${label}`).slice(0, LONGEST_NAME)]),
  );
  const placed = placeLabelFile(file, volume, { names, clean: (text) => text });
  const findings = [...(changed ? [changed] : []), ...placed.findings];
  return {
    segmentation: placed.segmentation,
    findings: unknown.length > 0 && labels.size > 0 ? [...findings, unknownLabels(unknown, labels.size)] : findings,
  };
}

const unknownLabels = (unknown: readonly number[], known: number): Finding => ({
  code: 'automatic/unknown-labels',
  severity: 'warning',
  what: `The answer holds ${unknown.length} label${unknown.length === 1 ? '' : 's'} that the model does not name: ${unknown.slice(0, 12).join(', ')}${unknown.length > 12 ? ' …' : ''}; it names ${known}.`,
  why: 'Nobody knows what they stand for; the model may be of another version than its list of names.',
  mend: 'Look at them, and delete or name them; ask for the list of labels of this version.',
});
