import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { wrongUse } from './exit';

/**
 * Makes this process able to run the file: TypeScript through tsx where the project has it, since it also reads imports
 * without extension; else by Node itself, where Node can.
 * @throws Refusal that says what to install
 */
export async function prepare(file: string): Promise<void> {
  if (!/\.[cm]?ts$/.test(file)) return;
  const project = createRequire(file);
  const hooks = installed(project, 'tsx/cjs');
  if (hooks !== undefined) {
    project(hooks);
    if (isModule(file)) await import(pathToFileURL(project.resolve('tsx/esm')).href);
    return;
  }
  if ('typescript' in process.features && process.features.typescript) return;
  throw wrongUse(
    `${file} is TypeScript, which Node ${process.version} does not run: npm install --save-dev tsx, or give the compiled file with --app`,
  );
}

function installed(project: NodeJS.Require, name: string): string | undefined {
  try {
    return project.resolve(name);
  } catch {
    return undefined;
  }
}

function isModule(file: string): boolean {
  return file.endsWith('.mts') || (file.endsWith('.ts') && packageType(dirname(file)) === 'module');
}

function packageType(folder: string): unknown {
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { type?: unknown }).type;
  return dirname(folder) === folder ? undefined : packageType(dirname(folder));
}
