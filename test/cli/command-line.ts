import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../lib/cli/report';

/** How a command ended and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function mainOf(compiled: string): string {
  return join(compiled, 'build/lib/cli/main.js');
}

/** Runs the compiled command line in a project. */
export function run(compiled: string, folder: string, args: readonly string[], node: readonly string[] = []): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...node, mainOf(compiled), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: undefined },
  });
  return { code: status, stdout, stderr };
}

/** The one document that `--json` prints. */
export function reportIn({ stdout }: Pick<Ended, 'stdout'>): Report {
  return JSON.parse(stdout) as Report;
}

/** The YAML files of a folder, packages aside. */
export function filesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .flatMap((entry) =>
      entry.isDirectory() ? filesIn(join(folder, entry.name)).map((file) => `${entry.name}/${file}`) : [entry.name],
    )
    .filter((name) => name.endsWith('.yaml'))
    .sort();
}

const head = `const { Claim, MlopsApp, MlopsChart, ModelService } = require('cdk8s-mlops');
const platform = { cluster: 'home', kubernetes: '1.34' };
function claim(app, name) {
  const environment = { name, namespace: name, platform };
  const chart = new MlopsChart(app.in(environment), 'data', { environment });
  new Claim(chart, 'houses', { size: '1Gi' });
  return chart;
}
`;

/** A small app of two environments; `body` may add to it, and ends it. */
export function appOf(body = 'app.synth();', props = ''): string {
  return `${head}const app = new MlopsApp(${props});\nconst chart = claim(app, 'dev');\nclaim(app, 'prod');\n${body}\n`;
}
