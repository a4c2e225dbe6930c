import { type Bill, type CaseState, currentVersion, type Item, type Order } from '@specola/casework';
import type {
  Bundle,
  BundleEntry,
  ChargeItem,
  Claim,
  Device,
  DocumentReference,
  FhirResource,
  ImagingStudy,
  Procedure,
  Provenance,
  Reference,
  ServiceRequest,
  Task,
} from 'fhir/r4.js';

/** What the bundle says beside the case. Who the patient is comes in as a reference; the bundle holds no name of theirs. */
export interface BundleOptions {
  /** Address under which the site's resources are known, without a slash at its end. */
  readonly base: string;
  readonly caseCode: string;
  readonly patient: Reference;
  readonly insurer: Reference;
  readonly coverage: Reference;
  readonly provider: Reference;
  readonly bill: Bill | null;
  readonly writtenAt: string;
}

const CPT = 'http://www.ama-assn.org/go/cpt';
const HCPCS = 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const ICD10CM = 'http://hl7.org/fhir/sid/icd-10-cm';
const DICOM_UID = 'urn:dicom:uid';
const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

/**
 * A case as one FHIR R4 collection: order, images, work by step, printed items, documents, signatures, charges and claim,
 * each pointing to the others by full URL. What a case has not yet is not in it.
 */
export function caseBundle(state: CaseState, options: BundleOptions): Bundle {
  const { order } = state;
  const resources: FhirResource[] = [];
  const id = (kind: string, key: string): string => `${kind}-${key}`.replaceAll(/[^A-Za-z0-9.-]/g, '-').slice(0, 64);
  const refTo = (type: FhirResource['resourceType'], key: string): Reference => ({
    reference: `${options.base}/${type}/${id(type.toLowerCase(), `${options.caseCode}-${key}`)}`,
  });
  const idOf = (type: FhirResource['resourceType'], key: string): string =>
    id(type.toLowerCase(), `${options.caseCode}-${key}`);
  const staff = (person: string): Reference => ({ display: state.people.get(person)?.name ?? person });
  const orderRef = refTo('ServiceRequest', 'order');

  if (order)
    resources.push(
      serviceRequest(
        state,
        order,
        options,
        idOf('ServiceRequest', 'order'),
        [...state.images.keys()].map((uid) => refTo('ImagingStudy', shortOf(uid))),
      ),
    );
  for (const [uid, { act }] of state.images)
    resources.push({
      resourceType: 'ImagingStudy',
      id: idOf('ImagingStudy', shortOf(uid)),
      identifier: [{ system: DICOM_UID, value: `urn:oid:${uid}` }],
      status: 'available',
      subject: options.patient,
      started: act.acquiredOn,
      basedOn: [orderRef],
      modality: [{ system: DCM, code: act.modality }],
      series: [{ uid, modality: { system: DCM, code: act.modality } }],
    } satisfies ImagingStudy);

  for (const { number, at, by, act } of state.versions)
    resources.push({
      resourceType: 'DocumentReference',
      id: idOf('DocumentReference', String(number)),
      identifier: [{ system: `${options.base}/version`, value: act.sha256 }],
      status: currentVersion(state, act.thing, act.part)?.number === number ? 'current' : 'superseded',
      docStatus: state.signatures.some((one) => one.act.sha256 === act.sha256) ? 'final' : 'preliminary',
      type: { text: act.thing },
      subject: options.patient,
      date: at,
      author: [staff(by)],
      description: `${act.thing}${act.part ? ` of ${act.part}` : ''}, made with ${act.software.name} ${act.software.version}`,
      content: [
        {
          // FHIR’s own hash is SHA-1; ours is the identifier above.
          attachment: { title: act.file },
        },
      ],
    } satisfies DocumentReference);

  for (const { number, at, by, role, act } of state.signatures) {
    const signed = state.versions.findLast((one) => one.act.sha256 === act.sha256);
    resources.push({
      resourceType: 'Provenance',
      id: idOf('Provenance', String(number)),
      target: [signed ? refTo('DocumentReference', String(signed.number)) : { display: act.sha256 }],
      recorded: at,
      reason: [{ text: act.meaning }],
      agent: [{ role: [{ text: role }], who: staff(by) }],
      signature: [
        {
          type: [{ system: 'urn:iso-astm:E1762-95:2013', ...SIGNATURE[act.meaning] }],
          when: at,
          who: staff(by),
        },
      ],
    } satisfies Provenance);
  }

  resources.push(...work(state, options, idOf, orderRef, staff));
  for (const item of state.items.values()) resources.push(device(item, options, idOf('Device', item.code)));
  if (options.bill && order) resources.push(...charges(state, order, options.bill, options, idOf, refTo));

  return {
    resourceType: 'Bundle',
    id: id('case', options.caseCode),
    type: 'collection',
    timestamp: options.writtenAt,
    entry: resources.map(
      (resource): BundleEntry => ({ fullUrl: `${options.base}/${resource.resourceType}/${resource.id}`, resource }),
    ),
  };
}

