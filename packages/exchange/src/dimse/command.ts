import { BadPduError } from '../errors.ts';

/** Command fields. Source: PS3.7 annex E. A reply is the request with bit 15 set. */
export const FIELD = {
  store: 0x0001,
  get: 0x0010,
  find: 0x0020,
  move: 0x0021,
  echo: 0x0030,
  cancel: 0x0fff,
  eventReport: 0x0100,
  action: 0x0130,
} as const;
export const REPLY = 0x8000;

/** A command set: what is asked, or answered, apart from its data set. Source: PS3.7 9.3, 10.3, annex E. */
export interface Command {
  readonly field: number;
  readonly messageId?: number;
  readonly respondingTo?: number;
  readonly affectedClass?: string;
  readonly requestedClass?: string;
  readonly affectedInstance?: string;
  readonly requestedInstance?: string;
  readonly moveDestination?: string;
  readonly moveOriginatorAe?: string;
  readonly moveOriginatorId?: number;
  readonly priority?: number;
  readonly status?: number;
  readonly errorComment?: string;
  readonly remaining?: number;
  readonly completed?: number;
  readonly failed?: number;
  readonly warning?: number;
  readonly eventType?: number;
  readonly actionType?: number;
}

type Entry = readonly [name: keyof Command, tag: number, kind: 'number' | 'uid' | 'text'];

/** In the order of their tags, as they must be written. */
const ENTRIES: readonly Entry[] = [
  ['affectedClass', 0x0002, 'uid'],
  ['requestedClass', 0x0003, 'uid'],
  ['field', 0x0100, 'number'],
  ['messageId', 0x0110, 'number'],
  ['respondingTo', 0x0120, 'number'],
  ['moveDestination', 0x0600, 'text'],
  ['priority', 0x0700, 'number'],
  ['status', 0x0900, 'number'],
  ['errorComment', 0x0902, 'text'],
  ['affectedInstance', 0x1000, 'uid'],
  ['requestedInstance', 0x1001, 'uid'],
  ['eventType', 0x1002, 'number'],
  ['actionType', 0x1008, 'number'],
  ['remaining', 0x1020, 'number'],
  ['completed', 0x1021, 'number'],
  ['failed', 0x1022, 'number'],
  ['warning', 0x1023, 'number'],
  ['moveOriginatorAe', 0x1030, 'text'],
  ['moveOriginatorId', 0x1031, 'number'],
];
const DATA_SET_TYPE = 0x0800;
const NO_DATA_SET = 0x0101;
const WITH_DATA_SET = 0x0001;
const BY_TAG = new Map(ENTRIES.map((entry) => [entry[1], entry]));
const LONGEST_TEXT = 64;

/** Always in Implicit VR Little Endian, whatever the context says (PS3.7 6.3.1). */
export function encodeCommand(command: Command, { hasData }: { hasData: boolean }): Buffer {
  const parts: [number, Buffer][] = [[DATA_SET_TYPE, number16(hasData ? WITH_DATA_SET : NO_DATA_SET)]];
  for (const [name, tag, kind] of ENTRIES) {
    const value = command[name];
    if (value === undefined) continue;
    if (typeof value === 'number') parts.push([tag, number16(value)]);
    else parts.push([tag, padded(kind === 'text' ? value.slice(0, LONGEST_TEXT) : value, kind === 'uid' ? '\0' : ' ')]);
  }
  parts.sort(([a], [b]) => a - b);
  const body = Buffer.concat(parts.map(([tag, bytes]) => element(tag, bytes)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([element(0, length), body]);
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

const padded = (text: string, pad: string): Buffer => Buffer.from(text.length % 2 ? text + pad : text, 'latin1');

function element(tag: number, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(tag, 2);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

export function decodeCommand(bytes: Buffer): { readonly command: Command; readonly hasData: boolean } {
  const found: Partial<Record<keyof Command, number | string>> = {};
  let hasData: boolean | null = null;
  for (let at = 0; at < bytes.length; ) {
    const end = at + 8 <= bytes.length ? at + 8 + bytes.readUInt32LE(at + 4) : Number.POSITIVE_INFINITY;
    if (end > bytes.length || bytes.readUInt16LE(at) !== 0) throw new BadPduError('a command that is none');
    const tag = bytes.readUInt16LE(at + 2);
    const value = bytes.subarray(at + 8, end);
    const entry = BY_TAG.get(tag);
    if (entry?.[2] === 'number' || tag === DATA_SET_TYPE) {
      if (value.length !== 2) throw new BadPduError('a number of the command that is none');
      if (entry) found[entry[0]] = value.readUInt16LE(0);
      else hasData = value.readUInt16LE(0) !== NO_DATA_SET;
    } else if (entry) found[entry[0]] = value.toString('latin1').replace(/[\0 ]+$/, '');
    at = end;
  }
  const { field } = found;
  if (typeof field !== 'number' || hasData === null) throw new BadPduError('a command without its field');
  return { command: { ...(found as Omit<Command, 'field'>), field }, hasData };
}
