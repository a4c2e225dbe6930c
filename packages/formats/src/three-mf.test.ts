import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TriMesh } from '@specola/space';
import fc from 'fast-check';
import { readStl, writeStl } from './stl.ts';
import { writeThreeMf } from './three-mf.ts';
import { numberIn, putFloat32 } from './three-mf-numbers.ts';
import { NotThreeMfError, readThreeMf } from './three-mf-read.ts';

/** A closed torus off the origin whose vertices are no round numbers. */
function torus(around = 37, across = 19): TriMesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let v = 0; v < across; v++)
    for (let u = 0; u < around; u++) {
      const a = (2 * Math.PI * u) / around;
      const b = (2 * Math.PI * v) / across;
      const ring = 23 + 7 * Math.cos(b);
      positions.push(-61.3 + ring * Math.cos(a), 118.9 + 1.2 * ring * Math.sin(a), -803.1 + 5 * Math.sin(b));
      const at = (du: number, dv: number) => ((v + dv) % across) * around + ((u + du) % around);
      triangles.push(at(0, 0), at(1, 0), at(1, 1), at(0, 0), at(1, 1), at(0, 1));
    }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles), frame: 'lps-mm' };
}

const OPTIONS = {
  name: 'bone <left> & "right"',
  metadata: { Title: 'Ankle', Application: 'Specola', Description: 'DICOM LPS; not cleared by any regulator' },
  specola: { Frame: 'LPS', Unit: 'mm' },
} as const;

test('a 3MF gives back every vertex bit for bit, every triangle, its unit, its name and its metadata', () => {
  const mesh = torus();
  const model = readThreeMf(writeThreeMf(mesh, OPTIONS));
  assert.equal(model.unit, 'millimeter');
  assert.deepEqual(model.objects[0]!.positions, mesh.positions);
  assert.deepEqual(model.objects[0]!.triangles, mesh.triangles);
  assert.equal(model.objects[0]!.name, OPTIONS.name);
  assert.deepEqual(model.build, [{ objectId: '1', transform: null }]);
  assert.deepEqual(model.metadata, { ...OPTIONS.metadata, 'specola:Frame': 'LPS', 'specola:Unit': 'mm' });
});

test('3MF and STL hold the same positions, so neither is a copy of lesser worth', () => {
  const mesh = torus();
  const { positions, triangles } = readThreeMf(writeThreeMf(mesh, OPTIONS)).objects[0]!;
  const soup = readStl(writeStl(mesh)).positions;
  assert.deepEqual(
    Float32Array.from(triangles, (v) => positions[3 * v + 1]!),
    soup.filter((_, i) => i % 3 === 1),
  );
});

test('the same mesh gives the same bytes in any time zone', () => {
  const before = process.env.TZ;
  const made = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns'].map((zone) => {
    process.env.TZ = zone;
    return Buffer.from(writeThreeMf(torus(), OPTIONS)).toString('base64');
  });
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  assert.equal(new Set(made).size, 1);
});

test('any Float32 is written as a decimal that reads back as itself, here and by the language', () => {
  const out = new Uint8Array(64);
  const textOf = (value: number) => String.fromCharCode(...out.subarray(0, putFloat32(out, 0, value)));
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = textOf(value);
      assert.match(text, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/);
      assert.equal(Math.fround(Number(text)) + 0, value + 0);
      assert.equal(Math.fround(numberIn(out, 0, text.length)) + 0, value + 0);
    }),
    { seed: 20261101, numRuns: 3000 },
  );
});

test('a coordinate is written as the shortest decimal that reads back', () => {
  const out = new Uint8Array(64);
  fc.assert(
    fc.property(fc.double({ min: -2000, max: 2000, noNaN: true }), (wide) => {
      const value = Math.fround(wide);
      if (Math.abs(value) < 0.001) return;
      const text = String.fromCharCode(...out.subarray(0, putFloat32(out, 0, value)));
      const significant = (written: string) => written.replace(/[-.]/g, '').replace(/^0+/, '').length;
      let shortest = 1;
      while (Math.fround(Number(value.toPrecision(shortest))) !== value) shortest++;
      assert.ok(
        significant(text) <= Math.max(shortest, String(Math.trunc(Math.abs(value))).length),
        `${text} ${shortest}`,
      );
    }),
    { seed: 7, numRuns: 3000 },
  );
  const written = [0.1, -10.5, 1234.5, 2 ** 24, 0, 100].map((value) => {
    return String.fromCharCode(...out.subarray(0, putFloat32(out, 0, Math.fround(value))));
  });
  assert.deepEqual(written, ['0.1', '-10.5', '1234.5', '16777216', '0', '100']);
});

