#!/usr/bin/env node
// The entry check: plain old JavaScript, so that any Node can read the sentence it may have to say.
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    'specola: this is Node ' +
      process.versions.node +
      ', and Specola needs Node 24 or newer. ' +
      'An older Node cannot run its TypeScript. ' +
      'Run it as "npx specola", which uses the Node that was installed with it.\n',
  );
  process.exit(2);
}
import('node:fs').then((fs) => {
  // In the repository the TypeScript runs as it stands; the packed tarball holds JavaScript only.
  var source = new URL('../src/main.ts', import.meta.url);
  return import(fs.existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href);
});
