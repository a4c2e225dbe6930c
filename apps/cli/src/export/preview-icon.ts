import type { Icon } from '@specola/dicom';
import { type Pixels, readPng } from '@specola/formats';

/** DICOM wants an icon of 64 pixels at most (PS3.3 C.7.6.1.1.6). */
const MOST_PX = 64;

/** A picture as RGB, its opacity over white. */
export function rgbOf(png: Uint8Array): { width: number; height: number; rgb: Uint8Array } {
  const { width, height, channels, data } = readPng(png);
  if (channels === 3) return { width, height, rgb: data };
  const rgb = new Uint8Array(3 * width * height);
  for (let p = 0; p < width * height; p++)
    for (let c = 0; c < 3; c++) {
      const opacity = data[4 * p + 3]! / 255;
      rgb[3 * p + c] = Math.round(255 + opacity * (data[4 * p + c]! - 255));
    }
  return { width, height, rgb };
}

/** The picture as a small gray one: each pixel the mean of what it covers. */
export function iconOf(png: Uint8Array): Icon {
  const picture: Pixels = readPng(png);
  const scale = Math.max(picture.width, picture.height) / MOST_PX;
  const width = Math.max(1, Math.floor(picture.width / scale));
  const height = Math.max(1, Math.floor(picture.height / scale));
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data[y * width + x] = meanGray(picture, { x, y, scale });
  return { width, height, data };
}

function meanGray(
  { width, height, channels, data }: Pixels,
  { x, y, scale }: { x: number; y: number; scale: number },
): number {
  let sum = 0;
  let count = 0;
  for (let py = Math.floor(y * scale); py < Math.min(height, (y + 1) * scale); py++)
    for (let px = Math.floor(x * scale); px < Math.min(width, (x + 1) * scale); px++) {
      const at = channels * (py * width + px);
      sum += 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
      count++;
    }
  return Math.round(sum / Math.max(1, count));
}
