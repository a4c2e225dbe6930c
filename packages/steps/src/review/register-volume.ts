import type { registerVolume } from '@specola/commands';
import { writePng } from '@specola/formats';
import {
  AT_REST,
  drawCheckerboards,
  expectedErrorMm,
  fitPairs,
  LandmarksError,
  likenessUnder,
  type PointPair,
  type Registration,
  type RigidMotion,
  registerVolumes,
  resampleOnto,
  residualsOf,
  Scope,
  shrunkVolume,
} from '@specola/kernels';
import type { Finding } from '@specola/record';
import { spacingMmOf, type Volume } from '@specola/space';
import type { RegistrationValue, Run } from '../runner/values.ts';

/**
 * A search that agrees with itself may still be off: on phantoms of known motion with slices of 2.4 and 3 mm it ended up
 * to 0.3 mm away (docs/evidence/registration.md). A tenth of the thickest voxel is what is always owned up to.
 */
const BIAS_OF_VOXEL = 0.1;
/** What one person's landmarks differ by from another's, or more: images and landmarks then tell different stories. */
const LANDMARKS_DISAGREE_MM = 3;
const PICTURE_VOXEL_MM = 1;

export const runRegisterVolume: Run<typeof registerVolume> = async (
  { volume: fixed, moving },
  { method, startFrom, landmarks },
  { crew, pace },
) => {
  const pairs: PointPair[] = landmarks.map(({ fixedLps, movingLps }) => ({ from: movingLps, to: fixedLps }));
  const needed = method === 'landmarks' || startFrom === 'landmarks';
  const fitted = needed || pairs.length > 0 ? fitPairs(pairs) : null;
  if (needed && fitted === null)
    throw new LandmarksError(
      pairs.length < 3
        ? `${pairs.length} pairs of landmarks do not fix a rigid motion.`
        : 'The landmarks lie on one line.',
    );
  const found =
    method === 'images'
      ? await registerVolumes(fixed, moving, crew, {
          ...(startFrom === 'landmarks' && { start: fitted!.motion }),
          report: (done) => pace.report(0.9 * done),
          signal: pace.signal,
        })
      : await byLandmarksAlone(fixed, moving, fitted!.motion, crew);
  const spacingMm = Math.max(...spacingMmOf(fixed.ijkToLps), ...spacingMmOf(moving.ijkToLps));
  const marks = landmarkReport(pairs, found);
  const registration: RegistrationValue = {
    ...found,
    method,
    landmarks: marks,
    errorEstimate: errorEstimateOf(found, method, marks, spacingMm),
  };
  const picture = await pictureOf(fixed, moving, found, crew);
  return { registration, picture: { png: writePng(picture) }, findings: findingsOf(registration) };
};

async function byLandmarksAlone(
  fixed: Volume,
  moving: Volume,
  motion: RigidMotion,
  crew: Parameters<typeof registerVolumes>[2],
): Promise<Registration> {
  const before = await likenessUnder(fixed, moving, AT_REST, crew);
  const after = await likenessUnder(fixed, moving, motion, crew);
  return {
    movingToFixed: motion,
    startMovingToFixed: AT_REST,
    before: before.likeness,
    after: after.likeness,
    restarts: [],
    spreadMm: 0,
    referencePoints: after.referencePoints,
    looks: 2,
  };
}

function landmarkReport(pairs: readonly PointPair[], found: Registration): RegistrationValue['landmarks'] {
  if (pairs.length === 0) return null;
  const rms = (motion: RigidMotion) => {
    const left = residualsOf(pairs, motion);
    return Math.sqrt(left.reduce((sum, mm) => sum + mm * mm, 0) / left.length);
  };
  const best = fitPairs(pairs);
  const expected = best
    ? found.referencePoints.map((place) => expectedErrorMm(pairs, best.freMm, place)).filter((mm) => mm !== null)
    : [];
  return {
    pairs: pairs.length,
    rmsBeforeMm: rms(found.startMovingToFixed),
    rmsAfterMm: rms(found.movingToFixed),
    residualsMm: residualsOf(pairs, found.movingToFixed),
    fiducialErrorMm: best?.freMm ?? null,
    targetErrorMm: expected.length > 0 ? Math.max(...expected) : null,
  };
}

function errorEstimateOf(
  found: Registration,
  method: 'images' | 'landmarks',
  marks: RegistrationValue['landmarks'],
  spacingMm: number,
): RegistrationValue['errorEstimate'] {
  const biasMm = BIAS_OF_VOXEL * spacingMm;
  const parts: [mm: number, basis: string][] = [[biasMm, 'a tenth of the thickest voxel']];
  if (method === 'images') parts.push([found.spreadMm, 'spread of searches from around the result']);
  if (marks) parts.push([marks.rmsAfterMm, 'what is left at the landmarks (root mean square)']);
  if (method === 'landmarks' && marks?.targetErrorMm != null)
    parts.push([
      marks.targetErrorMm,
      'error to expect at the corners of the volume, from what is left at the landmarks',
    ]);
  const [mm, basis] = parts.reduce((worst, part) => (part[0] > worst[0] ? part : worst));
  return { mm, basis };
}

async function pictureOf(
  fixed: Volume,
  moving: Volume,
  { startMovingToFixed, movingToFixed }: Registration,
  crew: Parameters<typeof registerVolumes>[2],
) {
  using scope = new Scope(crew.arena);
  const grid = await shrunkVolume(fixed, PICTURE_VOXEL_MM, crew, scope);
  const before = await resampleOnto(grid, moving, startMovingToFixed, crew, scope);
  const after = await resampleOnto(grid, moving, movingToFixed, crew, scope);
  return drawCheckerboards([
    { title: 'Before', fixed: grid, moving: before },
    { title: 'After', fixed: grid, moving: after },
  ]);
}

function findingsOf({ landmarks, restarts, spreadMm, method, errorEstimate }: RegistrationValue): Finding[] {
  const findings: Finding[] = [];
  const strays = restarts.filter(({ endedMm }) => endedMm > Math.max(1, 2 * spreadMm)).length;
  if (strays > 0)
    findings.push({
      code: 'align/strays',
      severity: 'warning',
      what: `${strays} of ${restarts.length} searches from places around the result did not come back to it.`,
      why: 'They ended where the volumes are less alike; the summit is narrow.',
      mend: 'Look at the picture; landmarks as a start make it sure.',
    });
  if (landmarks && method === 'images' && landmarks.rmsAfterMm > LANDMARKS_DISAGREE_MM)
    findings.push({
      code: 'align/landmarks-disagree',
      severity: 'warning',
      what: `After the images were laid on each other ${landmarks.rmsAfterMm.toFixed(1)} mm are left at the landmarks.`,
      why: 'Either the landmarks are not the same places, or the images are not where they should be.',
      mend: 'Look at the picture, and set the landmarks again.',
    });
  findings.push({
    code: 'align/error-travels',
    severity: 'info',
    what: `The motion is known to ${errorEstimate.mm.toFixed(2)} mm (${errorEstimate.basis}).`,
    why: 'Distortion of the MR and movement of joints between the scans come on top: a rigid motion cannot follow them.',
    mend: 'Add this error to the budget of whatever is planned on the laid volume.',
  });
  return findings;
}
