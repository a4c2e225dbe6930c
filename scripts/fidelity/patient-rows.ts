import type { Crew } from '@specola/kernels';
import {
  anklePhantom,
  comparePhantomInDetail,
  imageScene,
  type PhantomComparison,
  shellsOf,
  shellVolumesMm3,
} from '@specola/phantom';
import { runRecipe } from '@specola/steps';
import { porousBones } from '@specola/test-kit';
import { CHAIN, crew, mm, quiet } from './bench-of-fidelity.ts';

const { arena } = crew;

/** The phantom patient through the whole chain. */
export async function patient(unblurMm: 0 | null): Promise<PhantomComparison> {
  const { scene, scanner, truth } = anklePhantom();
  const volume = imageScene(scene, scanner, (length) => arena.int16(length));
  const recipe = CHAIN.map((step) => (step.command === 'surface.unblur' ? { ...step, params: { unblurMm } } : step));
  const { made } = await runRecipe(volume, recipe, crew, quiet);
  return comparePhantomInDetail(made.mesh!.mesh, truth);
}

/** Bones with holes and a joint, by the width of the joint. */
export async function porousRows(withCrew: Crew): Promise<string[]> {
  const rows: string[] = [];
  for (const jointMm of [1, 1.5, 2, 3]) {
    const bones = porousBones({ jointMm, arena });
    const { made } = await runRecipe(bones.volume, CHAIN, withCrew, quiet);
    const { positions, triangles } = made.mesh!.mesh;
    const shells = shellsOf(positions.length / 3, triangles);
    const [socket, head] = [...shellVolumesMm3(positions, triangles, shells)].sort((a, b) => b - a);
    const error = (found: number, known: number) => `${(100 * (found / known - 1)).toFixed(2)} %`;
    rows.push(`| ${jointMm} | ${shells.count} | ${error(head!, bones.headMm3)} | ${error(socket!, bones.socketMm3)} |`);
    arena.release(bones.volume.values);
  }
  return rows;
}

/** Distances of the phantom patient, blur left and taken back. */
export const patientRows = (found: readonly PhantomComparison[]): string[] =>
  found.map(
    (one, n) =>
      `| ${['blur left as it is', '**blur taken back**'][n]} | ${mm(one.meanMm)} | ${mm(one.biasMm)} | ${mm(one.p95Mm)} | ${mm(one.maxMm)} | ${one.volumeErrorPercent.toFixed(2)} % |`,
  );

/** Volumes of its bones. */
export const boneRows = (asImaged: PhantomComparison, ankle: PhantomComparison): string[] =>
  [...ankle.parts]
    .sort((a, b) => b.trueMm3 - a.trueMm3)
    .map(
      ({ bones, trueMm3, errorPercent }) =>
        `| ${bones.join(' + ')} | ${Math.round(trueMm3)} | ${asImaged.parts.find((part) => part.bones.join() === bones.join())?.errorPercent.toFixed(2) ?? '–'} % | ${errorPercent.toFixed(2)} % |`,
    );
