import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeObj, writeStl, writeThreeMf } from '@specola/formats';
import { Arena, soloCrew } from '@specola/kernels';
import { ijkToLpsOf, type TriMesh } from '@specola/space';
import { boxMesh } from '@specola/test-kit';
import { zipSync } from 'fflate';
import { checkMesh } from '../verify/check-mesh.ts';
import { type MeshFormat, readForeignMesh } from './foreign-mesh.ts';
import { placeMesh } from './place-mesh.ts';
import { FrameConflictError, NoFrameStatedError, NoUnitStatedError, OutsideSeriesError } from './take-in-errors.ts';

/** From (10, −70, 30) to about (90, −10, 110): x positive, y negative, so that RAS read as LPS lies elsewhere. */
const VOLUME = { dimensions: [80, 60, 40] as const, ijkToLps: ijkToLpsOf([1, 0, 0, 10, 0, 1, 0, -70, 0, 0, 2, 30]) };
/** A wedge without symmetry, well inside. */
const WEDGE: TriMesh = {
  positions: Float32Array.of(20, -60, 40, 50, -60, 40, 20, -35, 40, 20, -60, 75),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3),
  frame: 'lps-mm',
};
const NOTHING_TOLD = { frame: null, unit: null };
const placed = (bytes: Uint8Array, format: MeshFormat, told: Parameters<typeof placeMesh>[1] = NOTHING_TOLD) =>
  placeMesh(readForeignMesh(bytes, format), told, { volume: VOLUME, byDicom: null });

/** The corners of a mesh, in an order that does not depend on how vertices were joined. */
const cornersOf = ({ positions, triangles }: TriMesh): string[] =>
  [...triangles].map((v) => [0, 1, 2].map((axis) => positions[3 * v + axis]!.toFixed(4)).join(' '));

/** Text STL as another program writes it, with some words after "solid". */
function textStl({ positions: p, triangles: t }: TriMesh, words: string): Uint8Array {
  const lines = [`solid ${words}`];
  for (let n = 0; n < t.length; n += 3) {
    lines.push('facet normal 0 0 0', 'outer loop');
    for (const v of t.subarray(n, n + 3)) lines.push(`vertex ${p[3 * v]} ${p[3 * v + 1]} ${p[3 * v + 2]}`);
    lines.push('endloop', 'endfacet');
  }
  return new TextEncoder().encode(`${lines.join('\n')}\nendsolid\n`);
}
const scaled = (mesh: TriMesh, ...factors: readonly [number, number, number]): TriMesh => ({
  ...mesh,
  positions: mesh.positions.map((value, n) => value * factors[n % 3]!),
});

test('our own STL, OBJ and 3MF come in where they were, by what they say themselves', () => {
  const files: [Uint8Array, MeshFormat][] = [
    [writeStl(WEDGE), 'stl'],
    [writeObj(WEDGE, { name: 'wedge' }), 'obj'],
    [writeThreeMf(WEDGE, { name: 'wedge', specola: { Frame: 'DICOM LPS' } }), '3mf'],
  ];
  for (const [bytes, format] of files) {
    const { mesh, placement, findings } = placed(bytes, format);
    assert.deepEqual(cornersOf(mesh), cornersOf(WEDGE), format);
    assert.deepEqual(placement, { frame: 'LPS', frameBy: 'file', unit: 'mm', unitBy: 'file', shareInside: 1 });
    assert.deepEqual(findings, []);
  }
});

test('a STL of 3D Slicer in RAS is turned to LPS, not mirrored: its volume keeps its sign', () => {
  const ras = scaled(WEDGE, -1, -1, 1);
  const { mesh, placement } = placed(textStl(ras, 'Visualization Toolkit generated SLA File;SPACE=RAS'), 'stl');
  assert.deepEqual(cornersOf(mesh), cornersOf(WEDGE));
  assert.deepEqual([placement.frame, placement.frameBy, placement.unitBy], ['RAS', 'file', 'file']);
});

