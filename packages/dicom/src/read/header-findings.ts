import type { FrameStack } from '@specola/space';
import { plural } from '../errors.ts';
import type { ReadFinding } from '../finding.ts';
import type { ImageObject } from './read-object.ts';
import type { SeriesSummary } from './scan-study.ts';

/** JPEG Baseline, JPEG Extended, JPEG-LS Near-Lossless: lossy whatever the header says. */
const ALWAYS_LOSSY = new Set(['50', '51', '81'].map((end) => `1.2.840.10008.1.2.4.${end}`));

/** What the headers of a stack's images say beside their geometry. A clean series gives none. */
export function headerFindings({ objects }: SeriesSummary, { frames }: FrameStack): ReadFinding[] {
  const findings: ReadFinding[] = [];
  const add = (code: string, severity: ReadFinding['severity'], what: string, why: string, mend: string) =>
    findings.push({ code, severity, what, why, mend });
  const used = [...new Set(frames.map(({ object }) => objects[object]!))];
  const short = used.filter(endsEarly);
  if (short.length > 0)
    add(
      'dicom/truncated-pixels',
      'error',
      `The pixels of ${plural(short.length, 'image')} end too early: ${short
        .slice(0, 8)
        .map(({ label }) => label)
        .join(', ')}${short.length > 8 ? ' …' : ''}.`,
      'The files were cut off, probably while they were copied; what is missing cannot be made up.',
      'Copy or export the series again.',
    );
  const lossy = used.filter(
    ({ facts, transferSyntax }) => facts.lossy !== null || ALWAYS_LOSSY.has(transferSyntax.uid),
  );
  if (lossy.length > 0) {
    const ratios = lossy.flatMap(({ facts }) => facts.lossy?.ratio ?? []);
    const ratio = ratios.length > 0 ? `, up to ${Math.max(...ratios).toFixed(1)} : 1` : '';
    add(
      'image/lossy-compression',
      'warning',
      `${plural(lossy.length, 'image')} went through a lossy compression${ratio}.`,
      'Fine edges were smoothed and block patterns may stand in flat parts; what was thrown away does not come back.',
      'Ask for the images as the scanner made them.',
    );
  }
  const burned = used.filter(({ facts }) => facts.burnedIn === 'yes');
  const suspected = used.filter(({ facts }) => facts.burnedIn !== 'yes' && facts.secondaryCapture);
  if (burned.length + suspected.length > 0)
    add(
      'image/burned-in-annotation',
      'warning',
      burned.length > 0
        ? `${plural(burned.length, 'image')} ${burned.length === 1 ? 'says' : 'say'} that text is burned into the pixels.`
        : `${plural(suspected.length, 'image')} ${suspected.length === 1 ? 'is a screen capture' : 'are screen captures'}, which mostly hold burned-in text.`,
      'Text in the pixels may name the patient, and becomes a part of the model.',
      'Give the original series; look at the slices before anything leaves the house.',
    );
  const enhanced = used.filter(({ facts }) => facts.multiFrame);
  if (enhanced.length > 0)
    add(
      'geometry/multi-frame',
      'info',
      `${plural(enhanced.length, 'object')} ${enhanced.length === 1 ? 'holds' : 'hold'} all ${frames.length} slices (multi-frame).`,
      'Each frame states its own place; programs that look for one file a slice see a single image.',
      'Nothing needs to be done.',
    );
  return findings;
}

/** Only where the length of the pixels is known from the header, and the file is shorter. */
function endsEarly({ format, transferSyntax, pixelOffset, frames, file }: ImageObject): boolean {
  if (transferSyntax.packing !== 'native' || transferSyntax.deflated) return false;
  const bits = format.rows * format.columns * format.samplesPerPixel * format.bitsAllocated * frames.length;
  return pixelOffset + (bits >> 3) > file.bytes;
}
