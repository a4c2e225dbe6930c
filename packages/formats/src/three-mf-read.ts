import { SpecolaError } from '@specola/space';
import { unzipSync } from 'fflate';
import { type GrowingNumbers, growingNumbers } from './growing-numbers.ts';
import { numberIn } from './three-mf-numbers.ts';

/** The bytes are no 3MF, or one whose model cannot be read. */
export class NotThreeMfError extends SpecolaError {
  readonly code = 'three-mf/not-three-mf';
  constructor(reason: string, options?: ErrorOptions) {
    super(
      {
        what: `This is not a readable 3MF: ${reason}.`,
        why: 'Without its model part there is nothing to measure or print.',
        mend: 'Copy or export the file again; if it was cut short, its size differs from the original.',
      },
      options,
    );
  }
}

export interface ThreeMfObject {
  readonly id: string;
  readonly name: string;
  /** x y z of each vertex in the file's unit, and three vertex indices for each triangle. */
  readonly positions: Float32Array;
  readonly triangles: Uint32Array;
  /** sRGB of its base material, 0 to 255; null without one. */
  readonly color: readonly [number, number, number] | null;
  /** Other objects that it is put together of, each with its transform as written. */
  readonly components: readonly { readonly objectId: string; readonly transform: string | null }[];
}

export interface ThreeMfModel {
  readonly unit: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly objects: readonly ThreeMfObject[];
  /** What is to be built: an object's id, and its transform as written (null: none). */
  readonly build: readonly { readonly objectId: string; readonly transform: string | null }[];
}

/**
 * Reads the meshes, the unit and the metadata of a 3MF's model part, the base material of each object as a whole, and which
 * objects are put together of others; materials of single triangles and extensions are passed over.
 *
 * @throws {NotThreeMfError} no zip, no model part, XML cut short, or a triangle that names a vertex that is not there
 */
export function readThreeMf(bytes: Uint8Array): ThreeMfModel {
  return modelIn(modelPartOf(bytes));
}

function modelPartOf(bytes: Uint8Array): Uint8Array {
  let parts: Record<string, Uint8Array>;
  try {
    parts = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.model') || name === '_rels/.rels' });
  } catch (cause) {
    throw new NotThreeMfError('it is no whole zip archive', { cause });
  }
  const relationships = parts['_rels/.rels'];
  if (!relationships) throw new NotThreeMfError('the archive has no _rels/.rels');
  const text = new TextDecoder().decode(relationships);
  const tag = text.match(/<Relationship\b[^>]*>/g)?.find((each) => each.includes('/2013/01/3dmodel"'));
  const path = /\bTarget="\/?([^"]+)"/.exec(tag ?? '')?.[1];
  const model = path && parts[path];
  if (!model) throw new NotThreeMfError('the archive has no model part');
  return model;
}

interface Tag {
  /** Without its namespace prefix; a closing tag starts with "/". */
  name: string;
  attributes: Map<string, { from: number; to: number }>;
  end: number;
}

function modelIn(xml: Uint8Array): ThreeMfModel {
  const metadata: Record<string, string> = {};
  const objects: ThreeMfObject[] = [];
  const build: { objectId: string; transform: string | null }[] = [];
  let unit = '';
  const materials = new Map<string, string[]>();
  let bases: string[] = [];
  let open: OpenObject | null = null;
  let closed = false;
  for (let tag = nextTag(xml, 0); tag; tag = nextTag(xml, tag.end)) {
    const text = (name: string): string | null => textIn(xml, tag!.attributes.get(name));
    if (tag.name === 'vertex' && open)
      for (const axis of ['x', 'y', 'z']) open.positions.push(numberOf(xml, tag, axis));
    else if (tag.name === 'triangle' && open)
      for (const corner of ['v1', 'v2', 'v3']) open.triangles.push(numberOf(xml, tag, corner));
    else if (tag.name === 'model') unit = text('unit') ?? 'millimeter';
    else if (tag.name === 'metadata') metadata[text('name') ?? ''] = textUpToTag(xml, tag.end);
    else if (tag.name === 'basematerials') {
      bases = [];
      materials.set(text('id') ?? '', bases);
    } else if (tag.name === 'base') bases.push(text('displaycolor') ?? '');
    else if (tag.name === 'object')
      open = {
        id: text('id') ?? '',
        name: text('name') ?? '',
        positions: growingNumbers(),
        triangles: growingNumbers(),
        components: [],
        color: colorOf(materials.get(text('pid') ?? '')?.[Number(text('pindex') ?? 0)]),
      };
    else if (tag.name === 'component' && open) open.components.push(componentIn(tag, text));
    else if (tag.name === '/object' && open) {
      objects.push(objectFrom(open));
      open = null;
    } else if (tag.name === 'item') build.push({ objectId: text('objectid') ?? '', transform: text('transform') });
    else if (tag.name === '/model') closed = true;
  }
  if (!closed || !unit) throw new NotThreeMfError('its model part is no whole 3MF model');
  return { unit, metadata, objects, build };
}

