import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** The stem of a name, and the JavaScript of its value for a file as seen from the compiled one. */
type Place = readonly [stem: string, value: (file: string) => string];

const folderOf: Place = ['__dirname', (file) => `__at(${file}, "..")`];
const fileOf: Place = ['__filename', (file) => `__at(${file})`];

/** What a module says of its own place, and what it reads in a compiled program. */
const words = {
  __dirname: folderOf,
  __filename: fileOf,
  'import.meta.dirname': folderOf,
  'import.meta.filename': fileOf,
  'import.meta.url': ['__url', (file) => `require("node:url").pathToFileURL(__at(${file})).href`],
  'import.meta.main': ['__main', () => 'require.main === module'],
} as const satisfies Readonly<Record<string, Place>>;

const word = /(?<![.\w$])(?:__(?:dirname|filename)|import\.meta\.(?:dirname|filename|url|main))(?![\w$])/g;

/**
 * The places of the modules of one program: each keeps the place of its source, as seen from the compiled file, so that
 * a program goes on to find the files that lie beside it. A folder that is moved as a whole stays right.
 */
export class Places {
  private readonly texts = new Map<string, string>();
  private readonly numbers = new Map<string, number>();

  constructor(private readonly folder: string) {}

  readonly plugin: Plugin = {
    name: 'places',
    setup: ({ onLoad }) => {
      onLoad({ filter: /\.[cm]?[jt]sx?$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const contents = source.replace(word, (found) => this.name(found as keyof typeof words, path));
        return contents === source ? undefined : { contents, loader: 'default', resolveDir: dirname(path) };
      });
    },
  };

  /** JavaScript that defines every name that `plugin` put in; `main` is the program's own source. */
  definitions(main: string): string {
    return [
      'const __at = (...path) => require("node:path").join(__dirname, ...path);',
      ...[...this.texts].map(([name, text]) => `const ${name} = ${text};`),
      `if (require.main === module) process.argv[1] = __at(${this.text(main)});`,
    ].join('\n');
  }

  private name(found: keyof typeof words, path: string): string {
    const number = this.numbers.get(path) ?? this.numbers.size;
    this.numbers.set(path, number);
    const [stem, value] = words[found];
    const name = `${stem}_${number}`;
    this.texts.set(name, value(this.text(path)));
    return name;
  }

  private text(path: string): string {
    return ascii(JSON.stringify(relative(this.folder, path)));
  }
}

/** The program is read byte by byte: what is not ASCII is escaped. */
function ascii(json: string): string {
  return json.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
