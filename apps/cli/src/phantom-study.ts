import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeCtSeries } from '@specola/dicom';
import { type AnklePhantomOptions, anklePhantom, comparePhantom, imageSlabs } from '@specola/phantom';
import type { Truth } from '@specola/record';
import type { JobWatcher } from './make-model.ts';
import { FolderNotEmptyError } from './output-folder.ts';

/** A day that is plainly nobody's: the phantom's images say the same bytes every time. */
const PHANTOM_DATE = '20000101';

/** The file that says that a folder is a phantom of ours, and how it was made; it is no DICOM, so readers pass it over. */
const MARK = 'phantom.json';
const SLICE = /^IM\d+$/;

export interface PhantomStudy {
  readonly path: string;
  readonly truthOf: (mesh: { positions: Float32Array; triangles: Uint32Array }) => Truth;
}

/**
 * Images the phantom patient and writes it as a DICOM series into `folder`, whole or not at all. A folder that is there
 * already is replaced, but only if files of a phantom are all that it holds.
 */
export async function phantomStudy(
  folder: string,
  { progress, signal }: JobWatcher,
  options: AnklePhantomOptions = {},
): Promise<PhantomStudy> {
  const does = 'Images the phantom patient';
  const target = resolve(folder);
  await mayReplace(target);
  const phantom = anklePhantom(options);
  progress.step('phantom.image', does, 0);
  const slabs = imageSlabs(phantom.scene, phantom.scanner, (length) => new Int16Array(length));
  let slab = slabs.next();
  while (!slab.done) {
    progress.step('phantom.image', does, 0.9 * slab.value);
    // Lets a Ctrl-C be heard between two slabs.
    await new Promise((next) => setImmediate(next));
    signal.throwIfAborted();
    slab = slabs.next();
  }
  const files = await writeCtSeries(slab.value, {
    date: PHANTOM_DATE,
    seriesDescription: 'Phantom patient: ankle',
    kernel: 'PHANTOM',
  });
  const staging = `${target}.making-${process.pid}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(staging);
    await writeFile(join(staging, MARK), `${JSON.stringify({ phantom: 'ankle', ...options })}\n`);
    for (const { name, bytes } of files) await writeFile(join(staging, name), bytes);
    await mayReplace(target);
    await rm(target, { recursive: true, force: true });
    await rename(staging, target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  progress.step('phantom.image', does, 1);
  return { path: target, truthOf: (mesh) => comparePhantom(mesh, phantom.truth) };
}

/** An earlier phantom, told by its mark, may be replaced; any other folder that holds something is the user's. */
async function mayReplace(folder: string): Promise<void> {
  const held = await readdir(folder).catch((): string[] => []);
  const ours = held.length === 0 || (held.includes(MARK) && held.every((name) => name === MARK || SLICE.test(name)));
  if (!ours)
    throw new FolderNotEmptyError(
      'Name a new folder: an earlier phantom is replaced, and this folder holds something else.',
    );
}
