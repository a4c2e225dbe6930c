import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CaseState, OverlayRecord, type Recorded } from '@specola/casework';
import { type FigureRef, isJpeg, isPng } from '@specola/documents';
import { sha256Of } from '../sha256.ts';

export interface CasePictures {
  readonly byHash: ReadonlyMap<string, Uint8Array>;
  readonly overlayFigures: (overlay: Recorded<'version-recorded'>) => readonly FigureRef[];
}

/** The pictures in the folder of a case that its record names by hash: photographs, and those of overlays. */
export async function casePictures(folder: string, state: CaseState): Promise<CasePictures> {
  const byHash = new Map<string, Uint8Array>();
  const lists = new Map<string, OverlayRecord>();
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile() && /\.(png|jpe?g|json)$/i.test(one.name))) {
    const bytes = new Uint8Array(await readFile(join(entry.parentPath, entry.name)));
    if (isPng(bytes) || isJpeg(bytes)) byHash.set(sha256Of(bytes), bytes);
    else if (entry.name.endsWith('.json')) {
      const list = overlayIn(bytes);
      if (list) lists.set(sha256Of(bytes), list);
    }
  }
  const wanted = new Set<string>();
  for (const { photographed } of state.items.values())
    for (const photo of photographed?.act.photos ?? []) wanted.add(photo);
  const overlayFigures = ({ act }: Recorded<'version-recorded'>): FigureRef[] => {
    if (byHash.has(act.sha256)) return [{ sha256: act.sha256, caption: `Overlay of ${act.part ?? 'the case'}` }];
    const pictures = lists.get(act.sha256)?.pictures ?? [];
    return pictures
      .filter((picture) => byHash.has(picture.sha256))
      .map(({ sha256: hash, caption }) => ({ sha256: hash, caption }));
  };
  for (const overlay of state.versions.filter(({ act }) => act.thing === 'overlay'))
    for (const figure of overlayFigures(overlay)) wanted.add(figure.sha256);
  for (const hash of [...byHash.keys()]) if (!wanted.has(hash)) byHash.delete(hash);
  return { byHash, overlayFigures };
}

function overlayIn(bytes: Uint8Array): OverlayRecord | null {
  try {
    return OverlayRecord.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}
