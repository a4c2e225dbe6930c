import { readFileStart } from '../data/part10.ts';
import { encodeAssociateRequest } from '../dimse/associate.ts';
import { encodeCommand, FIELD } from '../dimse/command.ts';
import { encodePdu, encodePdv, PDU } from '../dimse/pdu.ts';

/** A whole honest session as the bytes of its sender, for tests that then spoil it: an association, an echo, two stores, a query, a release. */
export function honestSession(files: readonly Uint8Array[], { as, called }: { as: string; called: string }): Buffer {
  const services = ['1.2.840.10008.1.1', '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.5.1.4.1.2.2.1'];
  const units = [
    encodeAssociateRequest({
      calledAe: called,
      callingAe: as,
      maxPduBytes: 16384,
      roles: [],
      contexts: services.map((abstractSyntax, n) => ({
        id: 2 * n + 1,
        abstractSyntax,
        transferSyntaxes: ['1.2.840.10008.1.2.1'],
      })),
    }),
    command(1, { field: FIELD.echo, messageId: 1, affectedClass: services[0]! }, false),
  ];
  for (const [n, file] of files.entries()) {
    const { identity, dataSetAt } = readFileStart(file)!;
    const data = file.subarray(dataSetAt);
    const affected = { affectedClass: identity.sopClassUid, affectedInstance: identity.sopInstanceUid };
    units.push(command(3, { field: FIELD.store, messageId: 10 + n, priority: 0, ...affected }, true));
    const middle = data.length >> 1;
    units.push(piece(3, data.subarray(0, middle), false), piece(3, data.subarray(middle), true));
  }
  const keys = Buffer.from('08005200435306005354554459200d000d0055490000'.replace('0d000d00', '20000d00'), 'hex');
  units.push(command(5, { field: FIELD.find, messageId: 90, affectedClass: services[2]!, priority: 0 }, true));
  units.push(piece(5, keys, true), encodePdu(PDU.releaseRequest, Buffer.alloc(4)));
  return Buffer.concat(units);
}

const command = (contextId: number, told: Parameters<typeof encodeCommand>[0], hasData: boolean): Buffer =>
  encodePdv({ contextId, isCommand: true, isLast: true, bytes: encodeCommand(told, { hasData }) });

const piece = (contextId: number, bytes: Uint8Array, isLast: boolean): Buffer =>
  encodePdv({ contextId, isCommand: false, isLast, bytes: Buffer.from(bytes) });

/** Numbers from a seed: the same spoiling on every machine (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One way or another of spoiling bytes: flipped, cut, doubled, overwritten with large lengths, swapped, or all random. */
export function spoiled(bytes: Buffer, pick: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const at = pick(copy.length - 8);
  switch (pick(8)) {
    case 0:
      for (let n = 1 + pick(6); n > 0; n--) copy[pick(copy.length)] = pick(256);
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at, at + pick(400)), copy.subarray(at)]);
    case 3:
      copy.writeUInt32BE([0xffffffff, 0x7fffffff, 0x80000000, 0x00100000, 0][pick(5)]!, at);
      return copy;
    case 4:
      copy.writeUInt32LE([0xffffffff, 0xfffffffe, 0x7fffffff, 0x00010000, 0][pick(5)]!, at);
      return copy;
    case 5:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + pick(300))]);
    case 6: {
      const middle = pick(copy.length);
      return Buffer.concat([copy.subarray(middle), copy.subarray(0, middle)]);
    }
    default:
      for (let n = at; n < Math.min(copy.length, at + 200); n++) copy[n] = pick(256);
      return copy;
  }
}
