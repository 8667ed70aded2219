import { ambiguous } from './ambiguous';

/** What a character may do to a text without quotes. */
export const harmless = 0;
const never = 1;
const beforeSpace = 2;
const afterSpace = 3;
const ambiguousStart = 4;

const space = 32;

/** By character code below 128: what it may do at the start of a text, and after the start. */
export const atStart = new Uint8Array(128);
export const inside = new Uint8Array(128);

function set(table: Uint8Array, characters: string, effect: number): void {
  for (const character of characters) table[character.charCodeAt(0)] = effect;
}

inside.fill(never, 0, space);
inside[127] = never;
set(inside, ':', beforeSpace);
set(inside, '#', afterSpace);
atStart.set(inside);
set(atStart, ' ,[]{}#&*!|>\'"%@`', never);
set(atStart, '?', beforeSpace);
set(atStart, '-+.0123456789~=<yYnNtTfFoOeE', ambiguousStart);

function spaceAfter(text: string, index: number): boolean {
  return index + 1 === text.length || text.charCodeAt(index + 1) === space;
}

/** Whether a text may start plain with a character that is not harmless there. */
export function startsPlain(text: string): boolean {
  const effect = atStart[text.charCodeAt(0)];
  if (effect === ambiguousStart) return !ambiguous(text) && !(text.startsWith('-') && spaceAfter(text, 0));
  return effect === beforeSpace && !spaceAfter(text, 0);
}

/** Whether a text stays plain at a character that is not harmless there. */
export function staysPlain(text: string, index: number): boolean {
  const effect = inside[text.charCodeAt(index)];
  if (effect === beforeSpace) return !spaceAfter(text, index);
  return effect === afterSpace && text.charCodeAt(index - 1) !== space;
}

/** Whether a text that was plain so far ends so. */
export function endsPlain(text: string): boolean {
  return text.charCodeAt(text.length - 1) !== space;
}

/** What has a meaning at the start of a text, next to a space or at its end; tabs and line ends have one anywhere. */
const meaning = /^[ ,[\]{}#&*!|>'"%@`]|^[?-]( |$)|:( |$)| #| $|[\t\n]/;

/** The same for a text of any characters. */
export function isPlain(text: string): boolean {
  return text !== '' && !meaning.test(text) && !ambiguous(text);
}
