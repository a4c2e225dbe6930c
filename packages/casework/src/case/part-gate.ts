import type { CaseState } from './case-state.ts';
import { ancestorsOf, currentVersion, finalDesign, validSignatures } from './descent.ts';
import type { Part } from './part.ts';
import type { Problem } from './problem.ts';

/**
 * What stands against printing a part for the patient: images reviewed, design, overlay and proof of that very design,
 * and its approval by somebody who may give it and has seen the overlay.
 */
export function partProblems(state: CaseState, part: Part): Problem[] {
  const design = finalDesign(state, part.id);
  if (!design)
    return [
      {
        code: 'case/no-current-design',
        what: `${part.name} (${part.id}) has no design made from what counts now.`,
        why: 'Something that it was made from has been replaced, or it was never made.',
        mend: 'Make the design again from the latest segmentation and plan, and record it.',
        owes: 'engineer',
      },
    ];
  return [
    ...imageProblems(state, part, design.act.sha256),
    ...sideProblems(state, part),
    ...overlayProblems(state, part, design.act.sha256),
    ...proofProblems(state, part, design.act.sha256),
    ...approvalProblems(state, part, design.act.sha256, design.by),
  ];
}

function imageProblems(state: CaseState, part: Part, design: string): Problem[] {
  const ancestors = ancestorsOf(state, design);
  const images = [...state.images.values()].filter(({ act }) => ancestors.has(act.sha256));
  if (images.length === 0)
    return [
      {
        code: 'case/no-images-behind-it',
        what: `The design of ${part.name} (${part.id}) does not descend from any image of this case.`,
        why: 'Nobody can say whose anatomy it follows.',
        mend: 'Record the segmentation with the hash of the images as its input, and the design with that of the segmentation.',
        owes: 'engineer',
      },
    ];
  return images.flatMap(({ act: { sha256 } }): Problem[] => {
    const purposes = part.kind === 'guide' ? ['guide'] : ['model', 'guide'];
    const latest = state.reviews.filter(({ act }) => act.images === sha256 && purposes.includes(act.purpose)).at(-1);
    // An override lets a model be made from images that the rules find wanting; a guide then stays a demonstration.
    const suffices =
      latest?.act.decision === 'accepted' || (part.kind === 'model' && latest?.act.decision === 'overridden');
    if (suffices) return [];
    return [
      {
        code: 'case/images-not-accepted',
        what: `The images behind ${part.name} (${part.id}) are not accepted for a ${part.kind}.`,
        why: latest ? `The latest review says ${latest.act.decision}.` : 'Nobody has reviewed them for it.',
        mend: 'Have a radiologist or engineer review the images, or take a series that suffices.',
        owes: 'radiologist',
      },
    ];
  });
}

function sideProblems(state: CaseState, part: Part): Problem[] {
  const problems: Problem[] = [];
  const mend = 'Find out which side is meant, then change the order or make the part again.';
  const why = 'A part of the wrong side is worse than none.';
  const ordered = state.order?.side;
  if (ordered && ordered !== 'both' && part.side !== ordered)
    problems.push({
      code: 'case/side-not-ordered',
      what: `${part.name} (${part.id}) is declared ${part.side}; the order says ${ordered}.`,
      why,
      mend,
      owes: 'ordering-clinician',
    });
  for (const thing of ['plan', 'design', 'preparation', 'print-file'] as const)
    for (const slot of [part.id, null]) {
      const side = currentVersion(state, thing, slot)?.act.side;
      if (side && side !== 'both' && side !== part.side)
        problems.push({
          code: 'case/side-not-in-the-images',
          what: `Patient space puts the ${thing} of ${part.name} (${part.id}) on the ${side}; it is declared ${part.side}.`,
          why,
          mend,
          owes: 'engineer',
        });
    }
  return problems;
}

function overlayProblems(state: CaseState, part: Part, design: string): Problem[] {
  const overlay = currentVersion(state, 'overlay', part.id);
  const why = 'Without it nobody has seen that the design fits these images.';
  if (!overlay?.act.inputs.includes(design))
    return [
      {
        code: 'case/no-overlay',
        what: `The final design of ${part.name} (${part.id}) has not been laid over the anatomy.`,
        why,
        mend: 'Make the overlay of this very version and record it.',
        owes: 'engineer',
      },
    ];
  if (!overlay.act.checks.some(({ result }) => result === 'fail')) return [];
  return [
    {
      code: 'case/overlay-failed',
      what: `The overlay of ${part.name} (${part.id}) failed: ${failed(overlay.act.checks)}.`,
      why,
      mend: 'Mend the design, and lay it over again.',
      owes: 'engineer',
    },
  ];
}

function proofProblems(state: CaseState, part: Part, design: string): Problem[] {
  const proof = currentVersion(state, 'proof', part.id);
  if (!proof?.act.inputs.includes(design))
    return [
      {
        code: 'case/no-proof',
        what: `The final design of ${part.name} (${part.id}) has not been verified.`,
        why: 'What is wrong with it would be found on the bone.',
        mend: 'Verify this very version and record the result.',
        owes: 'engineer',
      },
    ];
  if (!proof.act.checks.some(({ result }) => result === 'fail')) return [];
  const overridden = validSignatures(state, proof.act.sha256).some(
    ({ act, role, by }) =>
      act.overridesFailedProof && act.reason.trim() !== '' && role === 'ordering-clinician' && by === state.orderedBy,
  );
  if (overridden) return [];
  return [
    {
      code: 'case/proof-failed',
      what: `The proof of ${part.name} (${part.id}) failed: ${failed(proof.act.checks)}.`,
      why: 'It was found wrong before plastic was spent on it.',
      mend: 'Mend the design, or let the surgeon who ordered it sign the failed proof with a reason.',
      owes: 'engineer',
    },
  ];
}

function approvalProblems(state: CaseState, part: Part, design: string, designer: string): Problem[] {
  const overlay = currentVersion(state, 'overlay', part.id);
  const may = part.kind === 'guide' ? ['ordering-clinician'] : ['ordering-clinician', 'radiologist'];
  const approvals = validSignatures(state, design).filter(
    ({ act, role, number }) =>
      act.meaning === 'approval' && may.includes(role) && overlay !== null && number > overlay.number,
  );
  if (approvals.length === 0)
    return [
      {
        code: 'case/not-approved',
        what: `This version of ${part.name} (${part.id}) is not approved.`,
        why: 'An approval counts for one version by its hash, given after its overlay; a later change voids it.',
        mend: `Ask the ${may.join(' or the ')} to look at the overlay and sign this version.`,
        owes: 'ordering-clinician',
      },
    ];
  if (part.kind === 'guide' && approvals.every(({ by }) => by === designer))
    return [
      {
        code: 'case/approver-is-designer',
        what: `${part.name} (${part.id}) was approved only by the one who designed it.`,
        why: 'Of a guide, designer, approver and releaser are three people, so that one mistake meets two others.',
        mend: 'Ask somebody else who may approve it.',
        owes: 'ordering-clinician',
      },
    ];
  return [];
}

const failed = (checks: readonly { code: string; result: string }[]): string =>
  checks
    .filter(({ result }) => result === 'fail')
    .map(({ code }) => code)
    .join(', ');
