import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { weldTriangles } from '@specola/kernels';
import { PlanRecipe } from '@specola/record';
import type { TriMesh } from '@specola/space';
import { MM_PER_UNIT, readForeignMesh } from '@specola/steps';
import { z } from 'zod';
import { NoSuchPathError } from '../open-study-errors.ts';
import { sha256Of } from '../sha256.ts';
import { openForeign } from '../take-in/open-foreign.ts';
import { BadPlanRecipeError, OtherMeshError } from './plan-cli-errors.ts';

export interface PlanInput {
  readonly facts: PlanRecipe['components'][number];
  readonly mesh: TriMesh;
  readonly sha256: string;
  readonly bytes: number;
}

/** @throws BadPlanRecipeError, NoSuchPathError */
export async function readPlanRecipe(path: string): Promise<PlanRecipe> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new NoSuchPathError();
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadPlanRecipeError('it is not JSON.');
  }
  const parsed = PlanRecipe.safeParse(json);
  if (!parsed.success) throw new BadPlanRecipeError(z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
  const ids = parsed.data.components.map(({ id }) => id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice) throw new BadPlanRecipeError(`two components are called "${twice}".`);
  return parsed.data;
}

/** The meshes of a recipe, in LPS mm. @throws OtherMeshError, BadPlanRecipeError and what the readers throw */
export async function readPlanInputs(recipe: PlanRecipe, recipePath: string): Promise<PlanInput[]> {
  const inputs: PlanInput[] = [];
  for (const facts of recipe.components) {
    const opened = await openForeign(join(dirname(recipePath), facts.file));
    if (opened.kind !== 'mesh') throw new BadPlanRecipeError(`the file of "${facts.id}" is no mesh.`);
    const sha256 = sha256Of(opened.bytes);
    if (facts.sha256 !== null && facts.sha256 !== sha256) throw new OtherMeshError(facts.id);
    const foreign = readForeignMesh(opened.document, opened.mesh);
    const [frame, unit] = [
      opened.dicom ? 'LPS' : (foreign.frame ?? facts.frame),
      opened.dicom ? 'mm' : (foreign.unit ?? facts.unit),
    ];
    if (
      (foreign.frame && facts.frame && foreign.frame !== facts.frame) ||
      (foreign.unit && facts.unit && foreign.unit !== facts.unit)
    )
      throw new BadPlanRecipeError(`the file of "${facts.id}" states another frame or unit than the recipe.`);
    if (!frame || !unit)
      throw new BadPlanRecipeError(
        `neither the file of "${facts.id}" nor the recipe says its ${frame ? 'unit' : 'frame'}.`,
      );
    const turn = frame === 'RAS' ? -1 : 1;
    const mm = MM_PER_UNIT[unit];
    const corners = Float32Array.from(foreign.corners, (value, n) => (n % 3 === 2 ? 1 : turn) * mm * value);
    inputs.push({ facts, mesh: weldTriangles(corners, 'lps-mm'), sha256, bytes: opened.bytes.byteLength });
  }
  return inputs;
}
