/** Why a packed frame does not decode. Never leaves the package: whoever knows the image makes a coded error of it. */
export class FrameDamage extends Error {
  /** A native decoder stopped in the middle: nothing that it holds may be used again. */
  readonly trapped: boolean;
  constructor(reason: string, { trapped = false } = {}) {
    super(reason);
    this.trapped = trapped;
  }
}
