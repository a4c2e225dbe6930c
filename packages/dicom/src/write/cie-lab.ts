/**
 * An sRGB color (0 to 255) as the three numbers of Recommended Display CIELab Value: L* of 0 to 100, a* and b* of −128 to
 * 127, each spread over 0 to 65535. Source: DICOM PS3.3 C.10.7.1.1; sRGB by IEC 61966-2-1, brought to D50 by Bradford's
 * matrix as the ICC does.
 */
export function cieLabOf([red, green, blue]: readonly [number, number, number]): [number, number, number] {
  const [r, g, b] = [linear(red), linear(green), linear(blue)];
  const x = (0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / 0.9642;
  const y = 0.2225045 * r + 0.7168786 * g + 0.0606169 * b;
  const z = (0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / 0.8249;
  const [fx, fy, fz] = [curve(x), curve(y), curve(z)];
  return [
    held(((116 * fy - 16) * 65535) / 100),
    held((500 * (fx - fy) + 128) * 257),
    held((200 * (fy - fz) + 128) * 257),
  ];
}

/** The same way back, for reading: 0 to 255, clipped to what sRGB holds. */
export function sRgbOf([l, a, b]: readonly [number, number, number]): [number, number, number] {
  const fy = ((l * 100) / 65535 + 16) / 116;
  const x = 0.9642 * uncurved(fy + (a / 257 - 128) / 500);
  const y = uncurved(fy);
  const z = 0.8249 * uncurved(fy - (b / 257 - 128) / 200);
  return [
    stored(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    stored(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    stored(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ];
}

const held = (value: number): number => Math.max(0, Math.min(65535, Math.round(value)));

function linear(byte: number): number {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function stored(share: number): number {
  const curved = share <= 0.0031308 ? 12.92 * share : 1.055 * share ** (1 / 2.4) - 0.055;
  return Math.max(0, Math.min(255, Math.round(255 * curved)));
}

const curve = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
const uncurved = (f: number): number => (f > 6 / 29 ? f ** 3 : (116 * f - 16) / (24389 / 27));
