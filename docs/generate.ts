import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPolicies, everyPodField, kubeflowTrainer, problemCodes } from '../lib';
import { batchEngines, batchFeatures } from '../lib/batch/batch-engines';
import { commands } from '../lib/cli/commands';
import { exitMeanings } from '../lib/cli/exit';
import { rows } from '../lib/cli/help';
import { type Engine, engineText } from '../lib/engine';
import { federationEngines } from '../lib/federated/engines';
import { federationFeatures } from '../lib/federated/federation-engine';
import { pipelineEngines } from '../lib/pipelines/engines';
import { pipelineFeatures } from '../lib/pipelines/pipeline-engine';
import { serviceEngines } from '../lib/serving/engines';
import { serviceFeatures } from '../lib/serving/service-engine';
import { trainingEngines } from '../lib/training/engines';
import { trainingFeatures } from '../lib/training/training-engine';
import { searchEngines } from '../lib/tuning/engines';
import { searchFeatures } from '../lib/tuning/search-engine';
import { watchedAlerts } from './watched-alerts';

/** A table of engines and what each can do, from the values that the checks read. */
function matrix(construct: string, engines: readonly Engine<string>[], features: object): string {
  const rows = Object.keys(features).map((feature) => [
    feature,
    ...engines.map(({ supports }) => (supports.includes(feature) ? 'yes' : 'no')),
  ]);
  const judged = engines.map(({ experimental }) => experimental ?? '');
  const unproven = judged.some((reason) => reason !== '') ? [['experimental', ...judged]] : [];
  return table([construct, ...engines.map((engine) => `\`${engineText(engine)}\``)], [...rows, ...unproven]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code([term = '', ...rest]: readonly string[]): readonly string[] {
  return [`\`${term}\``, ...rest];
}

const parts: Readonly<Record<string, () => string>> = {
  engines: () =>
    [
      matrix('DataPipeline', pipelineEngines, pipelineFeatures),
      matrix('TrainingJob', trainingEngines, trainingFeatures),
      matrix('BatchInference', batchEngines, batchFeatures),
      matrix('HyperparameterSearch', searchEngines, searchFeatures),
      matrix('FederatedTraining', federationEngines, federationFeatures),
      matrix('ModelService', serviceEngines, serviceFeatures),
    ].join('\n\n'),
  carried: () => {
    const theirs = kubeflowTrainer({ runtime: { name: 'theirs' } });
    const columns = [...trainingEngines, { ...theirs, name: 'kubeflowTrainer({ runtime })' }];
    return table(
      ['of a pod', ...columns.map(({ name }) => `\`${name.endsWith(')') ? name : `${name}()`}\``)],
      everyPodField.map((field) => [field, ...columns.map(({ carries }) => (carries.includes(field) ? 'yes' : 'no'))]),
    );
  },
  problems: () =>
    table(
      ['code', 'what it says'],
      Object.entries(problemCodes).map(([code, says]) => [`\`${code}\``, says]),
    ),
  alerts: () => table(['declared', 'alert', 'severity', 'it says'], watchedAlerts),
  commands: () =>
    commands
      .map(({ name, summary, options }) =>
        [`\`cdk8s-mlops ${name}\`: ${summary}.\n`, table(['option', 'what it does'], rows(options).map(code))].join(
          '\n',
        ),
      )
      .join('\n\n'),
  exitCodes: () => table(['code', 'when'], Object.entries(exitMeanings).map(code)),
  policies: () =>
    table(
      ['policy', 'without it'],
      defaultPolicies.map(({ name, why }) => [`\`${name}\``, why]),
    ),
};

/** The page with every part between `<!-- generated:NAME -->` and `<!-- end -->` made anew. */
export function generate(page: string): string {
  return page.replace(
    /(<!-- generated:(\w+) -->\n)[\s\S]*?(\n<!-- end -->)/g,
    (_all, start: string, name: string, end: string) => {
      const part = parts[name];
      if (part === undefined) throw new Error(`no generated part '${name}'`);
      return `${start}${part()}${end}`;
    },
  );
}

export const pages = [
  'README.md',
  ...['cli', 'monitoring', 'policies', 'problems', 'training-engines'].map((page) => `docs/${page}.md`),
];

if (require.main === module) {
  const stale = pages.filter((page) => {
    const file = join(__dirname, '..', page);
    const old = readFileSync(file, 'utf8');
    const text = generate(old);
    if (!process.argv.includes('--check')) writeFileSync(file, text);
    return text !== old;
  });
  if (process.argv.includes('--check') && stale.length > 0) {
    process.stderr.write(`stale: ${stale.join(', ')}; run npm run docs\n`);
    process.exitCode = 1;
  }
}
