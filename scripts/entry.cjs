// The entry of every script: plain old JavaScript, so that any Node can read the sentence it may have to say.
// usage: node scripts/entry.cjs <script name> [arguments]
var major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    'This is Node ' +
      process.versions.node +
      ', and Specola needs Node 24 or newer. ' +
      'It comes with "npm install" on Linux, macOS and Windows; was it run with --omit=optional? ' +
      'Run "npm install" again without that, or install a newer Node.\n',
  );
  process.exit(2);
}
var name = process.argv.splice(2, 1)[0];
import(require('node:url').pathToFileURL(require('node:path').resolve(__dirname, '..', name)).href);
