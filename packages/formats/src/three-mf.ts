import { BrokenPromiseError, type TriMesh } from '@specola/space';
import { Zip, ZipDeflate } from 'fflate';
import type { ColoredPart } from './colored-part.ts';
import { MOST_NUMBER_BYTES, putFloat32, putWhole } from './three-mf-numbers.ts';

export const CORE_NAMESPACE = 'http://schemas.microsoft.com/3dmanufacturing/core/2015/02';
/** Names our own metadata; a name only, there is nothing to fetch. */
const SPECOLA_NAMESPACE = 'urn:specola:model:1';
export const MODEL_PART = '3D/3dmodel.model';
const MODEL_RELATIONSHIP = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel';

/**
 * Level 3 of fflate: measured on 1 M triangles (73 MB of XML) 1.5 s and 12.5 MB, against 1.4 s and 13.9 MB at level 1 and
 * 3.4 s and 12.3 MB at level 6. Any change here, or of the piece length, changes the bytes of every file.
 */
const LEVEL = 3;
const PIECE_BYTES = 1 << 20;
/** Noon on the first day of 2000, local time as the zip format has it: the same four bytes in every time zone. */
const MADE_AT = () => new Date(2000, 0, 1, 12, 0, 0);

/** Names that the core specification defines; any other needs a namespace. Source: 3MF core 1.3, section 3.4.1. */
export type CoreMetadata =
  | 'Title'
  | 'Designer'
  | 'Description'
  | 'Copyright'
  | 'LicenseTerms'
  | 'Rating'
  | 'CreationDate'
  | 'ModificationDate'
  | 'Application';

export interface ThreeMfOptions {
  /** Name of the object, shown by slicers; never a patient's. */
  readonly name: string;
  readonly metadata?: Readonly<Partial<Record<CoreMetadata, string>>>;
  /** Our own entries, written in the namespace "specola": { Frame: 'LPS' } becomes specola:Frame. */
  readonly specola?: Readonly<Record<string, string>>;
}

/**
 * A 3MF of one object in millimetres, core specification 1.3. The numbers read back as exactly the mesh's Float32
 * positions, and the same mesh always gives the same bytes: fixed dates, JavaScript deflate, no random identifiers.
 *
 * The XML is made and packed in pieces of 1 MiB, so that memory holds the packed file and one piece.
 */
export function writeThreeMf(mesh: TriMesh, options: ThreeMfOptions): Uint8Array<ArrayBuffer> {
  return writeParts([{ name: options.name, mesh, color: null }], options);
}

/**
 * A 3MF of several parts: one named object for each, in its color (a base material, core specification, section 5), all of
 * them together one object to build, named like the model, so that slicers keep them in their places and show their names.
 */
export function writeThreeMfParts(parts: readonly ColoredPart[], options: ThreeMfOptions): Uint8Array<ArrayBuffer> {
  return writeParts(parts, options);
}

type Part = Omit<ColoredPart, 'color'> & { readonly color: ColoredPart['color'] | null };

function writeParts(parts: readonly Part[], options: ThreeMfOptions): Uint8Array<ArrayBuffer> {
  const packed: Uint8Array[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw new BrokenPromiseError(`The 3MF could not be packed: ${error.message}.`);
    packed.push(data);
  });
  const textPart = (path: string, text: string) => {
    const part = openPart(zip, path);
    part.push(new TextEncoder().encode(text), true);
  };
  textPart('[Content_Types].xml', CONTENT_TYPES);
  textPart('_rels/.rels', RELATIONSHIPS);
  const model = openPart(zip, MODEL_PART);
  const sink = new XmlSink((piece, last) => model.push(piece, last));
  sink.text(`${modelStart(options)}${materialsOf(parts)}`);
  const firstId = parts.some(({ color }) => color !== null) ? 2 : 1;
  for (const [n, { name, mesh, color }] of parts.entries()) {
    const material = color === null ? '' : ` pid="1" pindex="${n}"`;
    sink.text(`<object id="${firstId + n}" type="model" name="${escaped(name)}"${material}>\n<mesh>\n<vertices>\n`);
    putVertices(sink, mesh.positions);
    sink.text('</vertices>\n<triangles>\n');
    putTriangles(sink, mesh.triangles);
    sink.text('</triangles>\n</mesh>\n</object>\n');
  }
  const whole = firstId + parts.length;
  if (parts.length > 1) sink.text(togetherObject(whole, options.name, firstId, parts.length));
  const built = parts.length > 1 ? whole : firstId;
  sink.text(`</resources>\n<build>\n<item objectid="${built}"/>\n</build>\n</model>\n`);
  sink.end();
  zip.end();
  return joined(packed);
}

const CONTENT_TYPES = `<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/>
</Types>
`;

const RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Target="/${MODEL_PART}" Id="rel0" Type="${MODEL_RELATIONSHIP}"/>
</Relationships>
`;

function materialsOf(parts: readonly Part[]): string {
  const bases = parts.flatMap(({ name, color }) =>
    color === null ? [] : [`<base name="${escaped(name)}" displaycolor="#${hexOf(color)}FF"/>\n`],
  );
  return bases.length === 0 ? '' : `<basematerials id="1">\n${bases.join('')}</basematerials>\n`;
}

const hexOf = (color: ColoredPart['color']): string =>
  color.map((channel) => channel.toString(16).padStart(2, '0').toUpperCase()).join('');

function togetherObject(id: number, name: string, firstId: number, count: number): string {
  const lines = Array.from({ length: count }, (_, n) => `<component objectid="${firstId + n}"/>\n`);
  return `<object id="${id}" type="model" name="${escaped(name)}">\n<components>\n${lines.join('')}</components>\n</object>\n`;
}

function modelStart({ metadata = {}, specola = {} }: ThreeMfOptions): string {
  const entries = [
    ...Object.entries(metadata),
    ...Object.entries(specola).map(([key, value]) => [`specola:${key}`, value] as const),
  ];
  const lines = entries.map(([key, value]) => `<metadata name="${escaped(key)}">${escaped(value ?? '')}</metadata>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<model unit="millimeter" xml:lang="en-US" xmlns="${CORE_NAMESPACE}" xmlns:specola="${SPECOLA_NAMESPACE}">
${lines.join('')}<resources>
`;
}

function openPart(zip: Zip, path: string): ZipDeflate {
  const part = new ZipDeflate(path, { level: LEVEL });
  part.mtime = MADE_AT();
  part.os = 0;
  zip.add(part);
  return part;
}

function putVertices(sink: XmlSink, positions: Float32Array): void {
  const x = bytesOf('<vertex x="');
  const y = bytesOf('" y="');
  const z = bytesOf('" z="');
  const end = bytesOf('"/>\n');
  const room = x.length + y.length + z.length + end.length + 3 * MOST_NUMBER_BYTES;
  for (let at = 0; at < positions.length; at += 3) {
    sink.reserve(room);
    sink.put(x);
    putCoordinate(sink, positions[at]!);
    sink.put(y);
    putCoordinate(sink, positions[at + 1]!);
    sink.put(z);
    putCoordinate(sink, positions[at + 2]!);
    sink.put(end);
  }
}

function putCoordinate(sink: XmlSink, value: number): void {
  if (!Number.isFinite(value)) throw new BrokenPromiseError('A vertex of the mesh has no finite position.');
  sink.used = putFloat32(sink.piece, sink.used, value);
}

function putTriangles(sink: XmlSink, triangles: Uint32Array): void {
  const v1 = bytesOf('<triangle v1="');
  const v2 = bytesOf('" v2="');
  const v3 = bytesOf('" v3="');
  const end = bytesOf('"/>\n');
  const room = v1.length + v2.length + v3.length + end.length + 3 * MOST_NUMBER_BYTES;
  for (let at = 0; at < triangles.length; at += 3) {
    sink.reserve(room);
    sink.put(v1);
    sink.used = putWhole(sink.piece, sink.used, triangles[at]!);
    sink.put(v2);
    sink.used = putWhole(sink.piece, sink.used, triangles[at + 1]!);
    sink.put(v3);
    sink.used = putWhole(sink.piece, sink.used, triangles[at + 2]!);
    sink.put(end);
  }
}

/** Collects XML in one piece of fixed length, and hands it on when the next entry might not fit. */
class XmlSink {
  readonly piece = new Uint8Array(PIECE_BYTES);
  used = 0;
  private readonly handOn: (piece: Uint8Array, last: boolean) => void;

  constructor(handOn: (piece: Uint8Array, last: boolean) => void) {
    this.handOn = handOn;
  }
  reserve(bytes: number): void {
    if (this.used + bytes > PIECE_BYTES) this.flush(false);
  }
  put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) this.piece[this.used++] = bytes[at]!;
  }
  text(text: string): void {
    const bytes = bytesOf(text);
    for (let from = 0; from < bytes.length; from += PIECE_BYTES >> 1) {
      const part = bytes.subarray(from, from + (PIECE_BYTES >> 1));
      this.reserve(part.length);
      this.put(part);
    }
  }
  end(): void {
    this.flush(true);
  }
  private flush(last: boolean): void {
    // The deflater keeps what it is given, so it gets a copy.
    this.handOn(this.piece.slice(0, this.used), last);
    this.used = 0;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** XML text: the five entities, and nothing that XML 1.0 does not allow at all. */
const escaped = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;');
