/** A stream of whole numbers from a seed (mulberry32), so that a mutation can be made again. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const STRANGE = [
  '~',
  '*',
  ':',
  '|',
  '^',
  '\\',
  '&',
  '{',
  '}',
  '[',
  '"',
  ',',
  '\0',
  '\r',
  '\n',
  '\uFEFF',
  '\uD800',
  '\u202E',
  'é',
  '🦴',
  '-1',
  '0',
  '1e400',
  '99999999999999999999',
  'NaN',
  'null',
  '__proto__',
  'constructor',
  '\\X41\\',
  '\\constructor\\',
  'ISA',
  'IEA',
  'SE*3*0001~',
  'MSH|^~\\&|',
  '{"resourceType":"Bundle","entry":[]}',
] as const;

/** One to six harms to a text: cut, taken out, doubled, moved, swapped, or something strange put in. */
export function mutateText(text: string, seed: number): string {
  const random = randomFrom(seed);
  let harmed = text;
  for (let harms = 1 + random(6); harms > 0; harms--) {
    const at = random(harmed.length + 1);
    const to = Math.min(harmed.length, at + 1 + random(40));
    const piece = harmed.slice(at, to);
    switch (random(8)) {
      case 0:
        harmed = harmed.slice(0, at);
        break;
      case 1:
        harmed = harmed.slice(0, at) + harmed.slice(to);
        break;
      case 2:
        harmed = harmed.slice(0, to) + piece.repeat(1 + random(300)) + harmed.slice(to);
        break;
      case 3: {
        const rest = harmed.slice(0, at) + harmed.slice(to);
        const where = random(rest.length + 1);
        harmed = rest.slice(0, where) + piece + rest.slice(where);
        break;
      }
      case 4:
        harmed = harmed.slice(0, at) + [...piece].reverse().join('') + harmed.slice(to);
        break;
      case 5:
        harmed = harmed.slice(0, at) + String.fromCharCode(random(0x10000)) + harmed.slice(at + 1);
        break;
      case 6: {
        // A separator of one kind becomes another one everywhere after the place.
        const [from, into] = [STRANGE[random(7)]!, STRANGE[random(7)]!];
        harmed = harmed.slice(0, at) + harmed.slice(at).replaceAll(from, into);
        break;
      }
      default:
        harmed = harmed.slice(0, at) + STRANGE[random(STRANGE.length)]! + harmed.slice(at);
    }
  }
  return harmed;
}
