#!/usr/bin/env node
import { findCommand, readArguments } from './arguments';
import { commands } from './commands';
import { wrongUse } from './exit';
import { helpOf, overview } from './help';
import { complaint, reportOf } from './report';

async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined) throw wrongUse(overview(commands));
  if (name === '--help') return print(overview(commands));
  if (name === '--version') return print(require('cdk8s-mlops/package.json').version);
  const command = findCommand(name, commands);
  const values = readArguments(command, args);
  return values.help ? print(helpOf(command)) : command.run(values);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const report = reportOf(process.argv[2] ?? '', error);
  if (process.argv.includes('--json')) print(JSON.stringify(report));
  else process.stderr.write(`${complaint(report)}\n`);
  process.exitCode = report.exitCode;
});
