// Bundles the command line into JavaScript for the packed tarball (Node strips no types inside node_modules).
// Our own packages go into the bundle; third-party packages stay dependencies, pinned in apps/cli/package.json.
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'apps', 'cli');
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(cli, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const thirdParty = Object.keys({ ...dependencies, ...optionalDependencies });

rmSync(join(cli, 'dist'), { recursive: true, force: true });
const bundle = await rolldown({
  input: {
    main: join(cli, 'src', 'main.ts'),
    'crew-thread': join(cli, 'src', 'crew-thread.ts'),
    'decoder-thread': join(cli, 'src', 'decoder-thread.ts'),
    'solid-thread': join(cli, 'src', 'solid-thread.ts'),
  },
  platform: 'node',
  external: (id) => id.startsWith('node:') || thirdParty.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({ dir: join(cli, 'dist'), format: 'esm', chunkFileNames: '[name]-[hash].js' });
await bundle.close();
for (const file of ['README.md', 'LICENSE']) cpSync(join(root, file), join(cli, file));
