import { Act, type CaseFile, Entry } from './case-file.ts';
import { type CaseState, caseState } from './case-state.ts';
import { isCurrent } from './descent.ts';
import { type Materials, releaseProblems } from './item-gate.ts';
import { moveProblems, movesFrom } from './move-gate.ts';
import type { Role } from './people.ts';
import { MAY_DO } from './permissions.ts';
import type { Problem } from './problem.ts';

/** What somebody wants to do. */
export interface Draft {
  readonly at: string;
  readonly timeZone: string;
  readonly by: string;
  readonly role: Role;
  readonly act: Act;
}

/** What comes back when the work is long done: remittances, corrections of a bill, the surgeon’s answer. */
const AFTER_THE_END: readonly Act['kind'][] = [
  'noted',
  'coding-decided',
  'claim-released',
  'claim-answered',
  'charge-posted',
  'outcome-recorded',
  'non-conformance-opened',
  'non-conformance-closed',
];

export type Plan =
  | { readonly kind: 'append'; readonly entry: Entry }
  | { readonly kind: 'refuse'; readonly problems: readonly Problem[] };

/**
 * Whether an act may be entered into a case: known person, role held and allowed, in order of time, and nothing that it
 * needs is missing. The only way in which a case grows; what it refuses was never done.
 */
export function planAct(file: CaseFile, draft: Draft, materials: Materials): Plan {
  const state = caseState(file);
  const person = state.people.get(draft.by);
  if (!person)
    return refuse(
      'unknown-person',
      `Nobody in this case is called "${draft.by}".`,
      'Add the person first.',
      'administrator',
    );
  if (!person.roles.includes(draft.role))
    return refuse(
      'role-not-held',
      `${draft.by} does not hold the role of ${draft.role}.`,
      'Act in a role that is yours.',
      'administrator',
    );
  if (!MAY_DO[draft.act.kind].includes(draft.role))
    return refuse(
      'not-allowed',
      `The role of ${draft.role} may not do this (${draft.act.kind}).`,
      `Ask one of: ${MAY_DO[draft.act.kind].join(', ')}.`,
      'manager',
    );
  const last = file.entries.at(-1);
  if (Date.parse(draft.at) < Date.parse(last?.at ?? file.openedAt))
    return refuse(
      'out-of-order',
      'The act is dated before the last entry of the case.',
      'Set the clock right; what happened earlier goes into the act’s own dates.',
      draft.role,
    );
  if ((state.step === 'closed' || state.step === 'cancelled') && !AFTER_THE_END.includes(draft.act.kind))
    return refuse('case-is-over', `The case is ${state.step}.`, 'Open a new case for new work.', 'manager');
  const problems = actProblems(state, draft, materials);
  if (problems.length > 0) return { kind: 'refuse', problems };
  return {
    kind: 'append',
    entry: Entry.parse({ number: file.entries.length + 1, ...draft, act: Act.parse(draft.act) }),
  };
}

