/** What scripts/embed-font.ts uses of fontkit, which brings no types. */
declare module 'fontkit' {
  interface PathCommand {
    readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
    readonly args: readonly number[];
  }
  interface Font {
    readonly unitsPerEm: number;
    readonly capHeight: number;
    readonly characterSet: readonly number[];
    glyphForCodePoint(codePoint: number): {
      readonly advanceWidth: number;
      readonly path: { readonly commands: readonly PathCommand[] };
    };
  }
  export function create(bytes: Uint8Array): Font;
}
