import { spacingMmOf, type Volume } from '@specola/space';

/** Where matter runs out of the imaged field within the slices' plane. */
export interface RimContact {
  /** Slices in which it does. */
  readonly slices: readonly number[];
  /** Slices in which it does on opposite sides at once: there the field is narrower than what it shows. */
  readonly acrossSlices: readonly number[];
  /** Slices in which it crosses the rim all around: the field lies within it, and no side of it is in view. */
  readonly aroundSlices: readonly number[];
  /** The longest stretch of rim that it crosses in one slice, mm, and in which slice. */
  readonly longestMm: number;
  readonly longestIn: number;
  /** Outward direction there, in patient space. */
  readonly outwardLps: readonly [number, number, number];
  /** The field is a circle within the image, or the image itself. */
  readonly rim: 'circle' | 'image';
}

export interface RimQuestion {
  /** Values above are the matter asked for. */
  readonly aboveHu: number;
  /** Less depth behind the rim than this is a sheet (table, blanket), mm. */
  readonly depthMm: number;
  /** Shorter stretches are noise or a strap, mm. */
  readonly stretchMm: number;
}

/** A field within the body sees nothing but body at its rim. */
const ALL_AROUND_SHARE = 0.95;
/** Of the samples behind a point of the rim this share must be matter. */
const SOLID_SHARE = 0.85;
/** This part of what lies outside the circle must be blank before the circle counts as the field. */
const BLANK_SHARE = 0.995;
const BLANK_HU = -990;
/** Pixels within the rim at which it is asked: the outermost ones are half padding. */
const INSIDE_PX = 2;

/** Null where nothing crosses the rim. */
export function rimContact(volume: Volume, question: RimQuestion): RimContact | null {
  const circle = fieldIsCircle(volume);
  const rim = circle ? circleRim(volume) : imageRim(volume);
  const [nx, ny, nz] = volume.dimensions;
  const slices: number[] = [];
  const acrossSlices: number[] = [];
  const aroundSlices: number[] = [];
  const rimMm = rim.reduce((sum, { stepMm }) => sum + stepMm, 0);
  let best = { mm: 0, slice: 0, at: 0 };
  const probes = rim.map((point) => behind(point, volume, question.depthMm));
  for (let k = 0; k < nz; k++) {
    const offset = nx * ny * k;
    const crossed = probes.map((places) => {
      let solid = 0;
      for (const place of places) if (volume.values[offset + place]! > question.aboveHu) solid++;
      return solid >= SOLID_SHARE * places.length;
    });
    const stretches = stretchesOf(crossed, rim).filter(({ mm }) => mm >= question.stretchMm);
    if (stretches.length === 0) continue;
    slices.push(k);
    if (stretches.reduce((sum, { mm }) => sum + mm, 0) > ALL_AROUND_SHARE * rimMm) aroundSlices.push(k);
    else if (opposite(stretches, rim)) acrossSlices.push(k);
    for (const { mm, at } of stretches) if (mm > best.mm) best = { mm, slice: k, at };
  }
  if (slices.length === 0) return null;
  const { outI, outJ } = rim[best.at]!;
  const m = volume.ijkToLps;
  const [si, sj] = spacingMmOf(m);
  const outwardLps = [0, 4, 8].map((r) => (m[r]! / si) * outI + (m[r + 1]! / sj) * outJ) as [number, number, number];
  return {
    slices,
    acrossSlices,
    aroundSlices,
    longestMm: best.mm,
    longestIn: best.slice,
    outwardLps,
    rim: circle ? 'circle' : 'image',
  };
}

interface RimPoint {
  readonly i: number;
  readonly j: number;
  /** Unit vector outwards, in mm along rows and columns. */
  readonly outI: number;
  readonly outJ: number;
  /** Distance to the next point, mm. */
  readonly stepMm: number;
}

const center = ({ dimensions: [nx, ny] }: Volume) => ({ ci: (nx - 1) / 2, cj: (ny - 1) / 2 });

