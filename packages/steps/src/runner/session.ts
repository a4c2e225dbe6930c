import type { KeptGrowth } from '../segment/edit/kept-growth.ts';

/**
 * What steps keep from one command to the next so that a small edit need not compute everything again. It decides how
 * long a command takes, never what comes out: a recipe run from scratch gives the same bytes.
 */
export class Session implements Disposable {
  growth: KeptGrowth | null = null;

  /** Gives back what is kept; what comes next starts anew. */
  forget(): void {
    this.growth?.growth[Symbol.dispose]();
    this.growth?.scope[Symbol.dispose]();
    this.growth = null;
  }

  [Symbol.dispose](): void {
    this.forget();
  }
}
