import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The modules of the model fetcher, and the files of the library that carry them. */
const from = resolve(__dirname, 'model-fetcher');
const to = resolve(__dirname, '../lib/models/programs');

export function embedded(): readonly (readonly [file: string, text: string])[] {
  const modules = readdirSync(from).filter((file) => file.endsWith('.py') && !file.startsWith('test_'));
  return modules.sort().map((file) => {
    const program = readFileSync(join(from, file), 'utf8');
    if (/`|\$\{/.test(program)) throw new Error(`${file} has a backtick or \${, which end a template of TypeScript`);
    const name = file.replace('.py', '').replace(/_(.)/g, (_all, letter: string) => letter.toUpperCase());
    const text = `/** runtime/model-fetcher/${file}; \`npm run embed\` writes this. */\nexport const ${name} = ${program.includes('\\') ? 'String.raw' : ''}\`${program}\`;\n`;
    return [join(to, `${file.replace('.py', '').replaceAll('_', '-')}.ts`), text];
  });
}

if (require.main === module) for (const [file, text] of embedded()) writeFileSync(file, text);
