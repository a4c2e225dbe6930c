import { z } from 'zod';
import type { IncomingOrder } from '../hl7/read-incoming.ts';
import { NotAServiceRequestError } from './fhir-errors.ts';

const Concept = z.looseObject({
  text: z.string().optional(),
  coding: z
    .array(
      z.looseObject({ system: z.string().optional(), code: z.string().optional(), display: z.string().optional() }),
    )
    .optional(),
});
const Reference = z.looseObject({
  reference: z.string().optional(),
  display: z.string().optional(),
  identifier: z.looseObject({ value: z.string().optional() }).optional(),
});

/** The fields that an order is made of; everything else of the resource is left alone. */
const ServiceRequest = z.looseObject({
  resourceType: z.literal('ServiceRequest'),
  status: z.enum(['draft', 'active', 'on-hold', 'revoked', 'completed', 'entered-in-error', 'unknown']),
  intent: z.string(),
  identifier: z.array(z.looseObject({ value: z.string().optional() })).optional(),
  priority: z.string().optional(),
  code: Concept.optional(),
  subject: Reference,
  occurrenceDateTime: z.string().optional(),
  requester: Reference.optional(),
  reasonCode: z.array(Concept).optional(),
  bodySite: z.array(Concept).optional(),
});

const LARGEST_CHARACTERS = 16 * 1024 * 1024;

export interface ServiceRequestIn {
  readonly control: 'new' | 'change' | 'cancel';
  readonly order: IncomingOrder;
  /** The patient as the resource refers to them: a reference or an identifier. */
  readonly subject: string;
}

/**
 * Orders out of a ServiceRequest or a Bundle with some.
 *
 * @throws NotAServiceRequestError
 */
export function readServiceRequests(text: string): ServiceRequestIn[] {
  if (text.length > LARGEST_CHARACTERS) throw new NotAServiceRequestError('it is larger than 16 million characters.');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new NotAServiceRequestError('it is not JSON.');
  }
  const bundle = z
    .looseObject({
      resourceType: z.literal('Bundle'),
      entry: z.array(z.looseObject({ resource: z.unknown() })).max(10_000),
    })
    .safeParse(json);
  const resources = bundle.success ? bundle.data.entry.map(({ resource }) => resource) : [json];
  const requests = resources.filter(
    (one) => z.looseObject({ resourceType: z.literal('ServiceRequest') }).safeParse(one).success,
  );
  if (requests.length === 0) throw new NotAServiceRequestError('there is no ServiceRequest in it.');
  return requests.map(orderOf);
}

function orderOf(resource: unknown): ServiceRequestIn {
  const parsed = ServiceRequest.safeParse(resource);
  if (!parsed.success) throw new NotAServiceRequestError(`${parsed.error.issues[0]!.path.join('.')} does not fit.`);
  const {
    identifier,
    subject,
    status,
    code,
    priority,
    requester,
    reasonCode = [],
    bodySite = [],
    occurrenceDateTime,
  } = parsed.data;
  const placerNumber = identifier?.find(({ value }) => value)?.value;
  if (!placerNumber) throw new NotAServiceRequestError('it has no identifier.');
  const who = subject.reference ?? subject.identifier?.value;
  if (!who) throw new NotAServiceRequestError('its subject refers to nobody.');
  const words = bodySite
    .map(
      (one) =>
        `${one.text ?? ''} ${one.coding?.map(({ display, code: value }) => `${display ?? ''} ${value ?? ''}`).join(' ') ?? ''}`,
    )
    .join(' ')
    .toLowerCase();
  const [left, right] = [/\bleft\b|\b7771000\b/.test(words), /\bright\b|\b24028007\b/.test(words)];
  const at = occurrenceDateTime ? Date.parse(occurrenceDateTime) : Number.NaN;
  return {
    control: status === 'revoked' || status === 'entered-in-error' ? 'cancel' : 'new',
    subject: who,
    order: {
      placerNumber,
      accessionNumber: null,
      serviceCode: code?.coding?.[0]?.code ?? '',
      serviceText: code?.text ?? code?.coding?.[0]?.display ?? '',
      priority: priority ?? '',
      orderedBy: requester?.display ?? requester?.reference ?? '',
      contact: '',
      reason: reasonCode
        .map(({ text }) => text ?? '')
        .filter(Boolean)
        .join(' '),
      diagnoses: reasonCode.flatMap(({ coding = [] }) =>
        coding.filter(({ system }) => system?.includes('icd-10')).flatMap(({ code: value }) => (value ? [value] : [])),
      ),
      // A day without a time has no moment in UTC.
      wantedAt:
        Number.isNaN(at) || !/T.*(Z|[+-]\d\d:\d\d)$/.test(occurrenceDateTime!) ? null : new Date(at).toISOString(),
      side:
        /\bbilateral\b|\b51440002\b/.test(words) || (left && right) ? 'both' : left ? 'left' : right ? 'right' : null,
    },
  };
}
