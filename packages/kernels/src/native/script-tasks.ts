import { simplifyBlock } from '../mesh/simplify-block.ts';

/**
 * Pieces of work in JavaScript that run on any thread beside the native functions, on the same memory: libraries with a
 * WebAssembly memory of their own (meshoptimizer), for instance. Keys are "module.function".
 */
export const scriptTasks: Readonly<
  Record<string, (memory: WebAssembly.Memory, args: readonly number[]) => number | Promise<number>>
> = { 'mesh.simplifyBlock': simplifyBlock };
