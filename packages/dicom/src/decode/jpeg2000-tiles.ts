import { jpeg2000From } from './codestream-shape.ts';
import { FrameDamage } from './frame-damage.ts';

const SIZ = 0xff51;
const SOT = 0xff90;
const SOD = 0xff93;
const EOC = 0xffd9;
/** Encoders pad with what they like; no two bytes inside a codestream look like the end mark. */
const MOST_PADDING_BYTES = 64;

/**
 * Refuses a JPEG 2000 codestream whose tiles do not fill it: OpenJPEG gives what it has of one that was cut off, lost a
 * piece, or says another grid than its tiles lie in, and zeros or blur for the rest. Source: ITU-T T.800 A.1, A.4.2, A.5.1, B.3.
 *
 * @throws FrameDamage
 */
export function refuseBrokenTiles(packed: Uint8Array): void {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const from = jpeg2000From(view);
  const end = endOf(packed);
  if (from === null) throw new FrameDamage('it does not begin as its transfer syntax says');
  const { first, tiles } = mainHeader(view, from + 2, end);
  const met = new Set<number>();
  let at = first;
  while (at < end) {
    if (at + 12 > end || view.getUint16(at) !== SOT || view.getUint16(at + 2) !== 10)
      throw new FrameDamage('a tile does not begin where the one before it ends');
    const tile = view.getUint16(at + 4);
    const length = view.getUint32(at + 6);
    if (tile >= tiles) throw new FrameDamage(`it holds tile ${tile} of ${tiles}`);
    met.add(tile);
    // The last part may leave its length open: it goes on to the end.
    const next = length === 0 ? end : at + length;
    if (next > end || next < at + 14) throw new FrameDamage('a tile is longer than what is there');
    at = next;
  }
  if (met.size < tiles) throw new FrameDamage(`it holds ${met.size} of its ${tiles} tiles`);
}

function endOf(packed: Uint8Array): number {
  for (let at = packed.length - 2; at >= Math.max(0, packed.length - MOST_PADDING_BYTES); at--)
    if (packed[at] === EOC >> 8 && packed[at + 1] === (EOC & 255)) return at;
  throw new FrameDamage('it has no end');
}

/** Where the first tile begins, and how many there are. */
function mainHeader(view: DataView, from: number, end: number): { first: number; tiles: number } {
  let tiles = 0;
  for (let at = from; at + 4 <= end; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker === SOT) return { first: at, tiles };
    if (marker < 0xff00 || marker === SOD || view.getUint16(at + 2) < 2) break;
    if (marker !== SIZ || at + 43 > end) continue;
    tiles = tilesOf(view, at + 6);
    if (view.getUint16(at + 41) !== 0x0101) throw new FrameDamage('it holds fewer samples than pixels');
  }
  throw new FrameDamage('its main header is damaged');
}

/** Tiles of the grid: the first must reach into the image, which begins at its own offset. */
function tilesOf(view: DataView, at: number): number {
  const [right, bottom, left, top, width, height, gridLeft, gridTop] = Array.from({ length: 8 }, (_, n) =>
    view.getUint32(at + 4 * n),
  ) as [number, number, number, number, number, number, number, number];
  if (gridLeft > left || gridTop > top || gridLeft + width <= left || gridTop + height <= top)
    throw new FrameDamage('its tiles do not lie where its image is');
  return Math.ceil((right - gridLeft) / width) * Math.ceil((bottom - gridTop) / height);
}
