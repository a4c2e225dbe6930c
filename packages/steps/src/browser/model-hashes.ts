import { ModelChoices, modelRecipe } from '@specola/commands';
import { Arena, soloCrew } from '@specola/kernels';
import { anklePhantom, imageScene } from '@specola/phantom';
import { runRecipe } from '../runner/run-recipe.ts';

/** Models a small phantom patient, from imaging to the written files; gives the sha256 of each file. Runs anywhere. */
export async function modelHashes(): Promise<Record<string, string>> {
  const { scene, scanner } = anklePhantom({ dimensions: [90, 92, 60], spacingMm: [1.5, 1.55, 2.2] });
  const arena = new Arena();
  const volume = imageScene(scene, scanner, (length) => arena.int16(length));
  const recipe = modelRecipe(ModelChoices.parse({ segment: {}, refine: {}, verify: {}, preview: { widthPx: 600 } }));
  const { made } = await runRecipe(volume, recipe, soloCrew(arena), {
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  return {
    stl: await sha256(made.written!.stl),
    threeMf: await sha256(made.written!.threeMf),
    segmentation: await sha256(made.segmentation!.bytes),
    preview: await sha256(made.picture!.png),
    printReady: String(made.measures!.printReady),
  };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
