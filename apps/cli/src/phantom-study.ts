import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { writeCtSeries } from '@specola/dicom';
import { type AnklePhantomOptions, anklePhantom, comparePhantom, imageSlabs } from '@specola/phantom';
import type { Truth } from '@specola/record';
import type { JobWatcher } from './make-model.ts';

/** A day that is plainly nobody's: the phantom's images say the same bytes every time. */
const PHANTOM_DATE = '20000101';

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
  const target = resolve(folder);
  const staging = `${target}.making-${process.pid}`;
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(staging);
    for (const { name, bytes } of files) await writeFile(join(staging, name), bytes);
    await removePhantom(target);
    await rename(staging, target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  progress.step('phantom.image', does, 1);
  return { path: target, truthOf: (mesh) => comparePhantom(mesh, phantom.truth) };
}

async function removePhantom(folder: string): Promise<void> {
  const held = await readdir(folder).catch(() => undefined);
  if (!held) return;
  if (held.length > 0 && !held.every((name) => name.endsWith('.dcm'))) {
    const { FolderNotEmptyError } = await import('./output-folder.ts');
    throw new FolderNotEmptyError();
  }
  await rm(folder, { recursive: true });
}
