import { spacingMmOf, type Volume } from '@specola/space';

/**
 * Area of what lies above a value in the first and in the last slice, mm²: anatomy that is there runs on beyond the
 * scan. A pixel counts if its four neighbors lie above as well, so that noise and thin sheets do not.
 */
export function endContactMm2(volume: Volume, aboveHu: number): { readonly first: number; readonly last: number } {
  const {
    values,
    dimensions: [nx, ny, nz],
    ijkToLps,
  } = volume;
  const [si, sj] = spacingMmOf(ijkToLps);
  const areaOf = (k: number): number => {
    let count = 0;
    for (let j = 1; j < ny - 1; j++)
      for (let i = 1; i < nx - 1; i++) {
        const v = i + nx * (j + ny * k);
        const solid =
          values[v]! > aboveHu &&
          values[v - 1]! > aboveHu &&
          values[v + 1]! > aboveHu &&
          values[v - nx]! > aboveHu &&
          values[v + nx]! > aboveHu;
        if (solid) count++;
      }
    return count * si * sj;
  };
  return { first: areaOf(0), last: areaOf(nz - 1) };
}