const SIGNATURE = {
  review: { code: '1.2.840.10065.1.12.1.13', display: 'Review Signature' },
  approval: { code: '1.2.840.10065.1.12.1.7', display: 'Consent Signature' },
  responsibility: { code: '1.2.840.10065.1.12.1.5', display: 'Verification Signature' },
  authorship: { code: '1.2.840.10065.1.12.1.1', display: "Author's Signature" },
} as const;

function serviceRequest(
  state: CaseState,
  order: Order,
  options: BundleOptions,
  id: string,
  images: Reference[],
): ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    id,
    identifier: [{ system: `${options.base}/order`, value: order.orderNumber }],
    status:
      state.step === 'cancelled'
        ? 'revoked'
        : state.step === 'closed'
          ? 'completed'
          : state.step === 'on-hold'
            ? 'on-hold'
            : 'active',
    intent: 'order',
    category: [{ text: 'Patient-specific anatomic model or guide' }],
    code: { text: order.service },
    subject: options.patient,
    ...(order.surgeryAt ? { occurrenceDateTime: order.surgeryAt } : {}),
    ...(state.orderPlacedAt ? { authoredOn: state.orderPlacedAt } : {}),
    requester: { display: state.people.get(state.orderedBy ?? '')?.name ?? 'Ordering clinician' },
    reasonCode: [
      ...order.diagnoses.map(({ icd10cm }) => ({ coding: [{ system: ICD10CM, code: icd10cm }] })),
      { text: order.necessity },
    ],
    bodySite: order.structures.map(({ anatomy, side }) => ({ text: `${anatomy}, ${side}` })),
    ...(images.length > 0 ? { supportingInfo: images } : {}),
    note: [{ text: order.clinicalQuestion }],
  };
}

/** Work as tasks by step, and the procedures that the service consists of. */
function work(
  state: CaseState,
  options: BundleOptions,
  idOf: (type: FhirResource['resourceType'], key: string) => string,
  order: Reference,
  staff: (person: string) => Reference,
): FhirResource[] {
  const resources: FhirResource[] = [];
  const bySteps = new Map<string, { minutes: number; people: Set<string>; last: string }>();
  for (const { at, act } of state.times) {
    const known = bySteps.get(act.step) ?? { minutes: 0, people: new Set<string>(), last: at };
    known.people.add(act.person);
    bySteps.set(act.step, { minutes: known.minutes + act.minutes, people: known.people, last: at });
  }
  for (const [step, { minutes, people, last }] of bySteps)
    resources.push({
      resourceType: 'Task',
      id: idOf('Task', step),
      basedOn: [order],
      status: 'completed',
      intent: 'order',
      code: { text: step },
      for: options.patient,
      lastModified: last,
      owner: staff([...people][0]!),
      output: [
        {
          type: { text: 'effort' },
          valueQuantity: { value: minutes, unit: 'min', system: 'http://unitsofmeasure.org', code: 'min' },
        },
      ],
    } satisfies Task);
  for (const part of state.parts.values()) {
    const design = currentVersion(state, 'design', part.id) ?? currentVersion(state, 'preparation', part.id);
    resources.push({
      resourceType: 'Procedure',
      id: idOf('Procedure', part.id),
      identifier: [{ system: `${options.base}/part`, value: part.id }],
      basedOn: [order],
      status: state.step === 'closed' ? 'completed' : 'in-progress',
      code: { text: part.kind === 'model' ? 'Preparation of an anatomic model' : 'Design of an anatomic guide' },
      subject: options.patient,
      ...(design ? { performedDateTime: design.at, performer: [{ actor: staff(design.by) }] } : {}),
      bodySite: [
        {
          text:
            part.kind === 'model'
              ? part.components.map(({ anatomy, side }) => `${anatomy}, ${side}`).join('; ')
              : `${part.bone}, ${part.side}`,
        },
      ],
      note: [{ text: part.name }],
    } satisfies Procedure);
  }
  return resources;
}

