import { spawnSync } from 'node:child_process';

/** Options for a test that asks dciodvfy: skipped with a clear line where dicom3tools is not installed. */
export function needsDciodvfy(): { skip: string | false } {
  const { error } = spawnSync('dciodvfy', ['-version']);
  return { skip: error !== undefined && 'needs dciodvfy: apt-get install dicom3tools' };
}

/** What dciodvfy calls an error in a DICOM file; warnings are left out. */
export function dciodvfyErrors(path: string): string[] {
  const { stderr, stdout } = spawnSync('dciodvfy', [path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const lines = `${stderr}\n${stdout}`.split('\n');
  return [...new Set(lines.filter((line) => line.startsWith('Error')))];
}

/** What dcmdump of DCMTK prints of a file; it must take it without a word on the error stream. */
export function dcmdumpOf(path: string): { status: number | null; text: string; complaints: string } {
  const { status, stdout, stderr } = spawnSync('dcmdump', ['+L', '-q', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status, text: stdout, complaints: stderr };
}
