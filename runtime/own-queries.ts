import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, type App } from 'cdk8s';
import { load } from 'js-yaml';
import { buildApp as llmChat } from '../apps/llm-chat/main';
import { buildApp as llmFinetune } from '../apps/llm-finetune/main';
import { buildApp as housePrices } from '../apps/main';
import { parsed } from '../lib/promql/grammar';
import { queryShape } from '../lib/promql/query-shape';

export const file = join(__dirname, '../lib/promql/own-readings.ts');

/** Queries of all rules and dashboards in the examples. */
function queries(app: App): readonly string[] {
  const texts = app.node
    .findAll()
    .filter((node) => ApiObject.isApiObject(node) && node.kind === 'ConfigMap')
    .flatMap((node) => Object.values(((node as ApiObject).toJson() as { data?: Record<string, string> }).data ?? {}));
  return texts.filter((text) => /"?expr"?:/.test(text)).flatMap((text) => expressions(load(text)));
}

function expressions(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    key === 'expr' && typeof field === 'string' ? [field] : expressions(field),
  );
}

/** The library's own queries, each shape once, as the grammar reads them. */
export function ownReadings(): string {
  const all = [housePrices, llmFinetune, llmChat].flatMap((build) => queries(build('dist')));
  const shapes = [...new Set(all.map((query) => queryShape(query).text))].sort();
  const entries = shapes.map((shape) => `  ${JSON.stringify(shape)}: ${JSON.stringify(parsed(shape))},\n`);
  return formatted(`${head}${entries.join('')}};\n`);
}

function formatted(text: string): string {
  const biome = require.resolve('@biomejs/biome/bin/biome');
  return execFileSync(process.execPath, [biome, 'format', `--stdin-file-path=${file}`], {
    input: text,
    encoding: 'utf8',
  });
}

const head = `import type { Reading } from './grammar';

/** What the grammar reads in the shapes of the library's own queries; \`npm run embed\` writes this from the examples. */
export const ownReadings: Readonly<Record<string, Reading>> = {
`;

if (require.main === module) writeFileSync(file, ownReadings());
