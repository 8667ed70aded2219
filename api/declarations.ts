import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ModuleItem, parseSync, printSync } from '@swc/core';

/** A declaration of a `.d.ts` file, without comments and private members. */
export interface Declaration {
  readonly name: string;
  readonly text: string;
  /** Names that stand in it: of types, and of properties, which name no declaration. */
  readonly mentions: ReadonlySet<string>;
}

/** Where a name of a file comes from. */
export interface Origin {
  /** Path of the file without extension; undefined for a package. */
  readonly file?: string;
  /** Its name there. */
  readonly name: string;
}

/** What a `.d.ts` file declares, imports, and exports from other files. */
export interface DeclarationFile {
  readonly declarations: readonly Declaration[];
  readonly imports: ReadonlyMap<string, Origin>;
  readonly exports: ReadonlyMap<string, Origin>;
}

export function readDeclarations(file: string): DeclarationFile {
  const { body } = parseSync(readFileSync(`${file}.d.ts`, 'utf8'), { syntax: 'typescript', target: 'es2022' });
  const from = (source: string) => (source.startsWith('.') ? join(dirname(file), source) : undefined);
  const imports = new Map<string, Origin>();
  const exports = new Map<string, Origin>();
  for (const item of body) {
    if (item.type === 'ImportDeclaration') {
      for (const specifier of item.specifiers) {
        const imported = specifier.type === 'ImportSpecifier' ? specifier.imported : undefined;
        const name = specifier.local.value;
        imports.set(name, { file: from(item.source.value), name: imported?.value ?? name });
      }
    } else if (item.type === 'ExportNamedDeclaration' && item.source) {
      for (const specifier of item.specifiers) {
        if (specifier.type !== 'ExportSpecifier') throw new Error(`${file} exports a whole file: name what it exports`);
        const { orig, exported } = specifier;
        exports.set((exported ?? orig).value, { file: from(item.source.value), name: orig.value });
      }
    } else if (item.type === 'ExportAllDeclaration') {
      const all = from(item.source.value);
      if (all === undefined) throw new Error(`${file} exports all of a package: name what it exports`);
      for (const [name, origin] of readDeclarations(join(all, 'index')).exports) exports.set(name, origin);
    }
  }
  return { declarations: body.flatMap(declaration), imports, exports };
}

function declaration(item: ModuleItem): readonly Declaration[] {
  const declared = item.type === 'ExportDeclaration' ? item.declaration : item;
  const name = nameOf(declared);
  if (name === undefined) return [];
  if (declared.type === 'ClassDeclaration') {
    declared.body = declared.body.filter(
      (member) => !('accessibility' in member && member.accessibility === 'private'),
    );
  }
  // Its type asks for a text, and an empty one is printed as a line of its own.
  const interpreter = null as unknown as string;
  const { code } = printSync({ type: 'Module', body: [item], span: item.span, interpreter });
  return [
    { name, text: code.replace(/^export (declare )?|^declare /, '').trim(), mentions: new Set(mentionsIn(declared)) },
  ];
}

type Declared = ModuleItem | Extract<ModuleItem, { type: 'ExportDeclaration' }>['declaration'];

function nameOf(declared: Declared): string | undefined {
  switch (declared.type) {
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
      return declared.identifier.value;
    case 'TsInterfaceDeclaration':
    case 'TsTypeAliasDeclaration':
      return declared.id.value;
    case 'VariableDeclaration': {
      const id = declared.declarations[0]?.id;
      return id?.type === 'Identifier' ? id.value : undefined;
    }
    default:
      return undefined;
  }
}

function mentionsIn(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const { type, value } = node as { type?: unknown; value?: unknown };
  const own = type === 'Identifier' && typeof value === 'string' ? [value] : [];
  return [...own, ...Object.values(node).flatMap(mentionsIn)];
}
