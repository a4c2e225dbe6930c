/** A stretch of text of a PDF, and what it comes from. */
interface PdfPart {
  readonly place: string;
  readonly bytes: Uint8Array;
}

type Inflate = (packed: Uint8Array, format: 'gzip' | 'deflate' | 'deflate-raw') => Promise<Uint8Array | null>;

const STREAM = 'stream';
const END_STREAM = 'endstream';

/**
 * Streams of a PDF unpacked, and its strings written out: escapes, hexadecimal, UTF-16, pieces that kerning parts, and
 * glyph numbers by the ToUnicode tables of its fonts. Source: ISO 32000-1, 7.3.4, 7.3.8, 9.4.3, 9.10.3.
 */
export async function pdfParts(file: Uint8Array, inflate: Inflate): Promise<PdfPart[]> {
  const text = new TextDecoder('latin1').decode(file);
  const streams: Uint8Array[] = [];
  for (let at = text.indexOf(STREAM); at >= 0; at = text.indexOf(STREAM, at + 1)) {
    if (text.startsWith(END_STREAM, at - 3)) continue;
    const from = at + STREAM.length + (text[at + 6] === '\r' && text[at + 7] === '\n' ? 2 : 1);
    const to = text.indexOf(END_STREAM, from);
    const body = file.subarray(from, to < 0 ? file.length : to);
    streams.push((await inflate(body, 'deflate')) ?? body);
    if (to < 0) break;
    at = to + END_STREAM.length - 1;
  }
  const texts = streams.map((stream) => latin1(stream));
  const glyphs = texts.filter((one) => one.includes('beginbfchar') || one.includes('beginbfrange')).map(glyphTable);
  const parts: PdfPart[] = streams.map((bytes) => ({ place: 'PDF stream #', bytes }));
  const utf8 = new TextEncoder();
  for (const one of [text, ...texts])
    for (const told of stringsOf(one, glyphs)) parts.push({ place: 'PDF text', bytes: utf8.encode(told) });
  return parts;
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/** Literal and hexadecimal strings in their order; once with every gap closed, once with gaps where the file has them. */
function stringsOf(text: string, glyphs: readonly ReadonlyMap<number, string>[]): string[] {
  const literals: string[] = [];
  const hexes: string[] = [];
  for (const [token] of text.matchAll(/\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*\))*\)|<[0-9A-Fa-f\s]+>/g)) {
    if (token.startsWith('(')) literals.push(unescaped(token.slice(1, -1)));
    else hexes.push(token.slice(1, -1).replaceAll(/\s/g, ''));
  }
  const out: string[] = [];
  const push = (list: readonly string[]) => {
    if (list.length > 0) out.push(list.join(''), list.join(' '));
  };
  push(literals.map(wide));
  push(hexes.map((hex) => wide(bytesOfHex(hex))));
  for (const table of glyphs)
    push(hexes.map((hex) => hex.replaceAll(/.{4}|.+$/g, (code) => table.get(Number.parseInt(code, 16)) ?? '')));
  return out.filter((one) => one.trim() !== '');
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const unescaped = (text: string): string =>
  text.replaceAll(/\\(?:([0-7]{1,3})|(\r\n|[\s\S]))/g, (_, octal: string | undefined, letter: string | undefined) => {
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return letter === '\n' || letter === '\r' || letter === '\r\n' ? '' : (ESCAPES[letter!] ?? letter!);
  });

const bytesOfHex = (hex: string): string =>
  (hex.length % 2 ? `${hex}0` : hex).replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

/** A text string may be UTF-16 with its mark, or UTF-8 with its. */
function wide(text: string): string {
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  return text;
}

/** Glyph number to letters, from beginbfchar and beginbfrange. */
function glyphTable(cmap: string): Map<number, string> {
  const table = new Map<number, string>();
  const letters = (hex: string) =>
    new TextDecoder('utf-16be').decode(Uint8Array.from(hex.match(/../g) ?? [], (p) => Number.parseInt(p, 16)));
  const hex = '<([0-9A-Fa-f]+)>\\s*';
  for (const [, body] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, from, to] of body!.matchAll(new RegExp(hex + hex, 'g')))
      table.set(Number.parseInt(from!, 16), letters(to!));
  for (const [, body] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, low, high, list] of body!.matchAll(new RegExp(`${hex}${hex}\\[([^\\]]*)\\]`, 'g')))
      [...list!.matchAll(/<([0-9A-Fa-f]+)>/g)].forEach(([, to], n) => {
        if (Number.parseInt(low!, 16) + n <= Number.parseInt(high!, 16))
          table.set(Number.parseInt(low!, 16) + n, letters(to!));
      });
    for (const [, low, high, to] of body!.matchAll(new RegExp(hex + hex + hex, 'g'))) {
      const first = Number.parseInt(low!, 16);
      const last = Math.min(Number.parseInt(high!, 16), first + 0xffff);
      for (let code = first; code <= last; code++)
        if (!table.has(code))
          table.set(code, String.fromCodePoint(Math.min(0x10ffff, Number.parseInt(to!, 16) + code - first)));
    }
  }
  return table;
}
