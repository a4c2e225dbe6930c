import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dicomStack } from '@specola/test-kit';
import { chooseSeries } from './choose-series.ts';
import { loadVolume } from './load-volume.ts';
import { scanStudy } from './scan-study.ts';

const patient = { name: 'Verdi^Giuseppina', id: 'MRN-88123', birthDate: '19590417' };
const TELLTALE = /verdi|giuseppina|88123|19590417/i;

test('no name, number or birth date of the patient is in anything that the reader returns', async () => {
  const files = dicomStack(4, { patient, description: 'CT foot Giuseppina' }).map((file, k) => ({
    ...file,
    path: `MRN-88123_VERDI_${k}.dcm`,
  }));
  const scan = await scanStudy(files);
  const chosen = chooseSeries(scan, { anatomy: 'bone' });
  const loaded = await loadVolume(chosen, (length) => new Int16Array(length));
  // The files are the caller's own; everything else is ours.
  const ours = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && 'read' in value ? 'file' : value;
  assert.doesNotMatch(JSON.stringify([scan, chosen, loaded.source, loaded.findings], ours), TELLTALE);
});

test('a refusal that would name a file names the image instead when the file is named after the patient', async () => {
  const files = dicomStack(4, { patient }).map((file, k) => ({ ...file, path: `verdi/VERDI_${k}` }));
  const cut = { ...files[2]!, read: async () => (await files[2]!.read()).slice(0, -3) };
  const chosen = chooseSeries(await scanStudy([files[0]!, files[1]!, cut, files[3]!]), { anatomy: 'bone' });
  await assert.rejects(
    loadVolume(chosen, (length) => new Int16Array(length)),
    {
      code: 'dicom/truncated-pixels',
      what: 'The pixels of image 3 end 3 bytes too early.',
    },
  );
});

test('a broken file named after the patient is not named', async () => {
  const files = dicomStack(5, { patient });
  const cut = { path: 'VERDI_5', bytes: 300, read: async () => (await files[4]!.read()).slice(0, 300) };
  const scan = await scanStudy([...files.slice(0, 4), cut]);
  assert.deepEqual(scan.broken, [{ label: 'file 5 of 5', reason: 'its header leads past its end', seriesUid: null }]);
});
