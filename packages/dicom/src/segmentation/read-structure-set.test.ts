import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsData, needsPydicom, realData, temporaryFolder, withPydicom, zipEntries } from '@specola/test-kit';
import { StructureSetNotReadError } from './errors.ts';
import { isStructureSet, readStructureSet } from './read-structure-set.ts';

const ZIP = 'hard_dicom/pydicom_test_files.zip';
test('the structure set of pydicom gives the same regions and points that pydicom reads', needsData(ZIP), (t) => {
  if (needsPydicom().skip) return t.skip(String(needsPydicom().skip));
  using folder = temporaryFolder();
  const bytes = zipEntries(realData(ZIP)!)
    .find(({ name }) => name.endsWith('/rtstruct.dcm'))!
    .bytes();
  assert.ok(isStructureSet(bytes));
  const script = `
import sys, json, pydicom
d = pydicom.dcmread(sys.argv[1], force=True)
names = {int(r.ROINumber): str(r.ROIName) for r in d.StructureSetROISequence}
out = []
for c in d.ROIContourSequence:
    closed = [s for s in c.get('ContourSequence', []) if s.ContourGeometricType == 'CLOSED_PLANAR']
    if closed: out.append([names[int(c.ReferencedROINumber)], [[float(x) for x in s.ContourData] for s in closed]])
print(json.dumps(sorted(out)))`;
  const expected = withPydicom(script, [folder.write('rt.dcm', bytes)]) as [string, number[][]][];
  if (expected.length === 0) {
    assert.throws(() => readStructureSet(bytes), StructureSetNotReadError);
    return;
  }
  const set = readStructureSet(bytes);
  const told = set.regions.map(({ name, contours }) => [name, contours.map(({ pointsLps }) => [...pointsLps])]);
  assert.deepEqual(told.sort(), expected);
});
