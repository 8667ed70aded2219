import { Bytes } from './bytes';
import { atStart, endsPlain, harmless, inside, startsPlain, staysPlain } from './plain';
import { scalar, startsDocument } from './scalar';

const newline = 10;
const space = 32;
const dash = 45;
const colon = 58;

/** A key whose text is longer stands behind a question mark. */
const longestKey = 1024;
/** Keys that are kept as bytes: those of kinds repeat, those of data need not. */
const mostKeys = 4096;

/** Writes plain trees (records, lists, texts, numbers, booleans, null) as YAML documents, the bytes that cdk8s writes. */
export class YamlWriter {
  private readonly bytes = new Bytes();
  private readonly keys = new Map<string, Uint8Array>();
  private documents = 0;

  /** Adds one document; all but the first of a file begin with a separator. */
  document(tree: object): void {
    this.separate();
    this.node(tree, 0, false);
    this.bytes.reserve(1);
    this.bytes.put(newline);
  }

  /** Adds a document that another writer made. */
  foreign(text: string): void {
    this.separate();
    this.bytes.utf8(text);
  }

  /** What is written and not yet taken; valid until the next document. */
  get content(): Buffer {
    return this.bytes.content;
  }

  /** How many bytes are written and not yet taken. */
  get size(): number {
    return this.bytes.length;
  }

  /** Forgets what is written, for the next part of the same file. */
  flushed(): void {
    this.bytes.clear();
  }

  /** Starts the next file. */
  restart(): void {
    this.bytes.clear();
    this.documents = 0;
  }

  private separate(): void {
    if (this.documents++ > 0) this.bytes.ascii('---\n');
  }

  /** @param indent spaces before its further lines @param below whether it is the value of a key, not an item */
  private node(value: unknown, indent: number, below: boolean): void {
    if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) this.list(value, indent, below);
      else this.record(value as Readonly<Record<string, unknown>>, indent, below);
      return;
    }
    if (below) this.bytes.put(space);
    if (typeof value !== 'string') this.bytes.ascii(wordOf(value));
    else if (!this.plain(value)) this.bytes.utf8(scalar(value, { indent: ' '.repeat(indent), key: false }, false));
  }

  private list(items: readonly unknown[], indent: number, below: boolean): void {
    for (let index = 0; index < items.length; index++) {
      if (below || index > 0) this.line(indent);
      else this.bytes.reserve(2);
      this.bytes.put(dash);
      this.bytes.put(space);
      this.node(items[index], indent + 2, false);
    }
    if (items.length === 0) this.bytes.ascii(below ? ' []' : '[]');
  }

  private record(fields: Readonly<Record<string, unknown>>, indent: number, below: boolean): void {
    let first = true;
    for (const key in fields) {
      if (below || !first) this.line(indent);
      first = false;
      if (this.knownKey(key) || this.plainKey(key)) this.node(fields[key], indent + 2, true);
      else this.quotedKey(key, fields[key], indent);
    }
    if (first) this.bytes.ascii(below ? ' {}' : '{}');
  }

  private knownKey(key: string): boolean {
    const known = this.keys.get(key);
    if (known === undefined) return false;
    this.bytes.copy(known);
    return true;
  }

  private plainKey(key: string): boolean {
    const start = this.bytes.length;
    if (key.length > longestKey || startsDocument(key) || !this.plain(key)) return false;
    this.bytes.put(colon);
    if (this.keys.size < mostKeys) this.keys.set(key, this.bytes.since(start));
    return true;
  }

  private quotedKey(key: string, value: unknown, indent: number): void {
    const text = scalar(key, { indent: ' '.repeat(indent + 2), key: true }, indent === 0);
    const long = text.length > longestKey;
    if (!long) this.bytes.utf8(`${text}:`);
    else this.bytes.utf8(`? ${text}\n${' '.repeat(indent)}: `);
    this.node(value, indent + 2, !long);
  }

  private line(indent: number): void {
    this.bytes.reserve(indent);
    this.bytes.put(newline);
    for (let count = 0; count < indent; count++) this.bytes.put(space);
  }

  /** Copies a text that needs no quotes, looking at each character on the way; false when it may need some. */
  private plain(text: string): boolean {
    const { length } = text;
    const first = text.charCodeAt(0);
    if (!(first < 128) || (atStart[first] !== harmless && !startsPlain(text))) return false;
    this.bytes.reserve(length);
    const { data, length: start } = this.bytes;
    data[start] = first;
    for (let index = 1; index < length; index++) {
      const code = text.charCodeAt(index);
      if (code > 127 || (inside[code] !== harmless && !staysPlain(text, index))) return false;
      data[start + index] = code;
    }
    if (!endsPlain(text)) return false;
    this.bytes.length = start + length;
    return true;
  }
}

/** @throws Error for what JSON has not */
function wordOf(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  throw new Error(`a ${typeof value} has no form in YAML`);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value < 0 ? '-.inf' : '.inf';
  return Object.is(value, -0) ? '-0' : String(value);
}
