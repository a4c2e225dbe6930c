/** Character sets by defined term, as the names that TextDecoder knows. Source: PS3.3 C.12.1.1.2; WHATWG Encoding. */
const DECODERS: Readonly<Record<string, string>> = {
  '': 'windows-1252',
  'ISO_IR 6': 'windows-1252',
  'ISO_IR 100': 'windows-1252',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'windows-1254',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  GB18030: 'gb18030',
  GBK: 'gbk',
  'ISO 2022 IR 13': 'shift_jis',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 159': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gb18030',
};

export type DecodeText = (bytes: Uint8Array) => string;

/**
 * How text of a data set is read. Of several sets the last is taken where escape sequences would change between them:
 * ASCII reads alike in all, and the ideographic part of a name is what the last is there for.
 */
export function textDecoder(specificCharacterSet: string): DecodeText {
  const terms = specificCharacterSet.split('\\').map((term) => term.trim());
  const term = terms.at(-1) ?? '';
  const label = DECODERS[term] ?? DECODERS[term.replace(/^ISO 2022 IR/, 'ISO_IR')] ?? 'windows-1252';
  const decoder = new TextDecoder(label);
  const strip = label === 'iso-2022-jp' ? (text: string) => text : withoutEscapes;
  return (bytes) => strip(decoder.decode(bytes));
}

const ESCAPE = String.fromCharCode(0x1b);
const SWITCH = new RegExp(`${ESCAPE}[$()\\-.*+,/]*[0-9A-Z@]`, 'g');

/** Escape sequences that switch sets (ISO 2022) are no text. */
const withoutEscapes = (text: string): string => (text.includes(ESCAPE) ? text.replace(SWITCH, '') : text);
