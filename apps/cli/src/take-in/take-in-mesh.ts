import type { EncapsulatedModel } from '@specola/dicom';
import { writePng, writeStl } from '@specola/formats';
import {
  Arena,
  drawSlice,
  drawViews,
  greyWindowFor,
  picturesInRows,
  type SliceName,
  sliceIndicesAcross,
} from '@specola/kernels';
import { type Finding, TakenInMeshRecord } from '@specola/record';
import { type TriMesh, triangleCountOf, type Volume } from '@specola/space';
import { checkMesh, type ForeignMesh, type ForeignUnit, placeMesh } from '@specola/steps';
import { aboutSpecola } from '../about.ts';
import { RECORD_FILE } from '../make-model.ts';
import { openNodeCrew } from '../node-crew.ts';
import { artifactOf, runFacts } from '../run-facts.ts';
import type { Surroundings, TakeInJob } from './take-in-job.ts';

export const MESH_FILES = ['model.stl', 'preview.png', 'overlay.png'] as const;

const MESH_NOTICE =
  'Specola is not cleared by any regulator. This mesh was made elsewhere; Specola placed it in the scan and checked it, and says nothing of how it was designed.';

/** As in verify.mesh: thinner walls are named, smaller shells are loose. */
const CHECKS = { thinWallMm: 1, smallestShellMm3: 100 } as const;

/** Placed, checked as our own meshes are, drawn by itself and on the scan. */
export async function takeInMesh(
  job: TakeInJob,
  { mesh: foreign, dicom }: { mesh: ForeignMesh; dicom: EncapsulatedModel | null },
  { series, origin, folder, startedAt, watcher: { progress, signal } }: Surroundings,
): Promise<TakenInMeshRecord> {
  const { mesh, placement, findings } = placeMesh(foreign, job, {
    volume: series.volume,
    byDicom: dicom ? { unit: unitOf(dicom.unit) } : null,
  });
  const arena = new Arena();
  const crew = openNodeCrew(arena, job.workers, signal);
  try {
    const before = performance.now();
    progress.step('mesh.check', 'Checks the mesh', 0);
    const checked = await checkMesh(mesh, CHECKS, crew);
    progress.step('mesh.check', 'Checks the mesh', 1);
    const name = job.name ?? (series.clean(dicom?.title ?? '') || 'model');
    const files: [name: string, bytes: Uint8Array][] = [
      ['model.stl', writeStl(mesh, { header: 'taken in' })],
      ['preview.png', writePng(drawnViews(mesh))],
      ['overlay.png', overlayOf(series.volume, mesh, checked.mesh.boundsLpsMm)],
    ];
    const stated = statedOf(job, dicom);
    const record = TakenInMeshRecord.parse({
      schema: 'specola/taken-in-mesh-record/1',
      specola: aboutSpecola(),
      notice: MESH_NOTICE,
      source: series.source,
      origin: origin({ ...placement, frameOfReferenceUid: series.source.frameOfReferenceUid }),
      name,
      parts: foreign.parts.map(({ name: part, triangles }, n) => ({
        name: series.clean(part) || `part ${n + 1}`,
        triangles,
      })),
      stated,
      findings: [...findings, ...unknownSource(job)],
      mesh: checked.mesh,
      printReady: checked.printReady && findings.every(({ severity }) => severity !== 'error'),
      checks: checked.checks,
      artifacts: files.map(([file, bytes]) => artifactOf(file, bytes)),
      run: runFacts({ startedAt, timingsMs: { 'mesh.check': performance.now() - before }, workers: job.workers }),
    });
    for (const [file, bytes] of files) await folder.write(file, bytes);
    await folder.write(RECORD_FILE, `${JSON.stringify(record, null, 2)}\n`);
    return record;
  } finally {
    await crew.close();
  }
}

/** UCUM codes of CID 7063 are named as ours are. */
const unitOf = (ucum: string): ForeignUnit => (['um', 'mm', 'cm', 'm'].includes(ucum) ? (ucum as ForeignUnit) : 'mm');

const SIDES = { L: 'left', R: 'right', B: 'both', U: 'unpaired' } as const;

function statedOf(
  { stated }: TakeInJob,
  dicom: { mirrored: boolean | null; modified: boolean | null; laterality: string } | null,
): TakenInMeshRecord['stated'] {
  return {
    mirrored: stated.mirrored ?? dicom?.mirrored ?? null,
    modified: stated.modified ?? dicom?.modified ?? null,
    laterality: stated.laterality ?? SIDES[dicom?.laterality as keyof typeof SIDES] ?? null,
  };
}

function unknownSource({ clearance }: TakeInJob): Finding[] {
  if (clearance.status !== 'unknown') return [];
  return [
    {
      code: 'take-in/clearance-unknown',
      severity: 'info',
      what: 'Whether the software that made it is cleared was not stated.',
      why: 'The record of a part names the software that made its mesh, and its regulatory status.',
      mend: 'Say it with --clearance and --clearance-statement.',
    },
  ];
}

const drawnViews = (mesh: TriMesh) =>
  drawViews(mesh, {
    widthPx: 1600,
    title: 'Mesh taken in',
    subtitle: `${triangleCountOf(mesh)} triangles`,
    footer: 'Specola · made elsewhere · patient directions R L A P S I · not cleared by any regulator',
  });

const SLICES: readonly SliceName[] = ['axial', 'coronal', 'sagittal'];

/** Nine slices of the scan with the contour of the mesh: whether it lies where it should, a person sees at once. */
function overlayOf(
  volume: Volume,
  mesh: TriMesh,
  around: { min: readonly number[]; max: readonly number[] },
): Uint8Array {
  const box = around as { min: [number, number, number]; max: [number, number, number] };
  const window = greyWindowFor(volume, 226);
  const rows = SLICES.map((name) =>
    sliceIndicesAcross(volume, name, box, [0.25, 0.5, 0.75]).map((index) =>
      drawSlice(volume, { name, index, window, mesh, around: box, widthPx: 600, heightPx: 552 }),
    ),
  );
  return writePng(picturesInRows(rows));
}
