import { BrokenPromiseError } from '@specola/space';
import { type NativeModules, nativeModules } from './modules.ts';

/** A piece of work by name: "module.function", with numbers (counts, pointers into the arena) as its arguments. */
export type TaskName = `${string}.${string}`;

/** Everything one thread can do on the shared memory. */
export interface TaskTable {
  call(name: TaskName, args: readonly number[]): number;
}

/** Instantiates the native modules on the shared memory. */
export function openTaskTable(memory: WebAssembly.Memory): TaskTable {
  const native: NativeModules = nativeModules(memory);
  return {
    call(name, args) {
      const dot = name.indexOf('.');
      const moduleName = name.slice(0, dot);
      const functionName = name.slice(dot + 1);
      const found = native[moduleName]?.[functionName];
      if (!found) throw new BrokenPromiseError(`There is no native function "${name}".`);
      return found(...args) ?? 0;
    },
  };
}
