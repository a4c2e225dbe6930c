export * from './brick-mask.ts';
export * from './errors.ts';
export * from './frame-stack.ts';
export * from './frames.ts';
export * from './label-map.ts';
export * from './segmentation.ts';
export * from './tri-mesh.ts';
export * from './volume.ts';
