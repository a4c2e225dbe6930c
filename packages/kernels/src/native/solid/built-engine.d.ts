import type { ManifoldToplevel } from 'manifold-3d/manifold.js';

/** The glue of manifold-3d as scripts/embed-manifold.ts writes it, without any environment: it is given its bytes. */
export function openEngine(config: { readonly wasmBinary: Uint8Array }): Promise<ManifoldToplevel>;
