import { ISO_LIMITS_HU, SCAN_RULES, type ScanRuleName, TISSUE_BANDS } from '@specola/facts';
import {
  type Crew,
  components,
  endContactMm2,
  type RimContact,
  rimContact,
  sliceShifts,
  thresholdMask,
  tissueNoiseHu,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import { spacingMmOf, type Triple, type Volume } from '@specola/space';
import { brightBlood } from './examine-blood.ts';
import { examineMr } from './examine-mr.ts';
import type { RuleTable, VolumeExamination } from './scan-facts.ts';

/** What a model is wanted of. */
export type WantedStructure = 'bone' | 'skin' | 'contrast' | 'airway';

/** Above this lies no tissue: cortical bone ends near 2000 HU, enamel near 2800, and scanners clip metal at 3071. */
const METAL_HU = 2800;
/** Smaller pieces are fiducials, calcium, enamel or noise. */
const SMALLEST_METAL_MM3 = 30;
/** Patches whose mean is that of muscle, organ, water or blood show the noise. */
const SOFT_TISSUE_HU = { fromHu: -50, toHu: 150 };
/** A jump must stand out from those around it by this factor, on top of a tenth of a millimeter. */
const STANDS_OUT = 6;
const JUMP_FLOOR_MM = 0.05;
/** A jump makes two slices alike again when it is undone; where anatomy begins or ends no shift does. */
const LEAST_EXPLAINED = 0.4;
const LEAST_CONTRAST_KEPT = 0.9;
/** Slices further apart show other anatomy each: a shift between them says nothing. */
const COARSEST_FOR_MOTION_MM = 3;
/** Matter that crosses the rim: tables and sheets are thinner than the depth, straps narrower than the stretch. */
const BODY_AT_RIM = { aboveHu: -250, depthMm: 12, stretchMm: 12 };
const BONE_AT_RIM = { aboveHu: TISSUE_BANDS.bone.value.fromHu, depthMm: 4, stretchMm: 4 };
/** Where a site sets no limit: what spongy bone leaves is not to be taken for blood all the same. */
const LEAST_POOL_MM3 = SCAN_RULES['contrast-pool'].model.limited;
/** Less than this in the end slice is the tip of something. */
const END_MM2 = 40;

/** Looks at the grey values of a volume: field of view, metal, noise, jumps between slices. Only a CT has a scale to go by. */
export async function examineVolume(
  volume: Volume,
  { wanted, rules }: { readonly wanted: WantedStructure; readonly rules: RuleTable },
  crew: Crew,
): Promise<VolumeExamination> {
  const findings: Finding[] = [];
  const over = (value: number | null, rule: ScanRuleName) =>
    value !== null && value > (rules[rule].model.limited ?? Number.POSITIVE_INFINITY);
  const jump = largestJump(volume, rules.motion.model.limited ?? Number.POSITIVE_INFINITY, findings);
  const none = {
    noiseHu: null,
    metalMm3: null,
    signalToNoise: null,
    shading: null,
    anatomyCutPercent: null,
    bodyCutPercent: null,
    blood: null,
  };
  const slices = volume.dimensions[2];
  if (volume.valueScale.unit !== 'HU') {
    if (volume.modality !== 'MR') return { ...none, largestJumpMm: jump, runsOn: [], coverage: [], findings };
    const mr = examineMr(volume, rules);
    findings.push(...mr.findings, ...sideFindings('body', mr.rim, slices));
    const reach =
      mr.tissueFrom === null
        ? { runsOn: [], coverage: [] }
        : runsOn(volume, { aboveHu: mr.tissueFrom, name: 'the body' }, mr.rim);
    const { signalToNoise, shading } = mr;
    return { ...none, signalToNoise, shading, largestJumpMm: jump, ...reach, findings };
  }

  const metalMm3 = await metalIn(volume, crew, findings);
  const noiseHu = tissueNoiseHu(volume, SOFT_TISSUE_HU);
  if (noiseHu !== null && over(noiseHu, 'noise'))
    findings.push({
      code: 'image/noise',
      severity: 'warning',
      what: `The noise in soft tissue is ${noiseHu.toFixed(0)} HU.`,
      why: 'Specks of soft tissue cross the threshold of bone, and thin bone breaks into specks: the surface comes out rough or with holes.',
      mend: 'Prefer a softer kernel, thicker slices or a scan with more dose.',
    });
  const body = rimContact(volume, BODY_AT_RIM);
  const anatomy = wanted === 'bone' ? rimContact(volume, BONE_AT_RIM) : body;
  // A field within the body (a jaw, an ear) is narrower by intention: that matters where the skin is wanted, and is no fault.
  const within = wanted === 'skin' ? (body?.aroundSlices.length ?? 0) : 0;
  const percent = (contact: RimContact | null) => (100 * ((contact?.acrossSlices.length ?? 0) + within)) / slices;
  const [anatomyCutPercent, bodyCutPercent] = [percent(anatomy), percent(body)];
  if (over(bodyCutPercent, 'field-cuts-body')) findings.push(cutFinding('body', body!, slices));
  if (wanted === 'bone' && over(anatomyCutPercent, 'field-cuts-anatomy'))
    findings.push(cutFinding('anatomy', anatomy!, slices));
  // Vessels and airways lie within the body: its rim is not theirs.
  if (wanted === 'bone' || wanted === 'skin')
    findings.push(...sideFindings(wanted === 'bone' ? 'anatomy' : 'body', anatomy, slices));
  return {
    noiseHu,
    metalMm3,
    signalToNoise: null,
    shading: null,
    largestJumpMm: jump,
    anatomyCutPercent,
    bodyCutPercent,
    blood: await brightBlood(volume, { leastMm3: rules['contrast-pool'].model.limited ?? LEAST_POOL_MM3 }, crew),
    ...runsOn(volume, matterOf(wanted), anatomy),
    findings,
  };
}

/** Pieces of metal, the whole of them in mm³. */
async function metalIn(volume: Volume, crew: Crew, findings: Finding[]): Promise<number> {
  const mask = await thresholdMask(volume, { from: METAL_HU, to: 32767 }, crew);
  try {
    using pieces = await components(mask, 6, crew);
    const [si, sj, sk] = spacingMmOf(volume.ijkToLps);
    const voxelMm3 = si * sj * sk;
    const sizes = Array.from({ length: pieces.count }, (_, c) => pieces.voxels[c]! * voxelMm3);
    const large = sizes.filter((mm3) => mm3 >= SMALLEST_METAL_MM3);
    if (large.length === 0) return 0;
    const total = large.reduce((sum, mm3) => sum + mm3, 0);
    const at = placeOf(pieces.boxes, sizes.indexOf(Math.max(...large)), volume);
    findings.push({
      code: 'image/metal',
      severity: 'warning',
      what: `${large.length} ${large.length === 1 ? 'piece' : 'pieces'} of metal, or of undiluted contrast agent: ${(total / 1000).toFixed(2)} cm³ above ${METAL_HU} HU, the largest around slice ${at.slice} (${at.lps}).`,
      why: 'Metal throws streaks and shadows over the anatomy around it, and looks thicker than it is.',
      mend: 'Ask for a reconstruction with metal artefact reduction; check the surface around it against the slices.',
    });
    return total;
  } finally {
    crew.arena.release(mask.words);
  }
}

function placeOf(boxes: Int32Array, c: number, { ijkToLps: m }: Volume): { slice: number; lps: string } {
  const [i, j, k] = [0, 1, 2].map((axis) => (boxes[6 * c + axis]! + boxes[6 * c + 3 + axis]!) / 2) as [
    number,
    number,
    number,
  ];
  const at = [0, 4, 8].map((r) => (m[r]! * i + m[r + 1]! * j + m[r + 2]! * k + m[r + 3]!).toFixed(0));
  return { slice: Math.round(k) + 1, lps: `LPS ${at.join(', ')} mm` };
}

/** The largest jump that stands out of its neighborhood; null where the slices are too far apart. */
function largestJump(volume: Volume, limitMm: number, findings: Finding[]): number | null {
  if (spacingMmOf(volume.ijkToLps)[2] > COARSEST_FOR_MOTION_MM) return null;
  const { jumpsMm, usualMm, explained, contrastKept } = sliceShifts(volume);
  const standing = jumpsMm
    .map(({ lengthMm }, k) => ({ k, lengthMm, usualMm: usualMm[k]! }))
    .filter(({ k }) => explained[k]! > LEAST_EXPLAINED && contrastKept[k]! > LEAST_CONTRAST_KEPT)
    .filter(({ lengthMm, usualMm: usual }) => lengthMm > limitMm && lengthMm > STANDS_OUT * (usual + JUMP_FLOOR_MM));
  if (standing.length === 0) return jumpsMm.length > 0 ? 0 : null;
  const largest = standing.reduce((a, b) => (b.lengthMm > a.lengthMm ? b : a));
  const named = standing
    .slice(0, 6)
    .map(({ k, lengthMm }) => `${lengthMm.toFixed(1)} mm between slices ${k + 1} and ${k + 2}`)
    .join('; ');
  findings.push({
    code: 'image/motion',
    severity: 'warning',
    what: `The image jumps sideways: ${named}${standing.length > 6 ? '; …' : ''}.`,
    why: 'The patient or the table moved between two slices: the anatomy has a step there that the model would show as a ledge.',
    mend: 'Ask for another scan; nothing in the images says where the anatomy truly was.',
  });
  return largest.lengthMm;
}

function cutFinding(what: 'body' | 'anatomy', contact: RimContact, slices: number): Finding {
  const name = what === 'body' ? 'body' : 'bone';
  return {
    code: `image/field-cuts-${what}`,
    severity: 'warning',
    what: `The field of view is narrower than the ${name} in ${contact.acrossSlices.length} of ${slices} slices: it leaves on opposite sides, along ${contact.longestMm.toFixed(0)} mm of the rim in slice ${contact.longestIn + 1} (${directionOf(contact.outwardLps)}).`,
    why: 'What lies outside was not imaged; a model ends there with a flat face that no body has.',
    mend: 'Ask for a reconstruction with a wider field; the raw data often hold more.',
  };
}

/** Slices in which it leaves the field on one side alone: which side, and how much. */
function sideFindings(what: 'body' | 'anatomy', contact: RimContact | null, slices: number): Finding[] {
  if (!contact) return [];
  const both = new Set([...contact.acrossSlices, ...contact.aroundSlices]);
  const oneSided = contact.slices.filter((k) => !both.has(k)).length;
  if (oneSided === 0 || both.has(contact.longestIn)) return [];
  const name = what === 'body' ? 'body' : 'bone';
  return [
    {
      code: 'image/field-cuts-one-side',
      severity: 'warning',
      what: `The field of view cuts the ${name} on one side (${directionOf(contact.outwardLps)}) in ${oneSided} of ${slices} slices, along up to ${contact.longestMm.toFixed(0)} mm of the rim (slice ${contact.longestIn + 1}).`,
      why: 'What lies beyond was not imaged; a model ends there with a flat face that no body has.',
      mend: 'Check in the slices that the part you need does not reach there; ask for a wider field if it does.',
    },
  ];
}

const SIDES = [
  ['left', 'right'],
  ['back', 'front'],
  ['head', 'feet'],
] as const;

function directionOf(lps: Triple): (typeof SIDES)[number][number] {
  const sizes = lps.map(Math.abs);
  const axis = sizes.indexOf(Math.max(...sizes)) as 0 | 1 | 2;
  return SIDES[axis][lps[axis]! > 0 ? 0 : 1];
}

function matterOf(wanted: WantedStructure): { readonly aboveHu: number; readonly name: string } {
  switch (wanted) {
    case 'bone':
      return { aboveHu: TISSUE_BANDS.bone.value.fromHu, name: 'bone' };
    case 'contrast':
      return { aboveHu: ISO_LIMITS_HU.contrast.value.fromHu, name: 'what is brighter than muscle' };
    default:
      return { aboveHu: BODY_AT_RIM.aboveHu, name: 'the body' };
  }
}

/** Where the wanted structure reaches the end of what was imaged. */
function runsOn(
  volume: Volume,
  { aboveHu, name }: { readonly aboveHu: number; readonly name: string },
  rim: RimContact | null,
): Pick<VolumeExamination, 'runsOn' | 'coverage'> {
  const ends = endContactMm2(volume, aboveHu);
  const m = volume.ijkToLps;
  const up: Triple = [m[2]!, m[6]!, m[10]!];
  const down: Triple = [-up[0], -up[1], -up[2]];
  const sides: VolumeExamination['runsOn'][number][] = [];
  const coverage: string[] = [];
  for (const [which, area, way] of [
    ['first', ends.first, down],
    ['last', ends.last, up],
  ] as const) {
    if (area < END_MM2) continue;
    sides.push(directionOf(way));
    coverage.push(
      `In the ${which} slice (${directionOf(way)}) ${name} covers ${(area / 100).toFixed(1)} cm²: it runs on beyond the scan.`,
    );
  }
  if (rim) {
    const side = directionOf(rim.outwardLps);
    if (!sides.includes(side)) sides.push(side);
    coverage.push(
      `${name === 'bone' ? 'Bone' : 'The body'} crosses the ${rim.rim === 'circle' ? 'circle of reconstruction' : 'rim of the image'} in ${rim.slices.length} of ${volume.dimensions[2]} slices, along ${rim.longestMm.toFixed(0)} mm in slice ${rim.longestIn + 1} (${side}).`,
    );
  }
  return { runsOn: sides, coverage };
}
