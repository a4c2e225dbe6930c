const LEAST_RUN = 4;

/**
 * The texts that bytes may be read as: single bytes and UTF-8, UTF-16 in both orders where it shows, and with the
 * escapes of HTML, XML, JSON and addresses undone. Bytes that are no text part the runs with a mark.
 */
export function textsOf(bytes: Uint8Array): string[] {
  const printable = runsOf(bytes);
  const single = new TextDecoder('windows-1252').decode(printable);
  const texts = [single];
  // Without bytes above 127 both readings are one.
  if (printable.some((byte) => byte >= 0x80)) texts.push(new TextDecoder('utf-8').decode(printable));
  const escaped = texts.at(-1)!;
  const undone = withoutEscapes(escaped);
  if (undone !== escaped) texts.push(undone);
  for (const wide of wideRuns(bytes)) if (wide !== '') texts.push(wide);
  return texts;
}

/** Runs of at least four bytes that text may hold; what lies between becomes one control character. */
function runsOf(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length + 1);
  let at = 0;
  let run = 0;
  for (let n = 0; n <= bytes.length; n++) {
    const byte = n < bytes.length ? bytes[n]! : 0;
    if ((byte >= 0x20 && byte !== 0x7f) || byte === 9 || byte === 10 || byte === 13) {
      out[at++] = byte;
      run++;
    } else {
      if (run < LEAST_RUN) at -= run;
      else out[at++] = 1;
      run = 0;
    }
  }
  return out.subarray(0, at);
}

/** Letters with a zero byte before or after each: UTF-16 of Latin script, in both orders. */
function wideRuns(bytes: Uint8Array): string[] {
  return [0, 1].map((order) => {
    let text = '';
    let run = '';
    const close = () => {
      if (run.length >= LEAST_RUN) text += `${run}\u0001`;
      run = '';
    };
    for (let n = 0; n + 1 < bytes.length; ) {
      const [letter, zero] = order === 0 ? [bytes[n]!, bytes[n + 1]!] : [bytes[n + 1]!, bytes[n]!];
      if (zero === 0 && letter >= 0x20 && letter !== 0x7f) {
        run += String.fromCharCode(letter);
        n += 2;
      } else {
        close();
        n += 1;
      }
    }
    close();
    return text;
  });
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };
const MARKED = /&([A-Za-z])(uml|acute|grave|circ|tilde|ring|cedil|caron|slash);/g;
const MARKS: Readonly<Record<string, string>> = {
  uml: '\u0308',
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  tilde: '\u0303',
  ring: '\u030a',
  cedil: '\u0327',
  caron: '\u030c',
  slash: '',
};

function withoutEscapes(text: string): string {
  if (!/[&\\%]/.test(text)) return text;
  const code = (digits: string, base: number) => {
    const point = Number.parseInt(digits, base);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : ' ';
  };
  return text
    .replaceAll(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => code(hex, 16))
    .replaceAll(/&#x([0-9a-fA-F]{1,6});/g, (_, hex: string) => code(hex, 16))
    .replaceAll(/&#(\d{1,7});/g, (_, digits: string) => code(digits, 10))
    .replaceAll(MARKED, (_, letter: string, mark: string) => letter + MARKS[mark]!)
    .replaceAll(/&(amp|lt|gt|quot|apos|nbsp|szlig);/g, (_, name: string) => NAMED[name] ?? 'ss')
    .replaceAll(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
      const bytes = Uint8Array.from(run.match(/[0-9a-fA-F]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16));
      return new TextDecoder('utf-8').decode(bytes);
    });
}
