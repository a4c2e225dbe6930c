import { cutComponents } from '@specola/commands';
import { buildSolids } from '@specola/kernels';
import { componentStep } from './edit/component-step.ts';
import { piecesCutBy } from './edit/cutter-solid.ts';

export const runCutComponents = componentStep(cutComponents, async (component, { by, keep }, { crew }) => {
  const { front, back } = piecesCutBy(by, component.mesh);
  const [inFront, behind] = await buildSolids([front, back], crew);
  const measures = {
    frontMm3: inFront!.volumeMm3,
    backMm3: behind!.volumeMm3,
    roundingMm: Math.max(inFront!.roundingMm, behind!.roundingMm),
  };
  if (keep === 'front') return { changed: { mesh: inFront!.mesh }, measures };
  if (keep === 'back') return { changed: { mesh: behind!.mesh }, measures };
  // What the cutter misses stays one piece, under its own id.
  if (inFront!.mesh.triangles.length === 0 || behind!.mesh.triangles.length === 0) return { changed: {}, measures };
  const { id, name } = component;
  return {
    instead: [
      { ...component, id: `${id}-front`, name: `${name} (front)`, mesh: inFront!.mesh },
      { ...component, id: `${id}-back`, name: `${name} (back)`, mesh: behind!.mesh },
    ],
    measures,
  };
});
