import type { DataElement } from './data-elements.ts';

/** Specific Character Set to what a TextDecoder knows. Source: DICOM PS3.3 C.12.1.1.2, PS3.5 6.1.2. */
const LABELS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'windows-874',
  'ISO_IR 192': 'utf-8',
  'ISO 2022 IR 100': 'iso-8859-1',
  'ISO 2022 IR 101': 'iso-8859-2',
  'ISO 2022 IR 144': 'iso-8859-5',
  'ISO 2022 IR 13': 'iso-2022-jp',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 159': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/** A decoder for the data set's character set; with code extensions the last one named holds the letters of the name. */
export function decoderFor(specificCharacterSet: string): TextDecoder {
  const named = specificCharacterSet.split('\\').map((part) => part.trim());
  const label = named.map((name) => LABELS[name]).findLast((known) => known !== undefined) ?? 'iso-8859-1';
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('iso-8859-1');
  }
}

export const bytesOf = (bytes: Uint8Array, { valueStart, valueEnd }: DataElement): Uint8Array =>
  bytes.subarray(valueStart, valueEnd);

/** Each byte as one character: for what the standard keeps within ASCII. */
export function asciiOf(bytes: Uint8Array, element: DataElement): string {
  let text = '';
  const value = bytesOf(bytes, element);
  for (let at = 0; at < value.length; at += 4096) text += String.fromCharCode(...value.subarray(at, at + 4096));
  return text.replace(/[\0 ]+$/, '').trimStart();
}