function actProblems(state: CaseState, { act, by, role }: Draft, materials: Materials): Problem[] {
  switch (act.kind) {
    case 'order-placed':
      return state.order
        ? [one('already-ordered', 'The case has an order.', 'Change the order, with a reason.', 'ordering-clinician')]
        : [];
    case 'order-changed':
      return state.order
        ? []
        : [one('no-order', 'There is no order to change.', 'Place the order.', 'ordering-clinician')];
    case 'person-added':
      return state.people.has(act.person.id)
        ? [one('person-exists', `"${act.person.id}" is in the case.`, 'Give the new person a name of its own.', role)]
        : [];
    case 'mismatch-resolved':
      return state.mismatches.some(({ number }) => number === act.entry)
        ? []
        : [
            one(
              'no-such-mismatch',
              `Entry ${act.entry} is no open mismatch.`,
              'Name the entry of the comparison.',
              role,
            ),
          ];
    case 'images-reviewed':
      return [
        ...([...state.images.values()].some(({ act: images }) => images.sha256 === act.images)
          ? []
          : [one('unknown-images', 'The review is of images that are not attached.', 'Attach them first.', role)]),
        ...(act.decision !== 'accepted' && act.reason.trim() === ''
          ? [one('reason-missing', `"${act.decision}" needs a reason.`, 'Give one.', role)]
          : []),
      ];
    case 'part-declared':
      return state.parts.has(act.part.id)
        ? [one('part-exists', `Part ${act.part.id} is declared.`, 'Give the new part a code of its own.', role)]
        : [];
    case 'version-recorded':
      return [
        ...(act.part !== null && !state.parts.has(act.part)
          ? [one('unknown-part', `There is no part ${act.part}.`, 'Declare the part first.', role)]
          : []),
        ...act.inputs
          .filter((input) => !isCurrent(state, input))
          .map((input) =>
            one(
              'old-input',
              `The input ${input.slice(0, 12)}… is unknown here, or has been replaced.`,
              'Make it from what counts now.',
              role,
            ),
          ),
        ...(act.inputs.length === 0
          ? [
              one(
                'no-inputs',
                `The ${act.thing} names nothing that it was made from.`,
                'Name its inputs by hash.',
                role,
              ),
            ]
          : []),
      ];
    case 'signed':
      return [
        ...(isCurrent(state, act.sha256)
          ? []
          : [
              one(
                'not-current',
                'The version to be signed is unknown, or has been replaced.',
                'Sign the version that counts now.',
                role,
              ),
            ]),
        ...(act.overridesFailedProof &&
        (role !== 'ordering-clinician' || by !== state.orderedBy || act.reason.trim() === '')
          ? [
              one(
                'not-yours-to-override',
                'A failed proof is overridden only by the surgeon who ordered it, with a reason.',
                'Ask the surgeon, or mend the design.',
                'ordering-clinician',
              ),
            ]
          : []),
      ];
    case 'printed':
      return [
        ...(state.items.has(act.item)
          ? [one('item-exists', `Item ${act.item} is recorded.`, 'Give each print a code of its own.', role)]
          : []),
        ...(state.parts.has(act.part)
          ? []
          : [one('unknown-part', `There is no part ${act.part}.`, 'Declare the part first.', role)]),
      ];
    case 'post-processed':
    case 'quality-checked':
    case 'identifier-verified':
    case 'photographed':
    case 'sterilized':
      return knownItem(state, act.item, role);
    case 'item-released': {
      const item = state.items.get(act.item);
      if (!item) return knownItem(state, act.item, role);
      if (state.step !== 'release')
        return [one('not-at-release', `The case stands at ${state.step}.`, 'Move it to release first.', 'technician')];
      return releaseProblems(state, item, by, materials);
    }
    case 'delivered':
      return state.items.get(act.item)?.released
        ? []
        : [one('not-released', `Item ${act.item} is not released.`, 'Release it first.', 'technician')];
    case 'used':
      return state.items.get(act.item)?.delivered
        ? []
        : [one('not-delivered', `Item ${act.item} was never delivered.`, 'Record its delivery first.', 'technician')];
    case 'moved': {
      const move = movesFrom(state).find(({ to }) => to === act.to);
      if (!move)
        return [
          one(
            'no-such-move',
            `A case goes from ${state.step} to: ${
              movesFrom(state)
                .map(({ to }) => to)
                .join(', ') || 'nowhere'
            }.`,
            'Take one of these ways.',
            'manager',
          ),
        ];
      if (!move.roles.includes(role))
        return [
          one(
            'not-allowed',
            `The role of ${role} may not move it there.`,
            `Ask one of: ${move.roles.join(', ')}.`,
            move.roles[0]!,
          ),
        ];
      if (move.kind !== 'forward')
        return act.reason.trim() === ''
          ? [one('reason-missing', `To ${move.kind} needs a reason.`, 'Give one.', role)]
          : [];
      return moveProblems(state, act.to, by, materials);
    }
    case 'time-corrected':
      return state.times.some(({ number }) => number === act.entry)
        ? []
        : [one('no-such-time', `Entry ${act.entry} logs no time.`, 'Name the entry that logged it.', role)];
    case 'time-logged':
      return state.people.has(act.person)
        ? []
        : [
            one(
              'unknown-person',
              `Nobody in this case is called "${act.person}".`,
              'Add the person first.',
              'administrator',
            ),
          ];
    case 'non-conformance-closed':
      return state.openNonConformances.some(({ number }) => number === act.entry)
        ? []
        : [
            one(
              'no-such-non-conformance',
              `Entry ${act.entry} is no open non-conformance.`,
              'Name the entry that opened it.',
              role,
            ),
          ];
    default:
      return [];
  }
}

const knownItem = (state: CaseState, item: string, role: Role): Problem[] =>
  state.items.has(item) ? [] : [one('unknown-item', `There is no item ${item}.`, 'Record its print first.', role)];

const refuse = (code: string, what: string, mend: string, owes: Role): Plan => ({
  kind: 'refuse',
  problems: [one(code, what, mend, owes)],
});

const one = (code: string, what: string, mend: string, owes: Role): Problem => ({
  code: `case/${code}`,
  what,
  why: 'A case holds only what was done by somebody who may, on what was there.',
  mend,
  owes,
});
