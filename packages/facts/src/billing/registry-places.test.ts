import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CODED_ANATOMIES } from '../coded-anatomies.ts';
import { REGISTRY_PLACES } from './registry-places.ts';

/** Tissues and things that are in no one place. */
const NOWHERE = [
  'bone',
  'skin',
  'muscle',
  'body-fat',
  'cartilage',
  'blood',
  'blood-vessel',
  'airway',
  'implant',
  'phalanges',
];

test('each coded anatomy that has a place in the body has one in the registry, and the table names no other', () => {
  assert.deepEqual(
    Object.keys(CODED_ANATOMIES)
      .filter((key) => !REGISTRY_PLACES[key])
      .sort(),
    [...NOWHERE].sort(),
  );
  for (const key of Object.keys(REGISTRY_PLACES)) assert.ok(CODED_ANATOMIES[key], key);
});

test('what the registry publishes as examples stands as it publishes it', () => {
  assert.deepEqual(REGISTRY_PLACES.humerus, { region: 'Upper extremity', subregion: 'Upper arm', structure: 'Bone' });
  assert.deepEqual(REGISTRY_PLACES.prostate, { region: 'Pelvis', subregion: '', structure: 'Prostate' });
});
