import { join } from 'node:path';
import { type Declaration, type DeclarationFile, type Origin, readDeclarations } from './declarations';

const head = `# API of cdk8s-mlops

Every name that the package exports, and every other type that stands in a signature. Made from the built types by
\`npm run api\`; a test fails when it is stale. Comments and private members are left out.
`;

/** A name of the report and where it is declared. */
interface Entry {
  readonly name: string;
  readonly origin: Origin & { readonly file: string };
}

/** The report of the package whose types were built into a folder. */
export function apiReport(build: string): string {
  const read = reader();
  const exported = [...read(join(build, 'lib/index')).exports].flatMap(([name, origin]) => found(name, origin, read));
  const known = new Set(exported.map(key));
  const behind: Entry[] = [];
  for (const entries of [exported, behind]) {
    // `behind` grows while it is read: types behind types.
    for (const { origin } of entries) {
      for (const entry of mentioned(origin, read)) {
        if (known.has(key(entry))) continue;
        known.add(key(entry));
        behind.push(entry);
      }
    }
  }
  const sections = (entries: readonly Entry[]) =>
    entries
      .map(({ name, origin }) => [name, textOf(declarationsOf(origin, read))] as const)
      .sort(byName)
      .map(section)
      .join('\n');
  return `${head}\n## Exported\n\n${sections(exported)}\n## Not exported, in signatures\n\n${sections(behind)}`;
}

type Read = (file: string) => DeclarationFile;

function reader(): Read {
  const files = new Map<string, DeclarationFile>();
  return (file) => {
    const known = files.get(file) ?? readDeclarations(file);
    files.set(file, known);
    return known;
  };
}

function key({ origin }: Entry): string {
  return `${origin.file}:${origin.name}`;
}

/** The symbol, unless a package declares it. */
function found(name: string, { file, name: there }: Origin, read: Read): readonly Entry[] {
  if (file === undefined) return [];
  const again = read(file).exports.get(there);
  return again === undefined ? [{ name, origin: { file, name: there } }] : found(name, again, read);
}

function declarationsOf({ file, name }: Entry['origin'], read: Read): readonly Declaration[] {
  return read(file).declarations.filter((candidate) => candidate.name === name);
}

/** Symbols of ours that stand in a declaration. */
function mentioned(origin: Entry['origin'], read: Read): readonly Entry[] {
  const { declarations, imports } = read(origin.file);
  const names = new Set(declarationsOf(origin, read).flatMap(({ mentions }) => [...mentions]));
  return [...names].flatMap((name) => {
    const local = declarations.some((candidate) => candidate.name === name);
    const from = local ? { file: origin.file, name } : imports.get(name);
    return from === undefined ? [] : found(name, from, read);
  });
}

function textOf(declarations: readonly Declaration[]): string {
  return declarations.map(({ text }) => text).join('\n');
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function section([name, text]: readonly [string, string]): string {
  return `### ${name}\n\n\`\`\`ts\n${text}\n\`\`\`\n`;
}
