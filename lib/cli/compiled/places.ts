import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { Plugin } from 'esbuild';

/** What a module says of its own place, and what it reads in a compiled program. */
const words = {
  __dirname: ['__dirname', (file: string) => `__at(${file}, "..")`],
  __filename: ['__filename', (file: string) => `__at(${file})`],
  'import.meta.dirname': ['__dirname', (file: string) => `__at(${file}, "..")`],
  'import.meta.filename': ['__filename', (file: string) => `__at(${file})`],
  'import.meta.url': ['__url', (file: string) => `require("node:url").pathToFileURL(__at(${file})).href`],
  'import.meta.main': ['__main', () => 'require.main === module'],
} as const satisfies Readonly<Record<string, readonly [string, (file: string) => string]>>;

const word = /(?<![.\w$])(?:__(?:dirname|filename)|import\.meta\.(?:dirname|filename|url|main))(?![\w$])/g;

/**
 * The places of the modules of one program: each keeps the place of its source, as seen from the compiled file, so that
 * a program goes on to find the files that lie beside it. A folder that is moved as a whole stays right.
 */
export class Places {
  private readonly texts = new Map<string, string>();
  private readonly files: string[] = [];

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
    const known = this.files.indexOf(path);
    const number = known < 0 ? this.files.push(path) - 1 : known;
    const [stem, text] = words[found];
    const name = `${stem}_${number}`;
    this.texts.set(name, text(this.text(path)));
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
