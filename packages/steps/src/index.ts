export type * from './runner/values.ts';
