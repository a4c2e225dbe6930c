import type { ManifoldToplevel } from 'manifold-3d/manifold.js';
import { bytesOfBase64 } from '../wasm-bytes.ts';
import { wasmBase64 } from './built.ts';
import { openEngine } from './built-engine.js';

/**
 * A fresh instance of manifold-3d with a memory of its own, opened in some milliseconds. What it makes is not collected
 * by the engine, so every job opens one, deletes what it made, and lets the instance go.
 */
export async function openManifold(): Promise<ManifoldToplevel> {
  const manifold = await openEngine({ wasmBinary: bytesOfBase64(wasmBase64) });
  manifold.setup();
  return manifold;
}
