// Proofs that two unpacked triangles (search/assembly/cross.ts) are apart, for pairs whose signs double precision leaves
// open: mostly flat parts of a surface, where all lies in one plane.

/** What rounding may take for a gap, as a share of the numbers that go into it. */
const GAP: f64 = 1e-12;

/** Whether the normals of two triangles agree: then they are not folded onto each other. */
export function sameWay(p: usize, q: usize): bool {
  return load<f64>(p, 72) * load<f64>(q, 72) + load<f64>(p, 80) * load<f64>(q, 80) + load<f64>(p, 88) * load<f64>(q, 88) > 0;
}

/**
 * Triangles with one common corner whose normals agree, seen along both normals together: when neither has a side of the
 * other within its angle at the corner, they are apart.
 */
export function apartAtCorner(p: usize, pCorner: i32, q: usize, qCorner: i32): bool {
  if (!sameWay(p, q)) return false;
  const pl = Math.sqrt(squareOf(p)), ql = Math.sqrt(squareOf(q));
  if (!(pl > 0) || !(ql > 0)) return false;
  const nx = load<f64>(p, 72) / pl + load<f64>(q, 72) / ql;
  const ny = load<f64>(p, 80) / pl + load<f64>(q, 80) / ql;
  const nz = load<f64>(p, 88) / pl + load<f64>(q, 88) / ql;
  const v = p + <usize>pCorner * 24;
  const p1 = p + <usize>(pCorner === 2 ? 0 : pCorner + 1) * 24, p2 = p + <usize>(pCorner === 0 ? 2 : pCorner - 1) * 24;
  const q1 = q + <usize>(qCorner === 2 ? 0 : qCorner + 1) * 24, q2 = q + <usize>(qCorner === 0 ? 2 : qCorner - 1) * 24;
  if (turn(v, p1, p2, nx, ny, nz) <= 0 || turn(v, q1, q2, nx, ny, nz) <= 0) return false;
  return !within(v, p1, p2, q1, nx, ny, nz) && !within(v, p1, p2, q2, nx, ny, nz) &&
    !within(v, q1, q2, p1, nx, ny, nz) && !within(v, q1, q2, p2, nx, ny, nz);
}

@inline
function squareOf(p: usize): f64 {
  return load<f64>(p, 72) * load<f64>(p, 72) + load<f64>(p, 80) * load<f64>(p, 80) + load<f64>(p, 88) * load<f64>(p, 88);
}

/** 1 where b lies left of a seen from v against n, -1 right, 0 where that is not sure. */
function turn(v: usize, a: usize, b: usize, nx: f64, ny: f64, nz: f64): i32 {
  const ax = load<f64>(a) - load<f64>(v), ay = load<f64>(a, 8) - load<f64>(v, 8), az = load<f64>(a, 16) - load<f64>(v, 16);
  const bx = load<f64>(b) - load<f64>(v), by = load<f64>(b, 8) - load<f64>(v, 8), bz = load<f64>(b, 16) - load<f64>(v, 16);
  const value = nx * (ay * bz - az * by) + ny * (az * bx - ax * bz) + nz * (ax * by - ay * bx);
  const size = (Math.abs(nx) + Math.abs(ny) + Math.abs(nz)) * (Math.abs(ax) + Math.abs(ay) + Math.abs(az)) *
    (Math.abs(bx) + Math.abs(by) + Math.abs(bz));
  return value > GAP * size ? 1 : value < -GAP * size ? -1 : 0;
}

/** Whether x may lie in the angle from a to b, which is less than half a turn; its sides belong to it. */
function within(v: usize, a: usize, b: usize, x: usize, nx: f64, ny: f64, nz: f64): bool {
  return turn(v, a, x, nx, ny, nz) >= 0 && turn(v, x, b, nx, ny, nz) >= 0;
}

/** Triangles without a common corner: a plane along a triangle, or upright on one of its sides, or along two sides, that has one on each side. */
export function apartByPlanes(p: usize, q: usize): bool {
  if (splits(p, q, load<f64>(p, 72), load<f64>(p, 80), load<f64>(p, 88))) return true;
  if (splits(p, q, load<f64>(q, 72), load<f64>(q, 80), load<f64>(q, 88))) return true;
  for (let e = 0; e < 3; e++) {
    const pa = p + <usize>e * 24, pb = p + <usize>(e === 2 ? 0 : e + 1) * 24;
    const qa = q + <usize>e * 24, qb = q + <usize>(e === 2 ? 0 : e + 1) * 24;
    if (splitsAlong(p, q, pa, pb, load<f64>(p, 72), load<f64>(p, 80), load<f64>(p, 88))) return true;
    if (splitsAlong(p, q, qa, qb, load<f64>(q, 72), load<f64>(q, 80), load<f64>(q, 88))) return true;
  }
  for (let e = 0; e < 3; e++) {
    const qa = q + <usize>e * 24, qb = q + <usize>(e === 2 ? 0 : e + 1) * 24;
    const x = load<f64>(qb) - load<f64>(qa), y = load<f64>(qb, 8) - load<f64>(qa, 8), z = load<f64>(qb, 16) - load<f64>(qa, 16);
    for (let f = 0; f < 3; f++)
      if (splitsAlong(p, q, p + <usize>f * 24, p + <usize>(f === 2 ? 0 : f + 1) * 24, x, y, z)) return true;
  }
  return false;
}

function splitsAlong(p: usize, q: usize, a: usize, b: usize, x: f64, y: f64, z: f64): bool {
  const ux = load<f64>(b) - load<f64>(a), uy = load<f64>(b, 8) - load<f64>(a, 8), uz = load<f64>(b, 16) - load<f64>(a, 16);
  return splits(p, q, uy * z - uz * y, uz * x - ux * z, ux * y - uy * x);
}

/** Whether the two lie apart along a direction. */
function splits(p: usize, q: usize, x: f64, y: f64, z: f64): bool {
  const ox = load<f64>(p), oy = load<f64>(p, 8), oz = load<f64>(p, 16);
  let pLow: f64 = Infinity, pHigh: f64 = -Infinity, qLow: f64 = Infinity, qHigh: f64 = -Infinity, size: f64 = 0;
  for (let corner: usize = 0; corner < 72; corner += 24) {
    const px = x * (load<f64>(p + corner) - ox), py = y * (load<f64>(p + corner, 8) - oy), pz = z * (load<f64>(p + corner, 16) - oz);
    const qx = x * (load<f64>(q + corner) - ox), qy = y * (load<f64>(q + corner, 8) - oy), qz = z * (load<f64>(q + corner, 16) - oz);
    const pd = px + py + pz, qd = qx + qy + qz;
    pLow = min(pLow, pd); pHigh = max(pHigh, pd);
    qLow = min(qLow, qd); qHigh = max(qHigh, qd);
    size = max(size, max(Math.abs(px) + Math.abs(py) + Math.abs(pz), Math.abs(qx) + Math.abs(qy) + Math.abs(qz)));
  }
  const gap = GAP * size;
  return pLow - qHigh > gap || qLow - pHigh > gap;
}