/** Scanners blank what lies outside the circle that they reconstruct. */
function fieldIsCircle(volume: Volume): boolean {
  const {
    values,
    dimensions: [nx, ny, nz],
    ijkToLps,
  } = volume;
  const [si, sj] = spacingMmOf(ijkToLps);
  const { ci, cj } = center(volume);
  const radiusMm = Math.min(nx * si, ny * sj) / 2;
  let [blank, outside] = [0, 0];
  const every = Math.max(1, Math.floor(nz / 12));
  for (let k = every >> 1; k < nz; k += every)
    for (let j = 0; j < ny; j += 2)
      for (let i = 0; i < nx; i += 2) {
        const [x, y] = [(i - ci) * si, (j - cj) * sj];
        if (x * x + y * y < (radiusMm + si) ** 2) continue;
        outside++;
        if (values[i + nx * (j + ny * k)]! <= BLANK_HU) blank++;
      }
  return outside > 0 && blank >= BLANK_SHARE * outside && Math.abs(nx * si - ny * sj) < 2 * si;
}

function circleRim(volume: Volume): RimPoint[] {
  const {
    dimensions: [nx, ny],
    ijkToLps,
  } = volume;
  const [si, sj] = spacingMmOf(ijkToLps);
  const { ci, cj } = center(volume);
  const radiusMm = Math.min(nx * si, ny * sj) / 2 - INSIDE_PX * Math.max(si, sj);
  const count = Math.ceil((2 * Math.PI * radiusMm) / Math.max(si, sj));
  return Array.from({ length: count }, (_, n) => {
    const angle = (2 * Math.PI * n) / count;
    const [outI, outJ] = [Math.cos(angle), Math.sin(angle)];
    return {
      i: ci + (radiusMm * outI) / si,
      j: cj + (radiusMm * outJ) / sj,
      outI,
      outJ,
      stepMm: (2 * Math.PI * radiusMm) / count,
    };
  });
}

function imageRim({ dimensions: [nx, ny], ijkToLps }: Volume): RimPoint[] {
  const [si, sj] = spacingMmOf(ijkToLps);
  const rim: RimPoint[] = [];
  const [right, bottom] = [nx - 1, ny - 1];
  for (let i = 0; i < nx; i++) rim.push({ i, j: 0, outI: 0, outJ: -1, stepMm: si });
  for (let j = 0; j < ny; j++) rim.push({ i: right, j, outI: 1, outJ: 0, stepMm: sj });
  for (let i = right; i >= 0; i--) rim.push({ i, j: bottom, outI: 0, outJ: 1, stepMm: si });
  for (let j = bottom; j >= 0; j--) rim.push({ i: 0, j, outI: -1, outJ: 0, stepMm: sj });
  return rim;
}

/** Pixels from a point of the rim straight inwards. */
function behind({ i, j, outI, outJ }: RimPoint, { dimensions: [nx, ny], ijkToLps }: Volume, depthMm: number): number[] {
  const [si, sj] = spacingMmOf(ijkToLps);
  const step = Math.max(si, sj);
  const places: number[] = [];
  for (let depth = 0; depth <= depthMm; depth += step) {
    const x = Math.round(i - (depth * outI) / si);
    const y = Math.round(j - (depth * outJ) / sj);
    if (x >= 0 && y >= 0 && x < nx && y < ny) places.push(x + nx * y);
  }
  return places;
}

interface Stretch {
  readonly mm: number;
  /** The point in its middle. */
  readonly at: number;
}

/** Every run of crossed points around the closed rim. */
function stretchesOf(crossed: readonly boolean[], rim: readonly RimPoint[]): Stretch[] {
  const gap = crossed.indexOf(false);
  if (gap < 0) return [{ mm: rim.reduce((sum, { stepMm }) => sum + stepMm, 0), at: 0 }];
  const stretches: Stretch[] = [];
  let [mm, from] = [0, 0];
  for (let n = 1; n <= crossed.length; n++) {
    const at = (gap + n) % crossed.length;
    if (crossed[at]) {
      if (mm === 0) from = n;
      mm += rim[at]!.stepMm;
    } else {
      if (mm > 0) stretches.push({ mm, at: (gap + ((from + n - 1) >> 1)) % crossed.length });
      mm = 0;
    }
  }
  return stretches;
}

/** Two stretches that face away from each other, or one that takes more than half of the rim. */
function opposite(stretches: readonly Stretch[], rim: readonly RimPoint[]): boolean {
  const aroundMm = rim.reduce((sum, { stepMm }) => sum + stepMm, 0);
  const out = stretches.map(({ at }) => rim[at]!);
  return (
    stretches.some(({ mm }) => mm > aroundMm / 2) ||
    out.some((a, n) => out.slice(n + 1).some((b) => a.outI * b.outI + a.outJ * b.outJ < -0.5))
  );
}
