import { block } from './block';
import { isPlain } from './plain';
import { doubleQuoted, type Place, quoted } from './quoted';

/** Controls, halves of surrogate pairs, and characters that a reader refuses or takes for the end of a line. */
const unprintable = /(?![\t\n])\p{Cc}|[\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

/** A text in the form that cdk8s gives it, or in double quotes where some reader gets that form wrong. */
export function scalar(text: string, place: Place, outermost: boolean): string {
  if (unprintable.test(text)) return doubleQuoted(text, place);
  if (!place.key && text.includes('\n')) return block(text, place.indent) ?? doubleQuoted(text, place);
  if (!isPlain(text) || (outermost && startsDocument(text))) return quoted(text, place);
  return text;
}

/** Whether a line that starts so would end the document. */
export function startsDocument(text: string): boolean {
  return text.startsWith('---') || text.startsWith('...');
}
