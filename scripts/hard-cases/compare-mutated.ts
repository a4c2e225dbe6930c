import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needsPydicomPixels } from '@specola/test-kit';
import { pydicomOn } from './hard-cases.ts';

/** A broken file that gave pixels. */
interface Decoded {
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  /** Of the pixels of the file before it was broken; null where it gave none. */
  readonly wholeSha256: string | null;
}

/** What pydicom (GDCM, numpy) decodes of broken files that gave pixels here. */
export interface PeerComparison {
  readonly same: number;
  /** Or where its decoder says that it failed, whatever pydicom hands out then. */
  readonly refusedThere: number;
  /** Other pixels there; those here are the ones of the file before it was broken. */
  readonly asBeforeBroken: number;
  /** Other pixels there, and nothing that explains them: must be empty. */
  readonly unexplained: readonly string[];
}

/** Keeps broken files that gave pixels in a folder, and asks pydicom for all of them in the end. */
export class PeerOfMutated implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'specola-mutated-'));
  readonly #files: (Omit<Decoded, 'bytes'> & { readonly path: string })[] = [];

  add({ bytes, ...rest }: Decoded): void {
    const path = join(this.#folder, String(this.#files.length));
    writeFileSync(path, bytes);
    this.#files.push({ ...rest, path });
  }

  /** Null where there is no pydicom. */
  compare(): PeerComparison | null {
    if (needsPydicomPixels().skip) return null;
    const answers = this.#files.length > 0 ? pydicomOn(this.#files.map(({ path }) => path)) : [];
    const counts = { same: 0, refusedThere: 0, asBeforeBroken: 0 };
    const unexplained: string[] = [];
    for (const [n, { label, sha256, wholeSha256 }] of this.#files.entries()) {
      const { sha256: there, failed = false } = answers[n]!;
      if (there === undefined) counts.refusedThere++;
      else if (there === sha256) counts.same++;
      else if (sha256 === wholeSha256) counts.asBeforeBroken++;
      else if (failed) counts.refusedThere++;
      else unexplained.push(label);
    }
    return { ...counts, unexplained };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true });
  }
}