test('inches and centimeters become millimeters, and are named', () => {
  const inches = scaled(WEDGE, 1 / 25.4, 1 / 25.4, 1 / 25.4);
  const { mesh, placement } = placed(textStl(inches, 'part'), 'stl', { frame: 'LPS', unit: 'inch' });
  assert.deepEqual(
    cornersOf(mesh).map((corner) => corner.split(' ').map((x) => Number(x).toFixed(2))),
    cornersOf(WEDGE).map((corner) => corner.split(' ').map((x) => Number(x).toFixed(2))),
  );
  assert.deepEqual([placement.unit, placement.unitBy, placement.frameBy], ['inch', 'user', 'user']);
  const xml = `<?xml version="1.0"?><model unit="centimeter" xmlns="x"><metadata name="Application">Mimics 26</metadata><resources>
<object id="1" name="part"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="3" y="0" z="0"/><vertex x="0" y="2.5" z="0"/><vertex x="0" y="0" z="3.5"/></vertices>
<triangles><triangle v1="0" v2="2" v3="1"/><triangle v1="0" v2="1" v3="3"/><triangle v1="0" v2="3" v3="2"/><triangle v1="1" v2="2" v3="3"/></triangles></mesh></object>
<object id="2"><components><component objectid="1" transform="1 0 0 0 1 0 0 0 1 1 0 0"/></components></object></resources>
<build><item objectid="2" transform="1 0 0 0 1 0 0 0 1 1 -6 4"/></build></model>`;
  const rels =
    '<Relationships><Relationship Target="/3D/m.model" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>';
  const text = (words: string) => new TextEncoder().encode(words);
  const zip = zipSync({ '_rels/.rels': text(rels), '3D/m.model': text(xml) });
  const foreign = readForeignMesh(zip, '3mf');
  assert.deepEqual([foreign.unit, foreign.software, foreign.frame], ['cm', 'Mimics 26', null]);
  // The component is shifted by 1 cm, the item by another and by −6 and 4: the wedge again.
  assert.deepEqual(cornersOf(placed(zip, '3mf', { frame: 'LPS', unit: null }).mesh), cornersOf(WEDGE));
});

test('without frame or unit nothing is guessed, and what contradicts the file is refused', () => {
  assert.throws(() => placed(textStl(WEDGE, 'part'), 'stl'), NoFrameStatedError);
  assert.throws(() => placed(textStl(WEDGE, 'part'), 'stl', { frame: 'LPS', unit: null }), NoUnitStatedError);
  assert.throws(() => placed(writeStl(WEDGE), 'stl', { frame: 'RAS', unit: null }), FrameConflictError);
  assert.throws(() => placed(writeStl(WEDGE), 'stl', { frame: null, unit: 'cm' }), FrameConflictError);
});

test('a mesh outside the series is refused, and the sentence says where it would lie', () => {
  const as = (mesh: TriMesh, told: Parameters<typeof placeMesh>[1]) => () => placed(textStl(mesh, 'part'), 'stl', told);
  assert.throws(as(scaled(WEDGE, -1, -1, 1), { frame: 'LPS', unit: 'mm' }), (thrown) => {
    assert.ok(thrown instanceof OutsideSeriesError);
    assert.match(thrown.mend, /Read as RAS, 100\.0 % of it would/);
    return true;
  });
  assert.throws(as(scaled(WEDGE, 0.1, 0.1, 0.1), { frame: 'LPS', unit: 'mm' }), /Read in cm, it would/);
  assert.throws(as(scaled(WEDGE, 1, 1, 40), { frame: 'LPS', unit: 'mm' }), OutsideSeriesError);
});

test('what reaches beyond the scan, and what would fit far better in the other frame, is told', () => {
  const half = { ...WEDGE, positions: WEDGE.positions.map((value, n) => (n % 3 === 0 ? value - 25 : value)) };
  const { findings, placement } = placed(writeStl(half), 'stl');
  assert.equal(placement.shareInside, 0.25);
  assert.deepEqual(
    findings.map(({ code }) => code),
    ['take-in/partly-outside'],
  );
  // A scan around the middle of the frame: both readings reach into it.
  const middle = { dimensions: [80, 60, 40] as const, ijkToLps: ijkToLpsOf([1, 0, 0, -21, 0, 1, 0, -36, 0, 0, 2, 30]) };
  const other = { ...WEDGE, positions: Float32Array.of(-10, 10, 40, -50, 10, 40, -50, 30, 40, -50, 10, 75) };
  const turned = placeMesh(readForeignMesh(writeStl(other), 'stl'), NOTHING_TOLD, {
    volume: middle,
    byDicom: null,
  });
  assert.ok(turned.findings.some(({ code, severity }) => code === 'take-in/frame-doubtful' && severity === 'error'));
});

test('a foreign mesh passes the checks of our own, or is named for what it fails', async () => {
  const crew = soloCrew(new Arena());
  const sound = boxMesh({ sidesMm: [10, 12.5, 17] });
  const limits = { thinWallMm: 1, smallestShellMm3: 100 };
  const checked = await checkMesh(sound, limits, crew);
  assert.equal(checked.printReady, true);
  assert.ok(Math.abs(checked.mesh.volumeMm3 - 2125) < 1e-3);
  const open = { ...sound, triangles: sound.triangles.slice(3) };
  const failed = (await checkMesh(open, limits, crew)).checks.filter(({ result }) => result === 'fail');
  assert.deepEqual(
    failed.map(({ name }) => name),
    ['closed'],
  );
});
