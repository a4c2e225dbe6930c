// Works the two example cases on the real scans, from order to claim, and writes docs/worked-case-aorta.md and
// docs/worked-case-ankle.md from what came out. `node scripts/write-worked-cases.ts`; needs the data (SPECOLA_DATA).
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realData } from '@specola/test-kit';
import { workAnkle } from '../apps/cli/src/worked-case/ankle-case.ts';
import { workAorta } from '../apps/cli/src/worked-case/aorta-case.ts';
import type { Claimed } from '../apps/cli/src/worked-case/to-claim.ts';
import type { WorkedCase } from '../apps/cli/src/worked-case/worked-case.ts';

const root = join(import.meta.dirname, '..');

function page(
  { title, intro, credit }: { title: string; intro: readonly string[]; credit: string },
  worked: WorkedCase,
  claimed: Claimed,
  room: string,
): string {
  const hidden = (text: string): string =>
    text
      .replaceAll(room, 'ROOM')
      .replaceAll(/\S*\/(ct_gt|ct)\//g, 'DATA/$1/')
      .replaceAll(/\S*\/docs\/recipes/g, 'docs/recipes');
  const file: {
    entries: {
      number: number;
      at: string;
      by: string;
      role: string;
      act: { kind: string; to?: string; thing?: string; part?: string | null; item?: string };
    }[];
  } = JSON.parse(readFileSync(join(worked.dir, 'case.json'), 'utf8'));
  const counts = new Map<string, number>();
  for (const type of claimed.bundleEntries) counts.set(type, (counts.get(type) ?? 0) + 1);
  const upload = readdirSync(claimed.registry).find((name) => name.endsWith('.txt'))!;
  const registry: {
    objectType: string;
    parts: { region: string; subregion: string; structure: string; laterality: string }[];
    effort: unknown;
  }[] = JSON.parse(readFileSync(join(claimed.registry, 'registry.json'), 'utf8'));
  return `${[
    `# ${title}`,
    '',
    'Made by `node scripts/write-worked-cases.ts` from a run on the real scan; nothing here was written by hand but the words that introduce it.',
    '',
    ...intro.flatMap((line) => [line, '']),
    credit,
    '',
    '## What was run',
    '',
    '```',
    ...worked.log.map(({ command }) => hidden(command)),
    '```',
    '',
    '## The record',
    '',
    '| entry | UTC | who | act |',
    '|---|---|---|---|',
    ...file.entries.map(
      ({ number, at, by, role, act }) =>
        `| ${number} | ${at.slice(0, 16).replace('T', ' ')} | ${by}, ${role} | ${act.kind}${act.to ? ` to ${act.to}` : ''}${act.thing ? `: ${act.thing}` : ''}${act.part ? ` of ${act.part}` : ''}${act.item ? ` ${act.item}` : ''} |`,
    ),
    '',
    '## The bill',
    '',
    'Prices are made up. What a coder had to answer before the claim could go:',
    '',
    ...claimed.problemsBefore.map((one) => `- ${one}`),
    '',
    '| code | units | modifiers | why |',
    '|---|---|---|---|',
    ...claimed.bill.lines.map(
      ({ code, units, modifiers, because }) =>
        `| ${code} | ${units} | ${modifiers.join(', ') || '–'} | ${because.join(' ')} |`,
    ),
    '',
    ...claimed.bill.notBilled.map(({ what, because }) => `Not billed: ${what}. ${because}`),
    '',
    '## The packet',
    '',
    `\`${claimed.packet.file}\`, ${(claimed.packet.bytes / 1e6).toFixed(1)} MB, attachment control number ${claimed.packet.attachmentControlNumber}. ${claimed.packet.missing.length === 0 ? 'Nothing is missing in it.' : `Missing: ${claimed.packet.missing.join(' ')}`}`,
    '',
    '## The claim (837P, test parties, a patient who is nobody)',
    '',
    `Faults by our own validator: ${claimed.claimFaults.length === 0 ? 'none' : claimed.claimFaults.join('; ')}.`,
    '',
    '```',
    ...claimed.claim
      .trim()
      .split(/~\s*/)
      .filter(Boolean)
      .map((segment) => `${segment}~`),
    '```',
    '',
    '## The FHIR bundle',
    '',
    [...counts].map(([type, count]) => `${type} × ${count}`).join(', '),
    '',
    '## The registry file',
    '',
    ...registry.map(
      ({ objectType, parts }) =>
        `- ${objectType}: ${parts.map(({ region, subregion, structure, laterality }) => [region, subregion || '–', structure, laterality || '–'].join(' / ')).join('; ')}`,
    ),
    '',
    `\`${upload}\`, bars between cells, empty ones left out here:`,
    '',
    '```',
    ...readFileSync(join(claimed.registry, upload), 'utf8')
      .trim()
      .split('\r\n')
      .map((line) =>
        line
          .split('|')
          .filter((cell) => cell !== '')
          .join(' | '),
      ),
    '```',
  ].join('\n')}\n`;
}

if (import.meta.main) {
  const aortaData = realData('ct_gt/totalseg_aorta_cta_1p5mm');
  const ankleData = realData('ct/vhf_ankle_1mm.zip');
  if (!aortaData || !ankleData) throw new Error('The data are not here: set SPECOLA_DATA.');
  const room = mkdtempSync(join(tmpdir(), 'specola-worked-'));
  try {
    const aorta = join(room, 'aorta');
    const { worked, claimed } = await workAorta(aortaData, aorta);
    writeFileSync(
      join(root, 'docs', 'worked-case-aorta.md'),
      page(
        {
          title: 'A worked case: an aortic CTA, three components',
          intro: [
            'Real: the scan, its masks, the three models made of them, their checks, the overlay pictures, every hash, the packet, the claim, the bundle, the registry file. Made up: the people, the order, the minutes, what the technician measured, and the photographs (pictures of the models stand in for them). Nothing was printed.',
            'The scan is a NIfTI volume: it names nobody and no series, so there was no identity to compare. Its day is made up too.',
            'The images do not suffice by the rules; a named person overrides them with a reason, which lets a model be made and would not let a guide.',
          ],
          credit: 'Scan and masks: reference files of TotalSegmentator (Wasserthal et al. 2023), Apache-2.0.',
        },
        worked,
        claimed,
        aorta,
      ),
    );
    const ankle = join(room, 'ankle');
    const done = await workAnkle(
      { study: ankleData, recipe: join(root, 'docs', 'recipes', 'ankle-bones.json') },
      ankle,
    );
    writeFileSync(
      join(root, 'docs', 'worked-case-ankle.md'),
      page(
        {
          title: 'A worked case: both feet in one scan, a model and a guide',
          intro: [
            'Real: the scan, its import into the vault, the comparison of the order with the images, the segments, the model of the right heel bone with its checks and overlay, every hash, the packet, the claim, the bundle, the registry file. Made up: the people, the order, the minutes, what the technician measured, and the photographs.',
            '**The guide is a stand-in.** The designer of guides does not exist yet: its plan, design, proof and print file are small files that say so, its overlay shows the bone alone, and its proof stands in the record as a warning that the packet repeats under its limits. No guide like this may be used.',
            'The scan is of 2005 and the surgery of 2026: `specola case check` says so. A reviewer accepted it for the example.',
            `The bone of the other foot was taken first, as a mistake: patient space puts it on the left, the order says right, and this stood against printing it: ${done.wrongFoot.map((code) => `\`${code}\``).join(', ')}.`,
          ],
          credit: 'Scan: courtesy of the U.S. National Library of Medicine, Visible Human Project.',
        },
        done.worked,
        done.claimed,
        ankle,
      ),
    );
  } finally {
    rmSync(room, { recursive: true, force: true });
  }
}