interface OpenObject {
  readonly id: string;
  readonly name: string;
  readonly positions: GrowingNumbers;
  readonly triangles: GrowingNumbers;
  readonly components: { objectId: string; transform: string | null }[];
  readonly color: ThreeMfObject['color'];
}

/** #RRGGBB or #RRGGBBAA. Source: 3MF core 1.3, section 5.1.1. */
function colorOf(display: string | undefined): ThreeMfObject['color'] {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(display ?? '');
  return found ? ([1, 2, 3].map((n) => Number.parseInt(found[n]!, 16)) as [number, number, number]) : null;
}

/** The production extension keeps objects in other parts of the package; without them the model would not be whole. */
function componentIn(tag: Tag, text: (name: string) => string | null): OpenObject['components'][number] {
  if ([...tag.attributes.keys()].some((name) => name.endsWith(':path')))
    throw new NotThreeMfError('a component lies in another part of the package, which is not read');
  return { objectId: text('objectid') ?? '', transform: text('transform') };
}

function objectFrom(open: OpenObject): ThreeMfObject {
  const positions = Float32Array.from(open.positions.values());
  const corners = open.triangles.values();
  const vertexCount = positions.length / 3;
  for (const corner of corners)
    if (!(corner >= 0 && corner < vertexCount && Number.isInteger(corner)))
      throw new NotThreeMfError(`a triangle names vertex ${corner} of ${vertexCount}`);
  const { id, name, color, components } = open;
  return { id, name, color, positions, triangles: Uint32Array.from(corners), components };
}

function numberOf(xml: Uint8Array, tag: Tag, name: string): number {
  const place = tag.attributes.get(name);
  const value = place ? numberIn(xml, place.from, place.to) : Number.NaN;
  if (!Number.isFinite(value)) throw new NotThreeMfError(`a ${tag.name} has no number "${name}"`);
  return value;
}

const LESS = 60;
const GREATER = 62;
const EQUALS = 61;
const QUOTE = 34;
const APOSTROPHE = 39;
const SLASH = 47;
const EXCLAMATION = 33;
const QUESTION = 63;

/** The next tag from a place on; comments, declarations and processing instructions are passed over. */
function nextTag(xml: Uint8Array, from: number): Tag | null {
  let at = xml.indexOf(LESS, from);
  while (at >= 0 && (xml[at + 1] === EXCLAMATION || xml[at + 1] === QUESTION)) {
    const isComment = xml[at + 2] === 45 && xml[at + 3] === 45;
    let end = xml.indexOf(GREATER, at);
    while (isComment && end >= 0 && !(xml[end - 1] === 45 && xml[end - 2] === 45)) end = xml.indexOf(GREATER, end + 1);
    if (end < 0) return null;
    at = xml.indexOf(LESS, end);
  }
  if (at < 0) return null;
  let place = at + 1;
  while (
    place < xml.length &&
    !isBlank(xml[place]!) &&
    xml[place] !== GREATER &&
    !(xml[place] === SLASH && place > at + 1)
  )
    place++;
  const tag: Tag = { name: localName(asciiOf(xml, at + 1, place)), attributes: new Map(), end: 0 };
  while (place < xml.length && xml[place] !== GREATER) {
    if (isBlank(xml[place]!) || xml[place] === SLASH) {
      place++;
      continue;
    }
    const equals = xml.indexOf(EQUALS, place);
    const open = equals < 0 ? -1 : equals + 1;
    const quote = xml[open];
    const close = quote === QUOTE || quote === APOSTROPHE ? xml.indexOf(quote, open + 1) : -1;
    if (close < 0) throw new NotThreeMfError('its XML is cut short or malformed');
    tag.attributes.set(asciiOf(xml, place, equals).trim(), { from: open + 1, to: close });
    place = close + 1;
  }
  if (place >= xml.length) return null;
  tag.end = place + 1;
  return tag;
}

const isBlank = (byte: number): boolean => byte === 32 || byte === 10 || byte === 13 || byte === 9;

const localName = (name: string): string => {
  const colon = name.indexOf(':');
  if (colon < 0) return name;
  return (name.startsWith('/') ? '/' : '') + name.slice(colon + 1);
};

function asciiOf(xml: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(xml[at]!);
  return text;
}

function textIn(xml: Uint8Array, place: { from: number; to: number } | undefined): string | null {
  return place ? unescaped(new TextDecoder().decode(xml.subarray(place.from, place.to))) : null;
}

function textUpToTag(xml: Uint8Array, from: number): string {
  const to = xml.indexOf(LESS, from);
  return unescaped(new TextDecoder().decode(xml.subarray(from, to < 0 ? from : to)));
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replace(/&(#x[0-9a-fA-F]+|#\d+|\w+);/g, (all, name: string) => {
    if (name.startsWith('#x')) return String.fromCodePoint(Number.parseInt(name.slice(2), 16));
    if (name.startsWith('#')) return String.fromCodePoint(Number(name.slice(1)));
    return ENTITIES[name] ?? all;
  });