function device({ code, printed, quality, released, sterilized }: Item, options: BundleOptions, id: string): Device {
  const { act } = printed;
  return {
    resourceType: 'Device',
    id,
    identifier: [{ system: `${options.base}/item`, value: code }],
    status: act.outcome === 'failed' ? 'entered-in-error' : released ? 'active' : 'inactive',
    distinctIdentifier: code,
    lotNumber: act.material.lot,
    serialNumber: code,
    manufactureDate: act.endedAt,
    ...(act.material.expiresOn ? { expirationDate: act.material.expiresOn } : {}),
    type: { text: `Printed item of ${act.part}, ${act.purpose}` },
    patient: options.patient,
    property: [
      { type: { text: 'material' }, valueCode: [{ text: act.material.key }] },
      { type: { text: 'printer' }, valueCode: [{ text: `${act.printer.label}, ${act.printer.serial}` }] },
      ...(quality?.act.measurements ?? []).map(({ what, measuredMm }) => ({
        type: { text: what },
        valueQuantity: [{ value: measuredMm, unit: 'mm', system: 'http://unitsofmeasure.org', code: 'mm' }],
      })),
    ],
    note: [
      {
        text: `Not cleared by any regulator.${sterilized ? ` Sterilized: ${sterilized.act.method}, cycle ${sterilized.act.cycle}, load ${sterilized.act.load}.` : ' Not sterilized here.'}`,
      },
    ],
  };
}

function charges(
  state: CaseState,
  order: Order,
  bill: Bill,
  options: BundleOptions,
  idOf: (type: FhirResource['resourceType'], key: string) => string,
  refTo: (type: FhirResource['resourceType'], key: string) => Reference,
): FhirResource[] {
  const money = (line: Bill['lines'][number]) =>
    line.price.kind === 'priced' ? { value: Number(line.price.cents) / 100, currency: 'USD' as const } : null;
  const coded = (code: string) => ({ coding: [{ system: /^[A-V][0-9]{4}$/.test(code) ? HCPCS : CPT, code }] });
  const items = bill.lines.map((line): ChargeItem => {
    const price = money(line);
    return {
      resourceType: 'ChargeItem',
      id: idOf('ChargeItem', line.code),
      status: 'billable',
      code: coded(line.code),
      subject: options.patient,
      occurrenceDateTime: bill.serviceOn,
      quantity: { value: line.units },
      ...(price ? { priceOverride: price } : {}),
      service: [...state.parts.keys()].map((part) => refTo('Procedure', part)),
      note: line.because.map((text) => ({ text })),
    };
  });
  if (bill.lines.length === 0) return items;
  const total = bill.lines.reduce((sum, { price }) => sum + (price.kind === 'priced' ? price.cents : 0n), 0n);
  const claim: Claim = {
    resourceType: 'Claim',
    id: idOf('Claim', 'claim'),
    status: state.claims.length > 0 ? 'active' : 'draft',
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/claim-type',
          code: bill.form === 'institutional' ? 'institutional' : 'professional',
        },
      ],
    },
    use: 'claim',
    patient: options.patient,
    created: options.writtenAt,
    insurer: options.insurer,
    provider: options.provider,
    priority: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/processpriority', code: 'normal' }] },
    referral: refTo('ServiceRequest', 'order'),
    diagnosis: order.diagnoses.map(({ icd10cm }, at) => ({
      sequence: at + 1,
      diagnosisCodeableConcept: { coding: [{ system: ICD10CM, code: icd10cm }] },
    })),
    insurance: [
      {
        sequence: 1,
        focal: true,
        coverage: options.coverage,
        ...(order.priorAuthorization ? { preAuthRef: [order.priorAuthorization] } : {}),
      },
    ],
    item: bill.lines.map((line, at) => {
      const price = money(line);
      return {
        sequence: at + 1,
        diagnosisSequence: [...line.diagnosisPointers],
        productOrService: coded(line.code),
        ...(line.modifiers.length > 0
          ? { modifier: line.modifiers.map((code) => ({ coding: [{ system: CPT, code }] })) }
          : {}),
        servicedDate: bill.serviceOn,
        ...(bill.placeOfService
          ? {
              locationCodeableConcept: {
                coding: [
                  {
                    system: 'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set',
                    code: bill.placeOfService,
                  },
                ],
              },
            }
          : {}),
        quantity: { value: line.units },
        ...(price ? { net: price } : {}),
        bodySite: { text: order.side },
      };
    }),
    total: { value: Number(total) / 100, currency: 'USD' },
  };
  return [...items, claim];
}

/** A UID is too long for an id beside a case code; its end is what differs. */
const shortOf = (uid: string): string => uid.slice(-24);
