// How far a point is from a triangle.

/** Square of the distance from a point to a triangle. Source: C. Ericson, Real-Time Collision Detection, 5.1.5. */
@inline
export function squareTo(px: f32, py: f32, pz: f32, at: usize, positions: usize): f32 {
  const a = positions + <usize>load<u32>(at) * 12;
  const b = positions + <usize>load<u32>(at, 4) * 12;
  const c = positions + <usize>load<u32>(at, 8) * 12;
  const ax = load<f32>(a), ay = load<f32>(a, 4), az = load<f32>(a, 8);
  const abx = load<f32>(b) - ax, aby = load<f32>(b, 4) - ay, abz = load<f32>(b, 8) - az;
  const acx = load<f32>(c) - ax, acy = load<f32>(c, 4) - ay, acz = load<f32>(c, 8) - az;
  const apx = px - ax, apy = py - ay, apz = pz - az;
  const d1 = abx * apx + aby * apy + abz * apz;
  const d2 = acx * apx + acy * apy + acz * apz;
  if (d1 <= 0 && d2 <= 0) return apx * apx + apy * apy + apz * apz;
  const bpx = apx - abx, bpy = apy - aby, bpz = apz - abz;
  const d3 = abx * bpx + aby * bpy + abz * bpz;
  const d4 = acx * bpx + acy * bpy + acz * bpz;
  if (d3 >= 0 && d4 <= d3) return bpx * bpx + bpy * bpy + bpz * bpz;
  const vc = d1 * d4 - d3 * d2;
  let s: f32, t: f32;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) {
    s = d1 / (d1 - d3);
    t = 0;
  } else {
    const cpx = apx - acx, cpy = apy - acy, cpz = apz - acz;
    const d5 = abx * cpx + aby * cpy + abz * cpz;
    const d6 = acx * cpx + acy * cpy + acz * cpz;
    if (d6 >= 0 && d5 <= d6) return cpx * cpx + cpy * cpy + cpz * cpz;
    const vb = d5 * d2 - d1 * d6;
    if (vb <= 0 && d2 >= 0 && d6 <= 0) {
      s = 0;
      t = d2 / (d2 - d6);
    } else {
      const va = d3 * d6 - d5 * d4;
      if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
        t = (d4 - d3) / (d4 - d3 + (d5 - d6));
        s = 1 - t;
      } else {
        const denominator: f32 = 1 / (va + vb + vc);
        s = vb * denominator;
        t = vc * denominator;
      }
    }
  }
  const x = apx - s * abx - t * acx, y = apy - s * aby - t * acy, z = apz - s * abz - t * acz;
  return x * x + y * y + z * z;
}
