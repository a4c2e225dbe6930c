import { CONFIDENTIALITY_PROFILE, DEIDENTIFICATION_CODES } from '@specola/facts';
import { deflateSync } from 'fflate';
import { type DicomElement, encodeElements, writePart10 } from '../write/write-part10.ts';
import type { IdentifierSearch } from './identifier-search.ts';
import { type Pseudonyms, profileJudge, type Tally } from './judge-element.ts';
import type { OpenObject } from './open-object.ts';
import type { DeidentifyOptions } from './profile-action.ts';
import { rewriteElements } from './rewrite-elements.ts';

export interface DeidentifyContext {
  readonly options: DeidentifyOptions;
  readonly pseudonyms: Pseudonyms;
  /** The identifiers of the whole study: a name may stand in a file that does not state it. */
  readonly search: IdentifierSearch;
  readonly tally: Tally;
  /** Set where rectangles of the pixels were blanked before. */
  readonly blanked?: {
    /** Somebody who looked at them says that no name is left in the pixels. */
    readonly statesNoBurnedIn: boolean;
  };
}

/** Edition of the table, as LO holds it. */
const METHOD_TEXT = 'PS3.15 2024b E.1-1, options as coded';

/**
 * An object without identity after the basic profile and its options: a Part 10 file of the same transfer syntax whose
 * kept elements, pixels among them, are the same bytes.
 */
export function deidentifyObject(object: OpenObject, context: DeidentifyContext): Uint8Array {
  const { bytes, elements, syntax } = object;
  const { pseudonyms } = context;
  const judge = profileJudge(bytes, context);
  const added = statements(context).map((element) => ({
    tag: element.tag,
    bytes: encodeElements([element], syntax),
  }));
  const rewritten = rewriteElements(bytes, elements, { syntax, judge, added });
  return writePart10(
    {
      sopClassUid: object.sopClassUid,
      sopInstanceUid: object.sopInstanceUid === '' ? '' : pseudonyms.uidFor(object.sopInstanceUid),
      transferSyntaxUid: object.transferSyntaxUid,
    },
    object.deflated ? evened(deflateSync(rewritten)) : rewritten,
  );
}

/** What the standard wants stated: that identity was removed, how, and what became of dates. Source: PS3.15 E.1.1, E.3.6. */
function statements({ options, pseudonyms, blanked }: DeidentifyContext): DicomElement[] {
  const codes = DEIDENTIFICATION_CODES.value;
  const used = [
    codes.basic,
    ...(blanked ? [codes.pixels] : []),
    ...(options.retainLongitudinal ? [codes.longitudinal] : []),
    ...(options.cleanDescriptors ? [codes.descriptors] : []),
    ...(options.retainCharacteristics ? [codes.characteristics] : []),
    ...(options.retainSafePrivate ? [codes.safePrivate] : []),
  ];
  return [
    { tag: 0x00100010, vr: 'PN', value: pseudonyms.patientCode },
    { tag: 0x00100020, vr: 'LO', value: pseudonyms.patientCode },
    { tag: 0x00120062, vr: 'CS', value: 'YES' },
    { tag: 0x00120063, vr: 'LO', value: METHOD_TEXT },
    {
      tag: 0x00120064,
      vr: 'SQ',
      value: used.map(([code, meaning]): DicomElement[] => [
        { tag: 0x00080100, vr: 'SH', value: code },
        { tag: 0x00080102, vr: 'SH', value: 'DCM' },
        { tag: 0x00080104, vr: 'LO', value: meaning },
      ]),
    },
    ...(blanked?.statesNoBurnedIn ? [{ tag: 0x00280301, vr: 'CS', value: 'NO' } as const] : []),
    { tag: 0x00280303, vr: 'CS', value: options.retainLongitudinal ? 'MODIFIED' : 'REMOVED' },
  ];
}

/** The edition that the record names. */
export const profileSource = (): string => CONFIDENTIALITY_PROFILE.source;

/** A deflated data set is padded to an even length. Source: DICOM PS3.5 A.5. */
function evened(packed: Uint8Array): Uint8Array {
  if (packed.length % 2 === 0) return packed;
  const even = new Uint8Array(packed.length + 1);
  even.set(packed);
  return even;
}
