import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './peers.ts';

/**
 * Ways in which other programs pack an uncompressed DICOM file; each answers with the file it wrote. The same file gives the
 * same bytes every time: without +un a lossy one is given a new UID.
 */
const PACKERS = {
  'rle (DCMTK)': (from, to) => ['dcmcrle', from, to],
  'JPEG baseline (DCMTK)': (from, to) => ['dcmcjpeg', '+eb', '+un', from, to],
  'JPEG extended (DCMTK)': (from, to) => ['dcmcjpeg', '+ee', '+un', from, to],
  'JPEG lossless 1 (DCMTK)': (from, to) => ['dcmcjpeg', '+e1', from, to],
  'JPEG lossless 4 (DCMTK)': (from, to) => ['dcmcjpeg', '+el', '+sv', '4', from, to],
  'JPEG lossless 5 (DCMTK)': (from, to) => ['dcmcjpeg', '+el', '+sv', '5', from, to],
  'JPEG lossless 6 (DCMTK)': (from, to) => ['dcmcjpeg', '+el', '+sv', '6', from, to],
  'JPEG lossless 7 (DCMTK)': (from, to) => ['dcmcjpeg', '+el', '+sv', '7', from, to],
  'JPEG-LS (DCMTK)': (from, to) => ['dcmcjpls', from, to],
  'JPEG-LS in fragments (DCMTK)': (from, to) => ['dcmcjpls', '+fs', '1', from, to],
  'JPEG-LS near-lossless (DCMTK)': (from, to) => ['dcmcjpls', '+en', '+md', '3', '+un', from, to],
  'JPEG 2000 (GDCM)': (from, to) => ['gdcmconv', '--j2k', from, to],
  'JPEG-LS (GDCM)': (from, to) => ['gdcmconv', '--jpegls', from, to],
  'JPEG lossless (GDCM)': (from, to) => ['gdcmconv', '--jpeg', from, to],
  'RLE (GDCM)': (from, to) => ['gdcmconv', '--rle', from, to],
  'deflated (DCMTK)': (from, to) => ['dcmconv', '+td', from, to],
  'big endian (DCMTK)': (from, to) => ['dcmconv', '+tb', from, to],
  'implicit (DCMTK)': (from, to) => ['dcmconv', '+ti', from, to],
} satisfies Readonly<Record<string, (from: string, to: string) => [string, ...string[]]>>;

export type Packer = keyof typeof PACKERS;
export const PACKER_NAMES = Object.keys(PACKERS) as readonly Packer[];

/** Options for a test that packs DICOM with other programs. */
export function needsPackers(): { skip: string | false } {
  const missing = ['dcmcjpeg', 'gdcmconv'].filter((name) => spawnSync(name, ['--version']).error);
  return { skip: missing.length > 0 && `needs ${missing.join(', ')}: apt-get install dcmtk libgdcm-tools` };
}

/** Options for a test that asks pydicom for pixels. */
export function needsPydicomPixels(): { skip: string | false } {
  const { status } = spawnSync('/usr/bin/python3', ['-c', 'import pydicom, gdcm, numpy']);
  return {
    skip: status !== 0 && 'needs pydicom with GDCM: apt-get install python3-pydicom python3-gdcm python3-numpy',
  };
}

/** The bytes of a DICOM file as another program packs them; null where that program refuses such pixels. */
export function packedBy(packer: Packer, bytes: Uint8Array): Uint8Array | null {
  using folder = temporaryFolder();
  const from = folder.write('from.dcm', bytes);
  const to = join(folder.path, 'to.dcm');
  const [program, ...args] = PACKERS[packer](from, to);
  const { status } = spawnSync(program, args, { stdio: 'ignore' });
  return status === 0 ? new Uint8Array(readFileSync(to)) : null;
}

/** The raw pixels of DICOM files as pydicom decodes them (with GDCM), all frames; a sentence where it cannot. */
export function pixelsByPydicom(paths: readonly string[]): (number[] | string)[] {
  const script = `
import sys, json, warnings
warnings.simplefilter('ignore')
import pydicom
out = []
for path in sys.argv[1:]:
    try:
        out.append([int(v) for v in pydicom.dcmread(path, force=True).pixel_array.ravel()])
    except Exception as e:
        out.append(type(e).__name__)
print(json.dumps(out))`;
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, ...paths], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`Python ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as (number[] | string)[];
}
