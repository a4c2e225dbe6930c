export type * from './fact.ts';
export * from './tissues.ts';
