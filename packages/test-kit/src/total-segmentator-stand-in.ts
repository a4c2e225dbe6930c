import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Puts a program of the name TotalSegmentator into a folder. It does the same file job: it takes -i, -o, --ml and --task,
 * reads the scan, and writes a label map of bytes with its names in an extension of the header, as the true one does.
 * What it finds is simple: label 1 above 300, label 4 above 900.
 *
 * @param behaves  `shifted` forgets the origin, `silent` writes nothing, `fails` ends with 1, `hangs` never ends,
 *                 `unnamed` gives a label beyond its names
 * @returns the environment in which it is found first
 */
export function totalSegmentatorStandIn(
  folder: string,
  behaves: 'well' | 'shifted' | 'silent' | 'fails' | 'hangs' | 'unnamed' = 'well',
): NodeJS.ProcessEnv {
  const path = join(folder, 'TotalSegmentator');
  writeFileSync(path, `#!${process.execPath}\n${PROGRAM.replace('BEHAVES', behaves)}`);
  chmodSync(path, 0o755);
  return { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH ?? ''}` };
}

const PROGRAM = `
const { readFileSync, writeFileSync } = require('node:fs');
const { gunzipSync, gzipSync } = require('node:zlib');
const args = process.argv.slice(2);
if (args[0] === '--version') { console.log('2.10.0'); process.exit(0); }
const after = (flag) => args[args.indexOf(flag) + 1];
const behaves = 'BEHAVES';
if (!args.includes('--ml') || !after('--task')) process.exit(2);
process.stderr.write('  0%|          | 0/8\\r 50%|#####     | 4/8\\r');
if (behaves === 'fails') { console.error('RuntimeError: no license for this task in /home/lab/.totalsegmentator'); process.exit(1); }
if (behaves === 'silent') process.exit(0);
if (behaves === 'hangs') setInterval(() => {}, 1000);
else {
  const scan = gunzipSync(readFileSync(after('-i')));
  const start = scan.readFloatLE(108);
  const count = scan.readInt16LE(42) * scan.readInt16LE(44) * scan.readInt16LE(46);
  const named = [[1, 'tibia_left'], [4, 'hip_right']].map(([key, name]) => '<Label Key="' + key + '" Red="1.0" Green="0.0" Blue="0.0" Alpha="1"><![CDATA[' + name + ']]></Label>\\n').join('');
  const xml = '<?xml version="1.0" encoding="UTF-8"?> <CaretExtension> <VolumeInformation Index="0"> <LabelTable>' + named + '</LabelTable></VolumeInformation></CaretExtension>';
  const size = 16 * Math.ceil((8 + xml.length) / 16);
  const extension = Buffer.alloc(size);
  extension.writeInt32LE(size, 0);
  extension.write(xml, 8, 'utf8');
  const header = Buffer.from(scan.subarray(0, 352));
  header.writeInt16LE(2, 70);
  header.writeInt16LE(8, 72);
  header.writeFloatLE(352 + size, 108);
  header.writeFloatLE(1, 112);
  header.writeFloatLE(0, 116);
  header[348] = 1;
  if (behaves === 'shifted') for (const at of [268, 272, 276, 292, 308, 324]) header.writeFloatLE(0, at);
  const labels = Buffer.alloc(count);
  for (let v = 0; v < count; v++) {
    const value = scan.readInt16LE(start + 2 * v);
    labels[v] = value > 900 ? (behaves === 'unnamed' ? 9 : 4) : value > 300 ? 1 : 0;
  }
  writeFileSync(after('-o'), gzipSync(Buffer.concat([header, extension, labels])));
}
`;
