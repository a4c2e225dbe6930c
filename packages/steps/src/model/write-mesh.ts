import type { writeMesh } from '@specola/commands';
import { writeStl, writeThreeMf } from '@specola/formats';
import type { Run } from '../runner/values.ts';

/** What every file says of itself, wherever it is carried. */
export const DESCRIPTION =
  'Anatomic model made from a scan. Coordinates are patient coordinates: DICOM LPS (+x left, +y back, +z head), millimetres. ' +
  'Made by Specola, which is not cleared by any regulator.';

/** Writes the mesh as STL and as 3MF: the same single-precision positions in both, and the same bytes each time. */
export const runWriteMesh: Run<typeof writeMesh> = async ({ mesh: { mesh } }, { name }, { pace }) => {
  const stl = writeStl(mesh, { header: name });
  pace.report(0.2);
  pace.signal.throwIfAborted();
  const threeMf = writeThreeMf(mesh, {
    name,
    metadata: { Title: name, Application: 'Specola', Description: DESCRIPTION },
    specola: { Frame: 'DICOM LPS', Unit: 'mm', RegulatoryStatus: 'not cleared by any regulator' },
  });
  pace.report(1);
  return { written: { stl, threeMf } };
};
