/** A file of a study, wherever it lies: on disk, in a zip, in a browser. The reader knows files by this port alone. */
export interface StudyFile {
  /** Relative name, for telling files apart; sentences name the last part only, and not even that if it holds an identity. */
  readonly path: string;
  readonly bytes: number;
  /** @param lend  gives memory that may be used: a fresh piece for each file costs more than reading it */
  read(lend?: LendBytes): Promise<Uint8Array>;
  /** The first bytes alone, where that is cheaper; headers are short and pixels are long. */
  readonly readStart?: (bytes: number) => Promise<Uint8Array>;
}

/** At least so many bytes, which hold anything. */
export type LendBytes = (bytes: number) => Uint8Array<ArrayBuffer>;
