export { ANKLE_GAPS, ankleBones, type Bone, type BoneName, type JointGap } from './ankle-bones.ts';
export { type AnklePhantomOptions, anklePhantom, type BoneTruth, type Phantom } from './ankle-phantom.ts';
export { carve, complement, grow, join, meet, shell } from './combine.ts';
export {
  type BoneVolume,
  comparePhantom,
  comparePhantomInDetail,
  type PhantomComparison,
  type PhantomTruth,
} from './compare-phantom.ts';
export { imageScene, imageSlabs } from './image-scene.ts';
export { distanceToSurfaceMm, type MeasuredGrid, volumeInGridMm3 } from './measure-solid.ts';
export { shellsOf, shellVolumesMm3 } from './mesh-shells.ts';
export { ball, box, capsule, cylinder, halfSpace, roundCone, slantedBox, torus } from './primitives.ts';
export { type MeshSamples, sampleMesh } from './sample-mesh.ts';
export { gridAround, type Scanner } from './scanner.ts';
export type { MaterialHu, Scene, ScenePart } from './scene.ts';
export { plainSolid, type Solid } from './solid.ts';
export { textured } from './texture.ts';
