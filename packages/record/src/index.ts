export * from './case-code.ts';
export * from './check.ts';
export * from './finding.ts';
export * from './measures.ts';
export * from './model-record.ts';
export * from './recipe.ts';
export * from './segmentation-record.ts';
