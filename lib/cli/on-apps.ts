import type { Takeover } from '../app/takeover';
import { appFile, projectIn } from './app-file';
import type { Options, Values } from './command';
import { Exit, wrongUse } from './exit';
import { Gathered } from './gathered';
import { complaint, type Report, reportOf } from './report';
import { runApp } from './run-app';
import { prepare } from './typescript';
import { watch } from './watch';

/** What every command that runs an app takes. */
export const appOptions = {
  app: { type: 'string', value: 'file', summary: 'the program of the app; default: the one in `app` of cdk8s.yaml' },
  json: { type: 'boolean', summary: 'print one JSON document and nothing else on standard output' },
  watch: { type: 'boolean', summary: 'run again when a module of the program changes, until interrupted' },
} as const satisfies Options;

/** A command over every app that the program synthesises. */
export interface AppCommand {
  readonly name: string;
  /** Folder of the files. @default `output` of cdk8s.yaml, else what the app says */
  readonly output?: string;
  /** Files that the command itself wrote before. @default none */
  readonly written?: readonly string[];
  /** What is done with an app in place of `synth()`. */
  readonly visit: Takeover;
  /** What a person is told when all went well. */
  readonly conclude: (report: Report) => readonly string[];
}

/** @throws Refusal when there is no program or it cannot be run */
export async function onApps(
  values: Values<typeof appOptions>,
  { name, output, written = [], visit, conclude }: AppCommand,
): Promise<void> {
  const folder = process.cwd();
  const project = projectIn(folder);
  const file = appFile(values.app, project, folder);
  if (values.watch) return watch(file);
  await prepare(file);
  const outdir = output ?? process.env.CDK8S_OUTDIR ?? project.output;
  if (outdir !== undefined) process.env.CDK8S_OUTDIR = outdir;
  const print = values.json ? printedElsewhere() : (text: string) => process.stdout.write(`${text}\n`);
  const gathered = new Gathered();
  runApp(
    file,
    (app, write) => gathered.add(app, () => visit(app, write)),
    (thrown) => {
      const idle = gathered.any ? undefined : wrongUse(`${file} ended without the synth() of an MlopsApp`);
      const { work } = gathered;
      const report = reportOf(name, thrown ?? idle, { ...work, written: [...written, ...work.written] });
      if (values.json) print(JSON.stringify(report));
      else if (report.exitCode === Exit.done) print(conclude(report).join('\n'));
      else process.stderr.write(`${complaint(report)}\n`);
      return report.exitCode;
    },
  );
}

/** What the program prints goes to standard error. @returns what still prints on standard output */
function printedElsewhere(): (text: string) => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr) as typeof process.stdout.write;
  return (text) => {
    write(`${text}\n`);
  };
}
