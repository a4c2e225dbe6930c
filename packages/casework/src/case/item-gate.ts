import type { PrintMaterial } from '@specola/facts';
import { parseItemCode } from '@specola/record';
import type { CaseState, Item } from './case-state.ts';
import { ancestorsOf, finalDesign, isCurrent, validSignatures } from './descent.ts';
import type { Part } from './part.ts';
import { partProblems } from './part-gate.ts';
import type { Problem } from './problem.ts';

export type Materials = Readonly<Record<string, PrintMaterial>>;

/**
 * What stands against releasing a printed item for the patient, by the person who would release it. Empty only when
 * every step of the service stands in the record for this very item.
 */
export function releaseProblems(state: CaseState, item: Item, releaser: string, materials: Materials): Problem[] {
  const part = state.parts.get(item.printed.act.part);
  if (!part)
    return [
      problem(item, 'no-part', 'belongs to no part of this case', 'Nothing says what it is.', 'Declare the part.'),
    ];
  return [
    ...partProblems(state, part),
    ...printProblems(state, item, part, materials),
    ...finishProblems(item),
    ...personProblems(state, item, part, releaser),
    ...state.mismatches.map(
      ({ number, act }): Problem => ({
        code: 'case/identity-mismatch',
        what: `Entry ${number} (${act.between}) found identities that do not agree.`,
        why: 'It may be another patient’s.',
        mend: 'A named person has to find out and resolve it with a reason.',
        owes: 'manager',
      }),
    ),
    ...state.openNonConformances
      .filter(({ act }) => act.about === item.code || act.about === part.id)
      .map(({ number }) =>
        problem(
          item,
          'open-non-conformance',
          `has a non-conformance that is not closed (entry ${number})`,
          'What is known to be wrong is not given away undecided.',
          'Decide: rework, remake, use as it is, or scrap.',
          'manager',
        ),
      ),
  ];
}

function printProblems(state: CaseState, item: Item, part: Part, materials: Materials): Problem[] {
  const { act } = item.printed;
  const problems: Problem[] = [];
  const design = finalDesign(state, part.id);
  if (act.purpose !== 'patient-care' && act.purpose !== 'copy')
    problems.push(
      problem(
        item,
        'not-for-care',
        `was printed as ${act.purpose}`,
        'It never was meant for this patient’s care.',
        'Print one for it.',
      ),
    );
  if (state.scrapped.has(item.code))
    problems.push(
      problem(item, 'scrapped', 'was scrapped or is made anew', 'A non-conformance decided so.', 'Print another one.'),
    );
  if (act.outcome === 'failed')
    problems.push(problem(item, 'failed-print', 'is a failed print', 'It is scrap.', 'Print it again.'));
  if (!isCurrent(state, act.file) || !design || !ancestorsOf(state, act.file).has(design.act.sha256))
    problems.push(
      problem(
        item,
        'print-file-not-approved',
        'was printed from a file that does not descend from the approved design',
        'What lies on the table is not what was signed.',
        'Make the print file from the approved version and print that.',
      ),
    );
  const material = materials[act.material.key];
  if (!material)
    problems.push(
      problem(
        item,
        'unknown-material',
        `is made of "${act.material.key}", which is not in the table`,
        'Nothing says what it may be used for.',
        'Add the material with its source, or print in one that is known.',
        'manager',
      ),
    );
  else if (
    (part.kind === 'guide' || state.order?.sterile) &&
    !(material.biocompatible && material.sterilizableBy.length > 0)
  )
    problems.push(
      problem(
        item,
        'material-not-allowed',
        `is made of ${material.label}`,
        'What enters the sterile field must be biocompatible and sterilizable.',
        'Print it in a material that is both.',
      ),
    );
  if (act.material.expiresOn && act.material.expiresOn < act.startedAt.slice(0, 10))
    problems.push(
      problem(
        item,
        'expired-lot',
        `is made of lot ${act.material.lot}, which had expired`,
        'Its maker vouches for it no longer.',
        'Print it from a lot in date.',
      ),
    );
  return problems;
}

function finishProblems(item: Item): Problem[] {
  const problems: Problem[] = [];
  if (!item.processed?.act.residueFree)
    problems.push(
      problem(
        item,
        'not-processed',
        'is not recorded as cleaned, cured and free of residue',
        'Residue does harm and changes its shape.',
        'Finish it and record the steps.',
      ),
    );
  const quality = item.quality?.act;
  const outside =
    quality?.measurements.filter((one) => Math.abs(one.measuredMm - one.designMm) > one.toleranceMm) ?? [];
  if (!quality || quality.measurements.length === 0)
    problems.push(
      problem(
        item,
        'not-measured',
        'has no measurement',
        'Nobody knows whether it has the size of the design.',
        'Measure it against the design and record it.',
      ),
    );
  else if (outside.length > 0 || !quality.looksRight || quality.fitsTrialBone === 'no')
    problems.push(
      problem(
        item,
        'quality-failed',
        `failed its inspection${outside.length > 0 ? `: ${outside.map(({ what }) => what).join(', ')} out of tolerance` : ''}`,
        'It is not what was designed.',
        'Open a non-conformance, and print it again.',
      ),
    );
  if (quality && item.quality && quality.tool.calibrationDueOn < item.quality.at.slice(0, 10))
    problems.push(
      problem(
        item,
        'tool-not-calibrated',
        `was measured with ${quality.tool.id} after its calibration ran out`,
        'The figures cannot be trusted.',
        'Measure it again with a calibrated tool.',
      ),
    );
  if (!item.identifier || parseItemCode(item.identifier.act.readFromItem)?.code !== item.code)
    problems.push(
      problem(
        item,
        'identifier-not-verified',
        'has no identifier that was read back and agrees',
        'Models look alike; two have been swapped before.',
        'Read the code from the item itself.',
      ),
    );
  if (!item.photographed?.act.showsIdentifier || !item.photographed.act.showsScale)
    problems.push(
      problem(
        item,
        'no-photo',
        'has no photograph that shows its identifier and a scale',
        'It is part of the service and of the evidence.',
        'Photograph it.',
      ),
    );
  return problems;
}

function personProblems(state: CaseState, item: Item, part: Part, releaser: string): Problem[] {
  if (part.kind !== 'guide') return [];
  const design = finalDesign(state, part.id);
  if (!design) return [];
  const approvers = new Set(
    validSignatures(state, design.act.sha256)
      .filter(({ act, by }) => act.meaning === 'approval' && by !== design.by)
      .map(({ by }) => by),
  );
  const others = [...approvers].filter((by) => by !== releaser);
  if (releaser !== design.by && others.length > 0) return [];
  return [
    problem(
      item,
      'releaser-not-a-third',
      'would be released by the one who designed or approved it',
      'Of a guide, designer, approver and releaser are three people, so that one mistake meets two others.',
      'Ask a third person to release it.',
      'manager',
    ),
  ];
}

const problem = (
  item: Item,
  code: string,
  says: string,
  why: string,
  mend: string,
  owes: Problem['owes'] = 'technician',
): Problem => ({ code: `case/${code}`, what: `Item ${item.code} ${says}.`, why, mend, owes });
