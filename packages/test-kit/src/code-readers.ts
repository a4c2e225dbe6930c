import { spawnSync } from 'node:child_process';
import { writePng } from '@specola/formats';
import { temporaryFolder } from './peers.ts';

const PYTHON = '/usr/bin/python3';
const ZXING = `import sys, zxingcpp
from PIL import Image
found = zxingcpp.read_barcodes(Image.open(sys.argv[1]).convert('L'))
sys.stdout.write(found[0].text if found else '')`;

type Rgb = { readonly width: number; readonly height: number; readonly channels: 3; readonly data: Uint8Array };

/** Options for a test that reads codes with libdmtx and ZXing: skipped where one is not installed. */
export function needsCodeReaders(): { skip: string | false } {
  const dmtx = spawnSync('dmtxread', ['--version']).error === undefined;
  const zxing = spawnSync(PYTHON, ['-c', 'import zxingcpp, PIL']).status === 0;
  return {
    skip: !(dmtx && zxing) && 'needs two readers of codes: apt-get install dmtx-utils python3-zxing-cpp python3-pil',
  };
}

/** What libdmtx and ZXing read in a picture; empty where one finds no code. */
export function codesRead(picture: Rgb): { readonly dmtx: string; readonly zxing: string } {
  using folder = temporaryFolder();
  const path = folder.write('code.png', writePng(picture));
  const dmtx = spawnSync('dmtxread', ['--milliseconds=5000', '--stop-after=1', path], { encoding: 'utf8' });
  const zxing = spawnSync(PYTHON, ['-c', ZXING, path], { encoding: 'utf8' });
  return { dmtx: dmtx.stdout, zxing: zxing.stdout };
}
