import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { needsVtk, temporaryFolder, withVtk } from '@specola/test-kit';
import { metaImageDataFile, readMetaImage } from './meta-image.ts';

const lend = (length: number) => new Int16Array(length);
const VALUES = Int16Array.from({ length: 24 }, (_, n) => n * 40 - 1000);
const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const HEADER = {
  ObjectType: 'Image',
  NDims: '3',
  BinaryData: 'True',
  BinaryDataByteOrderMSB: 'False',
  CompressedData: 'False',
  TransformMatrix: '1 0 0 0 1 0 0 0 1',
  Offset: '-11 -22 33',
  CenterOfRotation: '0 0 0',
  AnatomicalOrientation: 'RAI',
  ElementSpacing: '0.5 0.75 2',
  DimSize: '4 3 2',
  ElementType: 'MET_SHORT',
};

function meta(fields: Record<string, string | undefined> = {}, voxels = bytesOf(VALUES)): Uint8Array {
  const all = { ...HEADER, ElementDataFile: 'LOCAL', ...fields };
  const { ElementDataFile, ...others } = all;
  const lines = [...Object.entries(others), ['ElementDataFile', ElementDataFile]].flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = ${value}`],
  );
  return new Uint8Array([...new TextEncoder().encode(`${lines.join('\n')}\n`), ...voxels]);
}

test('raw, zlib and big-endian voxels give the same volume in LPS', async () => {
  const raw = await readMetaImage(meta(), lend);
  assert.deepEqual([...raw.volume.values], [...VALUES]);
  assert.deepEqual([...raw.volume.ijkToLps], [0.5, 0, 0, -11, 0, 0.75, 0, -22, 0, 0, 2, 33]);
  const zlib = new Uint8Array(deflateSync(bytesOf(VALUES)));
  assert.deepEqual(await readMetaImage(meta({ CompressedData: 'True', CompressedDataSize: '9' }, zlib), lend), raw);
  const swapped = bytesOf(VALUES.slice());
  for (let b = 0; b < swapped.length; b += 2) swapped.subarray(b, b + 2).reverse();
  assert.deepEqual(await readMetaImage(meta({ BinaryDataByteOrderMSB: 'True' }, swapped), lend), raw);
});

test('each row of the matrix is the direction of one axis', async () => {
  // Sagittal: i runs to the back, j to the head, k to the left.
  const { volume } = await readMetaImage(meta({ TransformMatrix: '0 1 0 0 0 1 1 0 0' }), lend);
  assert.deepEqual([...volume.ijkToLps], [0, 0, 2, -11, 0.5, 0, 0, -22, 0, 0.75, 0, 33]);
});

test('voxels in a file of their own are read, behind a header of theirs', async () => {
  const header = meta({ ElementDataFile: 'voxels.raw', HeaderSize: '3' }, new Uint8Array(0));
  assert.equal(metaImageDataFile(header), 'voxels.raw');
  assert.equal(metaImageDataFile(meta()), null);
  const voxels = new Uint8Array([7, 7, 7, ...bytesOf(VALUES)]);
  assert.deepEqual((await readMetaImage(header, lend, { voxels })).volume, (await readMetaImage(meta(), lend)).volume);
  const atEnd = meta({ ElementDataFile: 'voxels.raw', HeaderSize: '-1' }, new Uint8Array(0));
  assert.deepEqual([...(await readMetaImage(atEnd, lend, { voxels })).volume.values], [...VALUES]);
  await assert.rejects(readMetaImage(header, lend), { code: 'formats/detached-header' });
});

test('what is missing, cut off or of another kind is refused with its code', async () => {
  const codes: readonly [Record<string, string | undefined>, string][] = [
    [{ TransformMatrix: undefined }, 'formats/no-orientation'],
    [{ TransformMatrix: '1 0 0 0.3 1 0 0 0 1' }, 'formats/sheared-grid'],
    [{ NDims: '2' }, 'formats/bad-volume-header'],
    [{ DimSize: '4 0 2' }, 'formats/bad-volume-header'],
    [{ DimSize: '4 3 3' }, 'formats/truncated-volume'],
    [{ DimSize: '99999 99999 99999' }, 'formats/volume-kind-not-read'],
    [{ ElementNumberOfChannels: '3' }, 'formats/volume-kind-not-read'],
    [{ ElementType: 'MET_OTHER' }, 'formats/volume-kind-not-read'],
    [{ ElementDataFile: 'LIST' }, 'formats/detached-header'],
    [{ CompressedData: 'True' }, 'formats/truncated-volume'],
  ];
  for (const [fields, code] of codes)
    await assert.rejects(readMetaImage(meta(fields), lend), { code }, JSON.stringify(fields));
  await assert.rejects(readMetaImage(new TextEncoder().encode('ObjectType = Image\n'), lend), {
    code: 'formats/bad-volume-header',
  });
});

test('a MetaImage that VTK writes has the voxels and the place that VTK gave it', needsVtk(), async () => {
  using folder = temporaryFolder();
  withVtk(
    `
import sys, json, vtkmodules.all as vtk
image = vtk.vtkImageData()
image.SetDimensions(4, 3, 2)
image.SetSpacing(0.5, 0.75, 2)
image.SetOrigin(-11, -22, 33)
image.AllocateScalars(vtk.VTK_SHORT, 1)
for n in range(24):
    image.GetPointData().GetScalars().SetTuple1(n, n * 40 - 1000)
for name, packed in (('a.mha', False), ('b.mha', True)):
    writer = vtk.vtkMetaImageWriter()
    writer.SetInputData(image)
    writer.SetFileName(sys.argv[1] + '/' + name)
    writer.SetCompression(packed)
    writer.Write()
print(json.dumps('done'))`,
    [folder.path],
  );
  for (const name of ['a.mha', 'b.mha']) {
    const { volume } = await readMetaImage(new Uint8Array(readFileSync(`${folder.path}/${name}`)), lend);
    assert.deepEqual([...volume.values], [...VALUES]);
    assert.deepEqual([...volume.ijkToLps], [0.5, 0, 0, -11, 0, 0.75, 0, -22, 0, 0, 2, 33]);
  }
});
