import { resolve } from 'node:path';
import type { MlopsApp } from '../../app/mlops-app';
import { nearest } from '../../nearest';
import { command } from '../command';
import { wrongUse } from '../exit';
import { appOptions, onApps } from '../on-apps';
import { progress } from '../progress';
import type { Report } from '../report';

export const synth = command({
  name: 'synth',
  summary: 'check the app and write its files',
  options: {
    ...appOptions,
    output: {
      type: 'string',
      value: 'folder',
      summary: 'folder of the files; default: `output` of cdk8s.yaml, else dist',
    },
    environment: { type: 'string', multiple: true, value: 'name', summary: 'write the files of this environment only' },
  },
  run(values) {
    const { output, environment: only } = values;
    return onApps(values, {
      name: 'synth',
      output,
      visit(app, write) {
        checkOutput(app, output);
        checkEnvironments(app, only ?? []);
        return write({ only, progress: progress() });
      },
      conclude,
    });
  },
});

/** An app that gives its own folder does not look at the one asked for. */
function checkOutput({ outdir }: MlopsApp, output: string | undefined): void {
  if (output === undefined || resolve(outdir) === resolve(output)) return;
  throw wrongUse(`--output ${output}: the app gives its own outdir '${outdir}'; leave out one of them`);
}

function checkEnvironments({ charts }: MlopsApp, only: readonly string[]): void {
  const names = new Set(
    charts.flatMap((chart) => (chart as { environment?: { readonly name?: string } }).environment?.name ?? []),
  );
  for (const name of only.filter((asked) => !names.has(asked))) {
    const near = nearest(name, [...names]);
    const remedy = near === undefined ? `it has ${[...names].join(', ') || 'none'}` : `did you mean '${near}'?`;
    throw wrongUse(`--environment ${name}: the app has no such environment; ${remedy}`);
  }
}

function conclude({ written, unchanged, removed, objects, duration }: Report): readonly string[] {
  return [
    ...written.map((file) => `written ${file}`),
    ...removed.map((file) => `removed ${file}`),
    `${written.length} written, ${unchanged.length} unchanged, ${removed.length} removed; ` +
      `${objects} objects, ${(duration / 1000).toFixed(2)} s`,
  ];
}
