// Measures how far the chain is from known truth, and writes docs/fidelity.md with the figures: `node scripts/measure-fidelity.ts`.
// The limits are held by packages/steps/src/model/*.test.ts and packages/test-kit/src/ankle-truth.test.ts.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_IMAGING, porousBones } from '@specola/test-kit';
import { ankleRows } from './fidelity/ankle-rows.ts';
import { crew, mm, NOISE_HU, SPACING_MM } from './fidelity/bench-of-fidelity.ts';
import { boneRows, patient, patientRows, porousRows } from './fidelity/patient-rows.ts';
import { knowing, plateRows, SPREADS_MM } from './fidelity/plate-rows.ts';
import { noiseRows, SEEDS, smallPartRows } from './fidelity/small-part-rows.ts';
import { EDGE_MM, solidRows } from './fidelity/solid-rows.ts';

const NOISES_HU = [4.5, 9, 18, 36];
const ankle = await patient(null);
const asImaged = await patient(0);
const page = `# How far a model is from the truth

Written by \`node scripts/measure-fidelity.ts\`; the limits are held by tests. All lengths in mm.

## Solids of known shape

Imaged with 1200 HU inside and 50 outside on an oblique grid off zero, voxels of ${SPACING_MM.join(' × ')} mm, point spread
(sigma) ${DEFAULT_IMAGING.pointSpreadMm.inPlane} in the plane and ${DEFAULT_IMAGING.pointSpreadMm.throughPlane} through it on top of the voxel's own averaging, noise of ${NOISE_HU} HU; drawn at half-maximum.
Limits: mean below ${mm(0.1 * Math.min(...SPACING_MM))} (a tenth of the smallest spacing), maximum below ${mm(0.5 * Math.max(...SPACING_MM))} (half the largest). Places within ${EDGE_MM} of
an edge sharper than the point spread are left out of the distances; the volume is of the whole body, edges included.

| solid | | mean | bias | largest | volume |
|---|---|---|---|---|---|
${(await solidRows()).join('\n')}

**What the blur does, and what is done about it.** A blurred image shows a curved surface too far in: at half-maximum by
sigma² × mean curvature to first order, sigma² / R for a ball (sigma here about 0.42 with the voxel), and by more where the
other side is near. A ball of 3 mm radius loses 7 % of its volume that way, one of three voxels across 40 %. The chain reads
the blur from the image's own edges and takes it back (\`surface.unblur\`): it images the surface as the scanner did, and
moves it until that image has its half-maximum where the scan has its own. Flat surfaces stay where they are. Smoothing gives
back, region by region, the volume that it takes. So does simplifying: each step counts what it took, and the vertices that are
left move, within the bound, until it is paid.

**What limits it.** Noise, most of all: taking back a blur enlarges noise, so moves are averaged over 1.5 sigma, shrink where
noise is as large as they are, and stop where an edge rises by less than eight times the noise from one sigma outside to one
inside (altogether below four). Then the estimate of sigma, which enters squared: three percent of sigma are six of the
correction. It wants 40 even edges, of skin or thick cortex; a scan that shows none, or only a part of a few voxels by itself,
is left as it is and a finding says so.

## Small parts

Volumes of parts imaged beside a block of 9 mm, in percent of their own: mean and standard deviation over ${SEEDS.length} noises of
${NOISE_HU} HU, and the worst of these models. Voxels are counted in the largest spacing. Point spread 0.35 and 0.4 at the first grid,
0.4 at the second, where the blur is 0.64 of a voxel: a ball of three voxels has a radius of 2.3 sigma there and does not reach
its full value even in its middle.

| voxels | part | as the image has it | blur taken back | model | worst |
|---|---|---|---|---|---|
${(await smallPartRows()).join('\n')}

What a single scan can say is less than the means: the volume of a ball of three voxels varies from noise to noise by some
percent already as the image has it, and taking back the blur enlarges that. The model at other noises (contrast 1150 HU):

| voxels | part | ${NOISES_HU.map((hu) => `${hu} HU`).join(' | ')} |
|---|---|${NOISES_HU.map(() => '---').join('|')}|
${(await noiseRows(NOISES_HU)).join('\n')}

## The phantom patient

An ankle of known dimensions, imaged on 256 × 256 × 200 voxels of 0.55 × 0.55 × 0.8 mm and taken through the whole chain at
default quality (threshold found in the image, table removed, marrow filled, smoothed, simplified).

| | mean | bias | 95 of 100 below | largest | volume |
|---|---|---|---|---|---|
${patientRows([asImaged, ankle]).join('\n')}

| bones in one piece | true volume, mm³ | error, blur left as it is | error |
|---|---|---|---|
${boneRows(asImaged, ankle).join('\n')}

Joint gaps of 1, 1.5, 2 and 3 mm are open: every bone is a piece of its own. The two metatarsals are stumps that the border of
the image cuts. The threshold is halfway up the edges of cortex that is thick enough to be even on both sides; halfway up all
edges is some 40 HU lower, since a cortex of 1.5 mm does not reach its full 1200 HU in a blurred image, and 100 HU move a
bone's surface by about 0.08 mm here.

## Porous bones

Two spongy balls (150 HU, cortex of 1.3 mm at 1100 HU, on a part of 0.55 mm) whose cortex has ${porousBones({ jointMm: 1.5, arena: crew.arena }).holes.length} holes of 1 to 4 mm, one a
socket for the other, imaged on voxels of 0.6 × 0.65 × 0.8 mm and taken through the whole chain: what a model should fill is
the balls without their holes. A third, hollow body with a mouth of 9 mm must stay hollow.

| joint | pieces | head, volume | socket, volume |
|---|---|---|---|
${(await porousRows(crew)).join('\n')}

The joints stay open and the hollow body stays hollow. Holes are closed to a dimple, the place
where a ball of 5 mm comes to rest: 1 mm deep by geometry for one of 4 mm, up to 1.9 mm as found on this phantom (a test
holds 2.6).

## The largest deviation on real scans

Distances between the finished model and the grey-value surface of a real scan hold what was taken back of the blur, on purpose.
Whole runs of \`specola model --anatomy bone\` on 2026-11-25, both ways, as the records tell them:

| | mean | 95 of 100 below | largest |
|---|---|---|---|
| ankle, blur left as it is | 0.037 | 0.101 | 0.296 |
| ankle | 0.066 | 0.190 | 0.669 |
| skull phantom | 0.026 | 0.077 | 0.395 |
| thorax | 0.043 | 0.115 | 0.375 |

So on the ankle (sigma 0.49 × 0.49 × 0.77) the step from 0.3 to 0.67 is the blur: crests and crevices move by up to their bound
of 0.5, and smoothing takes its 0.2 the same way. On the phantom patient, where the truth is known, the same moves bring the
largest error down (see above). Mean and p95 stay below their limits of 0.1 and 0.25.

## Thin plates

A plate of bone in soft tissue, imaged as above with three point spreads, drawn at the half-maximum of *thick* bone:
thickness found in the middle of the plate, and its error. First as the image has it, then with the
blur taken back.

| plate | ${SPREADS_MM.map((s) => `point spread ${s}`).join(' | ')} |
|---|${SPREADS_MM.map(() => '---').join('|')}|
${(await plateRows(crew)).join('\n')}

| plate, blur taken back | ${SPREADS_MM.map((s) => `point spread ${s}`).join(' | ')} |
|---|${SPREADS_MM.map(() => '---').join('|')}|
${(await plateRows(crew, knowing)).join('\n')}

As the image has it a plate keeps its thickness within 2 % from about three times the total blur on (point spread and voxel
together, 0.44 for a point spread of 0.4), and with the blur taken back from two and a half times on. Thinner ones are drawn
too thin, less so with the blur taken back: one of 0.8 at a point spread of 0.4 by 13 % instead of 33 %. Below 1.35 times the
blur they do not reach half-maximum and are lost, first in shreds, then altogether: at a point spread of 0.4 that is a wall of
about 0.6 mm, little more than one voxel. What is lost stays lost, there is no surface to move. Lower the threshold to keep such
walls (\`--threshold-hu 226,3071\`); they come out too thick then, as everything else does.

**What a user is told.** The report's check "wall-thickness" names walls of the model thinner than 1 mm with their places:
these are the ones drawn too thin. A wall that is lost leaves nothing to name; the report says which threshold was used and
where it came from, and the slices in it show the contour of the model on the image, where a missing wall is seen.

## A real ankle

CT of the Visible Human Female's feet (1 mm voxels, bone above 226 HU) against surfaces of the same woman's bones from
cryosections, each bone fitted rigidly (trimmed to four fifths of its points): distance of the points of the bone that lie in
the scan from the CT's surface, and the same for two bones of the wrong side, put in its place and fitted as well as they
go: that of the *other* foot, where there is one, and the bone's own mirror image.

| bone | in the scan | median, blur left | 90 of 100 below | median, blur taken back | 90 of 100 below | other foot, median | mirrored, median |
|---|---|---|---|---|---|---|---|
${(await ankleRows()).join('\n')}

Taking back the blur (0.49 mm in the slices, 0.77 through them) brings the bones nearer to the cryosections, by a tenth in
the median. The wrong side fits two and a half to eight times worse, but for two: the intermediate cuneiform is a wedge of 20 mm that nearly is its
own mirror image, and of the fibula the scan holds a tip that is too plain to tell a side. Handedness is right from the DICOM
file to the mesh. The distances are one way, and the fit's own freedom is in them, so they say that the surfaces agree to less
than half a voxel, not more. Of the points that lie far off (1.4 mm and more) most are joint surfaces, where the CT at 226 HU has
no gap between two bones: 83 of 100 of the navicular's, all of the medial cuneiform's and 78 of the cuboid's lie within 3 mm of
another bone.

**What the scan holds of the leg.** 150 slices of 1 mm, the last of them through the body of the talus, below its dome:

| bone | right | left |
|---|---|---|
| fibula | the tip of the malleolus, slices 132 to 149 (18 mm), 3.9 cm³ | slices 141 to 149 (9 mm), 1.2 cm³; no cryosection surface |
| tibia | the tip of the medial malleolus in slices 148 and 149, 56 mm³ at (223, 268) mm, below the size of a loose island; its cryosection surface, placed with the talus, ends at (225, 269), 0.5 mm inside the scan | none: its cryosection surface ends 9 mm above the last slice |
| talus | cut through the body, three quarters of its points | cut through the body, half of its points |
| calcaneus | whole | cut at the top of the tuber, nine tenths of its points |

So there is no row for either tibia to fill in, and what is modelled from this scan as "fibula" is a tip.
`;
writeFileSync(join(import.meta.dirname, '../docs/fidelity.md'), page);
process.stdout.write(page);
