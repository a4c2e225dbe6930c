import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PdfFonts } from '@specola/documents';

/** IBM Plex Sans (OFL), shipped as a package: the same letters on every machine. */
export async function reportFonts(): Promise<PdfFonts> {
  const font = async (weight: number) => {
    const path = `@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin-${weight}-normal.woff`;
    return new Uint8Array(await readFile(fileURLToPath(import.meta.resolve(path))));
  };
  return { regular: await font(400), strong: await font(600) };
}
