import { z } from 'zod';
import { ChargePosted, ClaimAnswered, ClaimReleased, CodingDecided, OutcomeRecorded } from './acts-of-billing.ts';
import {
  Moved,
  NonConformanceClosed,
  NonConformanceOpened,
  Noted,
  NoticeSigned,
  PersonAdded,
  TimeCorrected,
  TimeLogged,
} from './acts-of-care.ts';
import {
  IdentityCompared,
  ImagesAttached,
  ImagesReviewed,
  MismatchResolved,
  OrderChanged,
  OrderPlaced,
  PartDeclared,
  Signed,
  VersionRecorded,
} from './acts-of-making.ts';
import {
  Delivered,
  IdentifierVerified,
  ItemReleased,
  Photographed,
  PostProcessed,
  Printed,
  QualityChecked,
  Sterilized,
  Used,
} from './acts-of-production.ts';
import { Person, PersonId, Role } from './people.ts';

/** What somebody did. A closed list: a new act does not compile until every rule has met it. */
export const Act = z.discriminatedUnion('kind', [
  OrderPlaced,
  OrderChanged,
  IdentityCompared,
  MismatchResolved,
  ImagesAttached,
  ImagesReviewed,
  PartDeclared,
  VersionRecorded,
  Signed,
  Printed,
  PostProcessed,
  QualityChecked,
  IdentifierVerified,
  Photographed,
  Sterilized,
  ItemReleased,
  Delivered,
  Used,
  PersonAdded,
  Moved,
  TimeLogged,
  TimeCorrected,
  NonConformanceOpened,
  NonConformanceClosed,
  Noted,
  NoticeSigned,
  CodingDecided,
  ClaimReleased,
  ClaimAnswered,
  ChargePosted,
  OutcomeRecorded,
]);
export type Act = z.infer<typeof Act>;
export type ActOf<K extends Act['kind']> = Extract<Act, { kind: K }>;

/** One line of the record: who did what, when, in which role. Entries are only ever added. */
export const Entry = z.strictObject({
  number: z.int().min(1).describe('1, 2, 3 … without a gap'),
  at: z.iso.datetime().describe('UTC'),
  timeZone: z.string().min(1).describe('Where the clock of the one who acted stood, as IANA names it'),
  by: PersonId,
  role: Role,
  act: Act,
});
export type Entry = z.infer<typeof Entry>;

/** `case.json`: a case as a list of what was done. Every other view of it is derived. Holds no patient. */
export const CaseFile = z.strictObject({
  schema: z.literal('specola/case/1'),
  caseCode: z.string().describe('Opaque; the vault knows whose it is'),
  openedAt: z.iso.datetime(),
  timeZone: z.string().min(1),
  people: z.array(Person),
  entries: z.array(Entry),
});
export type CaseFile = z.infer<typeof CaseFile>;
