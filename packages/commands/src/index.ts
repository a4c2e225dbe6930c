export * from './declare.ts';
export * from './draw-preview.ts';
export * from './extract-surface.ts';
export * from './refine-mesh.ts';
export * from './segment-anatomy.ts';
export * from './verify-mesh.ts';
export * from './write-mesh.ts';
