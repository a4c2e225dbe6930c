import type { writeModel } from '@specola/commands';
import {
  type ColoredPart,
  objNames,
  writeGlb,
  writeMtl,
  writeObjParts,
  writePly,
  writeStl,
  writeThreeMfParts,
} from '@specola/formats';
import { type Component, isMirrored } from '@specola/space';
import type { NamedFile, Run } from '../runner/values.ts';
import { NothingLeftError } from './edit/model-errors.ts';
import { DESCRIPTION } from './write-mesh.ts';

/** The same single-precision positions in every format, and the same bytes each time. */
export const runWriteModel: Run<typeof writeModel> = async ({ model: { model } }, { name, formats }, { pace }) => {
  if (model.components.length === 0) throw new NothingLeftError('any', 'written');
  const parts = model.components.map(partOf);
  const files: NamedFile[] = [];
  for (const [n, format] of [...new Set(formats)].entries()) {
    pace.signal.throwIfAborted();
    files.push(...filesOf(format, name, model.components, parts));
    pace.report((n + 1) / formats.length);
  }
  return { files };
};

function filesOf(
  format: 'stl' | 'obj' | 'ply' | 'glb' | '3mf',
  name: string,
  components: readonly Component[],
  parts: readonly ColoredPart[],
): NamedFile[] {
  switch (format) {
    case 'stl':
      return components.map(({ id, mesh }, n) => ({
        name: `${name}-${id}.stl`,
        bytes: writeStl(mesh, { header: parts[n]!.name }),
      }));
    case 'obj': {
      const names = objNames(parts.map((part) => part.name));
      const materials = parts.map(({ color }, n) => ({ name: names[n]!, color, opacity: 1 }));
      return [
        { name: `${name}.obj`, bytes: writeObjParts(parts, { materialFile: `${name}.mtl` }) },
        { name: `${name}.mtl`, bytes: writeMtl(materials) },
      ];
    }
    case 'ply':
      return [{ name: `${name}.ply`, bytes: writePly(parts) }];
    case 'glb':
      return [{ name: `${name}.glb`, bytes: writeGlb(parts, { name }) }];
    case '3mf':
      return [{ name: `${name}.3mf`, bytes: writeThreeMfParts(parts, threeMfOptions(name, components)) }];
  }
}

const partOf = ({ name, color, mesh }: Component): ColoredPart => ({ name, color, mesh });

/** What the parts are goes along as metadata: anatomy, side, material and printer of each, by its id. */
const threeMfOptions = (name: string, components: readonly Component[]) => ({
  name,
  metadata: { Title: name, Application: 'Specola', Description: DESCRIPTION },
  specola: {
    Frame: 'DICOM LPS',
    Unit: 'mm',
    RegulatoryStatus: 'not cleared by any regulator',
    Components: JSON.stringify(
      components.map((one) => ({
        id: one.id,
        name: one.name,
        anatomy: one.anatomy,
        side: one.side,
        material: one.material,
        printer: one.printer,
        mirrored: isMirrored(one),
        placement: one.placement,
      })),
    ),
  },
});
