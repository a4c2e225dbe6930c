import { NotThreeMfError, readThreeMf, type ThreeMfModel } from '@specola/formats';
import { measuresOf } from '@specola/kernels';
import type { Finding } from '@specola/record';
import type { TriMesh } from '@specola/space';

/** Whether the 3MF holds the same model as the STL: millimetres, as many triangles and vertices, the same box and volume. */
export function compareThreeMf(threeMf: Uint8Array, stl: TriMesh): Finding[] {
  let model: ThreeMfModel;
  try {
    model = readThreeMf(threeMf);
  } catch (error) {
    if (error instanceof NotThreeMfError) return [disagree(error.what)];
    throw error;
  }
  const [object, ...others] = model.objects;
  if (!object || others.length > 0) return [disagree(`The 3MF holds ${model.objects.length} objects instead of one.`)];
  if (model.unit !== 'millimeter') return [disagree(`The 3MF is in "${model.unit}", not in millimeters.`)];
  const counts = [object.triangles.length / 3, object.positions.length / 3];
  const expected = [stl.triangles.length / 3, stl.positions.length / 3];
  if (counts[0] !== expected[0] || counts[1] !== expected[1])
    return [
      disagree(
        `The 3MF has ${counts[0]} triangles and ${counts[1]} vertices, the STL ${expected[0]} and ${expected[1]}.`,
      ),
    ];
  const a = measuresOf({ ...object, frame: stl.frame });
  const b = measuresOf(stl);
  const boxes = [...a.boundsMm.min, ...a.boundsMm.max].map((value, n) =>
    Math.abs(value - [...b.boundsMm.min, ...b.boundsMm.max][n]!),
  );
  if (Math.max(...boxes) > 0 || Math.abs(a.volumeMm3 - b.volumeMm3) > 1e-9 * Math.abs(b.volumeMm3))
    return [disagree('The 3MF and the STL differ in size or volume.')];
  return [];
}

const disagree = (what: string): Finding => ({
  code: 'verify/files-disagree',
  severity: 'error',
  what,
  why: 'Whoever prints the 3MF would get another model than the one that was measured.',
  mend: 'Print the STL, and please report the command that was run.',
});