test('what is no 3MF, or a cut one, is refused with a code', () => {
  assert.throws(() => readThreeMf(new TextEncoder().encode('no zip at all')), NotThreeMfError);
  const bytes = writeThreeMf(torus(), OPTIONS);
  assert.throws(() => readThreeMf(bytes.subarray(0, bytes.length - 4000)), NotThreeMfError);
});

test('a slicer reads the file as a manifold solid of the same size', (t) => {
  const mesh = torus();
  const folder = mkdtempSync(join(tmpdir(), 'specola-3mf-'));
  try {
    const file = join(folder, 'torus.3mf');
    writeFileSync(file, writeThreeMf(mesh, OPTIONS));
    const said = execFileSync('prusa-slicer', ['--info', file], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    assert.match(said, new RegExp(`number_of_facets = ${mesh.triangles.length / 3}\\b`));
    assert.match(said, /manifold = yes/);
    const xs = mesh.positions.filter((_, i) => i % 3 === 0);
    assert.ok(Math.abs(Number(/min_x = (\S+)/.exec(said)![1]) - Math.min(...xs)) < 1e-4);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    t.skip('prusa-slicer is not installed');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** The few calls of lib3mf that the test makes; the package ships no types. */
interface Lib3mf {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void };
  readonly CWrapper: new () => { CreateModel(): LibModel };
}
interface LibModel {
  QueryReader(kind: string): {
    SetStrictModeActive(on: boolean): void;
    ReadFromFile(path: string): void;
    GetWarningCount(): number;
  };
  GetMeshObjects(): { MoveNext(): boolean; GetCurrentMeshObject(): LibMesh };
  GetMetaDataGroup(): { GetMetaDataCount(): number; GetMetaData(i: number): { GetName(): string; GetValue(): string } };
}
interface LibMesh {
  GetName(): string;
  GetVertexCount(): number;
  GetTriangleCount(): number;
  IsManifoldAndOriented(): boolean;
  GetVertex(i: number): {
    get_Coordinates0(): number;
    get_Coordinates1(): number;
    get_Coordinates2(): number;
  };
}

test('the 3MF consortium’s own reader, in its strict mode, finds the same object and has nothing to warn of', async () => {
  // @ts-expect-error: the package ships no types
  const { default: open } = (await import('@3mfconsortium/lib3mf')) as { default: () => Promise<Lib3mf> };
  const lib = await open();
  const mesh = torus();
  lib.FS.writeFile('/torus.3mf', writeThreeMf(mesh, OPTIONS));
  const model = new lib.CWrapper().CreateModel();
  const reader = model.QueryReader('3mf');
  reader.SetStrictModeActive(true);
  reader.ReadFromFile('/torus.3mf');
  assert.equal(reader.GetWarningCount(), 0);
  const objects = model.GetMeshObjects();
  assert.equal(objects.MoveNext(), true);
  const object = objects.GetCurrentMeshObject();
  assert.equal(objects.MoveNext(), false);
  assert.equal(object.GetName(), OPTIONS.name);
  assert.equal(object.GetVertexCount(), mesh.positions.length / 3);
  assert.equal(object.GetTriangleCount(), mesh.triangles.length / 3);
  assert.equal(object.IsManifoldAndOriented(), true);
  const fifth = object.GetVertex(5);
  assert.deepEqual(
    [fifth.get_Coordinates0(), fifth.get_Coordinates1(), fifth.get_Coordinates2()],
    [...mesh.positions.subarray(15, 18)],
  );
  const group = model.GetMetaDataGroup();
  const entries = Array.from({ length: group.GetMetaDataCount() }, (_, i) => group.GetMetaData(i));
  assert.deepEqual(Object.fromEntries(entries.map((entry) => [entry.GetName(), entry.GetValue()])), {
    ...OPTIONS.metadata,
    Frame: 'LPS',
    Unit: 'mm',
  });
});
