#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { sentenceFor } from './sentence.ts';
import { UsageError } from './usage-error.ts';

/** Verbs by name; each is loaded only when it is asked for, so that a cold start stays short. */
const VERBS: Readonly<Record<string, { says: string; load: () => Promise<{ addTo: (program: Command) => void }> }>> = {
  model: { says: 'Make a print-ready, verified model from a study', load: () => import('./verbs/model.ts') },
  segment: { says: 'Make segments from a study by a recipe of tools', load: () => import('./verbs/segment.ts') },
  inspect: {
    says: 'Say what is wrong with each series, and whether it suffices for a model or a guide',
    load: () => import('./verbs/inspect.ts'),
  },
  review: {
    says: 'Accept, override or reject a series by name, with a reason, as a record',
    load: () => import('./verbs/review.ts'),
  },
  'take-in': {
    says: 'Take in a segmentation or a mesh that another program made, in the frame of a series',
    load: () => import('./verbs/take-in.ts'),
  },
  check: { says: 'Ask a mesh file whether it prints, and why not', load: () => import('./verbs/check.ts') },
  compare: {
    says: 'Measure how far a mesh lies from another surface',
    load: () => import('./verbs/compare.ts'),
  },
  export: {
    says: 'Make DICOM objects of a model or a segmentation, for the archive of its study',
    load: () => import('./verbs/export.ts'),
  },
  replay: { says: 'Make the files of a record again, byte for byte', load: () => import('./verbs/replay.ts') },
  import: {
    says: 'Split a study: geometry into working files, identity into the vault',
    load: () => import('./verbs/import.ts'),
  },
  deidentify: { says: 'Write a study without identity', load: () => import('./verbs/deidentify.ts') },
  'scan-identifiers': {
    says: 'Look for a patient’s identifiers in files',
    load: () => import('./verbs/scan-identifiers.ts'),
  },
  register: {
    says: 'Lay one volume on another (CT and MR) and say how far it can be trusted',
    load: () => import('./verbs/register.ts'),
  },
  vault: { says: 'Identity by case code: show it, make keys and codes', load: () => import('./verbs/vault.ts') },
  case: {
    says: 'A case: order, steps, versions, signatures, prints, evidence',
    load: () => import('./verbs/case.ts'),
  },
  bill: {
    says: 'The lines that a case may be billed by, with their reasons',
    load: () => import('./verbs/bill.ts'),
  },
  report: { says: 'Write the professional report of a case, to be signed', load: () => import('./verbs/report.ts') },
  packet: { says: 'Make the packet that defends a claim, as one PDF', load: () => import('./verbs/packet.ts') },
  registry: { says: 'A case as the registry takes it, without identity', load: () => import('./verbs/registry.ts') },
  claim: {
    says: 'Release a claim of a case, read its answers, draft an appeal',
    load: () => import('./verbs/claim.ts'),
  },
  facts: { says: 'The facts of billing: show, check and load them', load: () => import('./verbs/facts.ts') },
  outcome: { says: 'What it was worth: survey, answers, figures', load: () => import('./verbs/outcome.ts') },
  plan: {
    says: 'Plan cuts, fragments, screws and grafts, and write the plan as open data',
    load: () => import('./verbs/plan.ts'),
  },
  phantom: {
    says: 'Image the phantom patient and write it as a DICOM series',
    load: () => import('./verbs/phantom.ts'),
  },
  node: { says: 'Receive and serve images over a folder (DICOM, DICOMweb)', load: () => import('./verbs/node.ts') },
  echo: { says: 'Ask a DICOM peer whether it answers', load: () => import('./verbs/echo.ts') },
  find: { says: 'Ask a PACS or a DICOMweb service what it has', load: () => import('./verbs/find.ts') },
  fetch: { says: 'Fetch a study from a PACS or a DICOMweb service', load: () => import('./verbs/fetch.ts') },
  send: { says: 'Send a study to a PACS or a DICOMweb service', load: () => import('./verbs/send.ts') },
};

const program = new Command('specola')
  .description('From a CT or MR data set to a print-ready, verified anatomic model.\nNot cleared by any regulator.')
  .version((await import('./about.ts')).aboutSpecola().version)
  .exitOverride()
  .showHelpAfterError('(see "specola --help")');

const asked = process.argv[2];
for (const [name, { says, load }] of Object.entries(VERBS)) {
  if (name === asked || (asked === 'help' && process.argv[3] === name)) (await load()).addTo(program);
  else program.command(name, { hidden: false }).description(says);
}

try {
  await program.parseAsync(process.argv);
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    const fine =
      thrown.code === 'commander.helpDisplayed' ||
      thrown.code === 'commander.version' ||
      thrown.code === 'commander.help';
    process.exitCode = fine && asked !== undefined ? 0 : 2;
    if (process.exitCode === 2 && process.argv.includes('--json')) {
      const { error } = sentenceFor(new UsageError(thrown.message.replace(/^error: /, '')));
      process.stdout.write(`${JSON.stringify({ error })}\n`);
    }
  } else {
    const { exitCode, error } = sentenceFor(thrown);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error })}\n`);
    process.stderr.write(`specola: ${error.what} ${error.why}\n  To mend: ${error.mend}\n  (${error.code})\n`);
    if (process.env.SPECOLA_DEBUG && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`);
    process.exitCode = exitCode;
  }
}
