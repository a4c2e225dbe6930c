import type { CaseState } from './case-state.ts';
import { currentVersion, finalDesign } from './descent.ts';
import { type Materials, releaseProblems } from './item-gate.ts';
import { itemsForCare } from './items-for-care.ts';
import { partProblems } from './part-gate.ts';
import type { Role } from './people.ts';
import type { Problem } from './problem.ts';
import { MOVES, type Move, type Step } from './workflow.ts';

/** The ways out of where the case stands; a hold opens on the step that it came from as well. */
export const movesFrom = (state: CaseState): readonly Move[] =>
  state.step === 'on-hold' && state.heldAt !== null
    ? [
        ...MOVES['on-hold'],
        { to: state.heldAt, kind: 'forward', roles: ['manager', 'engineer', 'radiologist', 'ordering-clinician'] },
      ]
    : MOVES[state.step];

/** What stands against moving a case forward to a step. Going back and holding need a reason only. */
export function moveProblems(state: CaseState, to: Step, mover: string, materials: Materials): Problem[] {
  const parts = [...state.parts.values()];
  const forCare = itemsForCare(state);
  switch (to) {
    case 'image-review':
      return state.order ? [] : [missing('no-order', 'There is no order.', 'Place the order.', 'ordering-clinician')];
    case 'segmentation':
      return [
        ...state.mismatches.map(({ number }) =>
          missing(
            'identity-mismatch',
            `Entry ${number} found identities that do not agree.`,
            'Resolve it by name, with a reason.',
            'manager',
          ),
        ),
        ...(state.reviews.some(({ act }) => act.decision !== 'rejected')
          ? []
          : [missing('images-not-accepted', 'No images are accepted.', 'Review the images.', 'radiologist')]),
      ];
    case 'preparation-or-planning':
      return currentVersion(state, 'segmentation', null)
        ? []
        : [
            missing(
              'no-segmentation',
              'There is no segmentation of the images that count now.',
              'Segment, and record the version.',
              'engineer',
            ),
          ];
    case 'design':
      return currentVersion(state, 'plan', null) || parts.some(({ id }) => currentVersion(state, 'preparation', id))
        ? []
        : [
            missing(
              'nothing-prepared',
              'Nothing is prepared or planned.',
              'Prepare a model or plan the cuts, and record the version.',
              'engineer',
            ),
          ];
    case 'overlay-and-approval':
      if (parts.length === 0)
        return [missing('no-part', 'The case has no part.', 'Declare what is to be made.', 'engineer')];
      return parts
        .filter(({ id }) => !finalDesign(state, id))
        .map(({ name, id }) =>
          missing(
            'no-current-design',
            `${name} (${id}) has no design made from what counts now.`,
            'Make and record it.',
            'engineer',
          ),
        );
    case 'print':
      return parts.flatMap((part) => partProblems(state, part));
    case 'post-processing':
      return parts
        .filter(({ id }) => !forCare.some(({ printed }) => printed.act.part === id))
        .map(({ name, id }) =>
          missing('not-printed', `${name} (${id}) is not printed.`, 'Print it, and record it.', 'technician'),
        );
    case 'quality':
      return forCare
        .filter(({ processed }) => !processed)
        .map(({ code }) =>
          missing(
            'not-processed',
            `Item ${code} is not post-processed.`,
            'Clean and cure it, and record it.',
            'technician',
          ),
        );
    case 'release':
      // The one who moves the case is not yet the one who releases; that is asked again when the item is.
      return forCare.flatMap((item) =>
        releaseProblems(state, item, mover, materials).filter(({ code }) => code !== 'case/releaser-not-a-third'),
      );
    case 'delivered':
      return forCare
        .filter(({ released, delivered }) => !released || !delivered)
        .map(({ code }) =>
          missing(
            'not-released',
            `Item ${code} is not released and delivered.`,
            'Release it by name, deliver it and record both.',
            'technician',
          ),
        );
    case 'used':
      return forCare
        .filter(({ used }) => !used)
        .map(({ code }) =>
          missing('use-unknown', `Nobody said what became of item ${code}.`, 'Record its use.', 'ordering-clinician'),
        );
    case 'closed':
      return [
        ...(currentVersion(state, 'report', null)
          ? []
          : [missing('no-report', 'There is no report.', 'Write and sign the report.', 'radiologist')]),
        ...state.openNonConformances.map(({ number }) =>
          missing(
            'open-non-conformance',
            `The non-conformance of entry ${number} is not closed.`,
            'Decide it.',
            'manager',
          ),
        ),
      ];
    default:
      return [];
  }
}

const missing = (code: string, what: string, mend: string, owes: Role): Problem => ({
  code: `case/${code}`,
  what,
  why: 'The step that follows builds on it.',
  mend,
  owes,
});
