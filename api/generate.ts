import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { apiReport } from './report';

export const paths = {
  report: join(__dirname, 'cdk8s-mlops.api.md'),
  released: join(__dirname, 'released.api.md'),
  accepted: join(__dirname, 'accepted-breaks.md'),
};

const noBreaks = `# Accepted breaks

Since the last release, whose report is released.api.md. A test asks for one line for each symbol that lost a line:
\`\`- \`Symbol\`: what changes for users, and why\`\`. A release empties the list: \`npm run api -- --release\`.
`;

/** The report of the code as it stands; the types are built into a folder of their own. */
export function presentReport(): string {
  const build = mkdtempSync(join(tmpdir(), 'api-'));
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
  try {
    const args = ['-p', 'tsconfig.build.json', '--outDir', build];
    execFileSync(process.execPath, [tsc, ...args], { cwd: join(__dirname, '..') });
    return apiReport(build);
  } finally {
    rmSync(build, { recursive: true });
  }
}

if (require.main === module) {
  const report = presentReport();
  writeFileSync(paths.report, report);
  if (process.argv.includes('--release')) {
    writeFileSync(paths.released, report);
    writeFileSync(paths.accepted, noBreaks);
  }
}
