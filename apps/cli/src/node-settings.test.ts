import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAddressError, BadNodeConfigError } from '@specola/exchange';
import { temporaryFolder } from '@specola/test-kit';
import { nodeSettings } from './node-settings.ts';

const TOKEN = 'a token of this test';

test('a node listens to this machine, lets nobody in and has no DICOMweb unless it is told', () => {
  const { host, allow, access, peers } = nodeSettings({}, undefined, undefined);
  assert.deepEqual({ host, allow, access, peers }, { host: '127.0.0.1', allow: [], access: null, peers: [] });
});

test('flags win over the file, and a token over an open service', () => {
  using folder = temporaryFolder();
  const file = folder.write(
    'node.json',
    JSON.stringify({ ae: 'FILE', dimsePort: 4242, open: true, peers: ['PACS@10.0.0.7:104'] }),
  );
  const settings = nodeSettings({ ae: 'FLAG' }, file, undefined);
  assert.deepEqual([settings.ae, settings.dimsePort, settings.access], ['FLAG', 4242, { open: true }]);
  assert.deepEqual(settings.peers, [{ ae: 'PACS', host: '10.0.0.7', port: 104 }]);
  assert.deepEqual(nodeSettings({}, file, TOKEN).access, { token: TOKEN });
});

test('settings that do not fit are refused with a sentence', () => {
  using folder = temporaryFolder();
  const file = (text: string) => folder.write('node.json', text);
  const refused = (flags: Parameters<typeof nodeSettings>[0], path?: string, token?: string) =>
    assert.throws(() => nodeSettings(flags, path, token), BadNodeConfigError);
  refused({ ae: 'A TITLE THAT IS TOO LONG' });
  refused({ allow: ['A', ''] });
  refused({ dimsePort: 70000 });
  refused({}, undefined, 'short');
  refused({}, file('{"alow":["A"]}'));
  refused({}, file('not JSON'));
  refused({}, file(JSON.stringify({ tls: { key: '/nowhere', cert: '/nowhere' } })));
  refused({}, `${folder.path}/missing.json`);
  assert.throws(() => nodeSettings({ peers: ['PACS'] }, undefined, undefined), BadAddressError);
});
