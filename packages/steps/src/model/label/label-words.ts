import type { labelComponent, ParamsOf } from '@specola/commands';
import { type Component, isMirrored } from '@specola/space';

type Params = Pick<ParamsOf<typeof labelComponent>, 'identifier' | 'version' | 'lines' | 'showSide'>;

/** Most rows of a label. */
const MOST_ROWS = 6;

/**
 * What a label says, in several arrangements: from few long rows to many short ones. A mirrored component says so,
 * whoever asked for what.
 */
export function labelArrangements(component: Component, params: Params): readonly (readonly string[])[] {
  const { identifier, version, lines, showSide } = params;
  const side =
    showSide && (component.side === 'left' || component.side === 'right') ? component.side.toUpperCase() : '';
  const rest = [
    side,
    isMirrored(component) && identifier !== 'MIRRORED' ? 'MIRRORED' : '',
    version ?? '',
    ...lines,
  ].filter((word) => word !== '');
  const [first, second] = inTwo(identifier);
  const found = [
    [[identifier, ...rest].join('  ')],
    rest.length > 0 ? [identifier, rest.join('  ')] : [first, second],
    [first, second, rest.join('  ')],
    [first, second, ...rest],
    [...identifier.split(/(?<=[- ])/), ...rest],
  ].map((rows) => rows.filter((row) => row !== ''));
  const known = new Set<string>();
  return found.filter((rows) => {
    const key = rows.join('\n');
    if (known.has(key) || rows.length > MOST_ROWS) return false;
    known.add(key);
    return true;
  });
}

/** A code in two halves, at the dash or blank nearest to its middle; whole where it has none. */
function inTwo(text: string): [string, string] {
  const breaks = [...text.matchAll(/[- ]/g)].map(({ index }) => index + 1).filter((at) => at < text.length);
  const middle = text.length / 2;
  const at = breaks.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b)[0];
  return at === undefined ? [text, ''] : [text.slice(0, at).trimEnd(), text.slice(at)];
}
