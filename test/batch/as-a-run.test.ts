import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { KubernetesObject } from '../../imports/kubernetes';
import {
  BatchInference,
  type BatchInferenceProps,
  costOf,
  defaultPolicies,
  GitOps,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  MonitoringStack,
  TrainingJob,
  type TrainingJobProps,
  Workspace,
} from '../../lib';
import { stemLabel } from '../../lib/training/run-identity';
import { environment, platform } from '../fixtures/environment';
import { chart, container, only } from '../fixtures/workloads';
import { batch, models } from './subjects';

const pools = {
  general: { cpu: '10', memory: '40Gi', labels: { pool: 'general' }, price: { hour: 1, currency: 'EUR' } },
};
const priced = { ...environment, platform: { ...platform, pools } };
const folder = mkdtempSync(join(tmpdir(), 'batch-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The same words for both constructs: nothing but the kind of run differs. */
const asked = {
  ...container,
  compute: { cpu: '5', memory: '4Gi' },
  placement: { pool: 'general' },
  workers: 2,
  deadline: '2h',
} as const satisfies TrainingJobProps & BatchInferenceProps;

type Fill = (home: MlopsChart) => unknown;
const trains: Fill = (home) => new TrainingJob(home, 'it', asked);
const predicts: Fill = (home) => new BatchInference(home, 'it', asked);

function app(fill: Fill, cpu = '100', settings: ConstructorParameters<typeof MlopsApp>[0] = {}): MlopsApp {
  const made = new MlopsApp({ policies: [], ...settings });
  new Workspace(made.in(priced), 'workspace', { environment: priced, quota: { cpu, memory: '1Ti' } });
  fill(new MlopsChart(made.in(priced), 'chart', { environment: priced }));
  return made;
}

test('it costs what a training of the same size costs', () => {
  const cost = (fill: Fill) => costOf(app(fill).finish())[0]?.price;
  expect(cost(predicts)).toEqual({ least: 0, most: 2 * 2 * 0.5 });
  expect(cost(predicts)).toEqual(cost(trains));
});

test('it is counted against the quota as a training is', () => {
  const problems = (fill: Fill) => {
    try {
      app(fill, '9').finish();
    } catch (error) {
      return (error as MlopsError).problems.map(
        ({ code, got, allowed }) => `${code}: ${got.replace(/it-\w{8}/, 'it')}; ${allowed}`,
      );
    }
    return [];
  };
  expect(problems(predicts)).toEqual([expect.stringMatching(/^quota-exceeded: .*10/)]);
  expect(problems(predicts)).toEqual(problems(trains));
});

test('it stands in the folder of runs, whose template Argo CD leaves as it started', () => {
  const outdir = join(folder, 'gitops');
  const made = app(predicts, '100', { outdir });
  new GitOps(made, 'gitops', { repository: 'https://git.example.com/ml.git' });
  made.synth();
  const read = (file: string) => loadAll(readFileSync(join(outdir, file), 'utf8')) as readonly KubernetesObject[];
  const [job] = read('dev/runs/chart.k8s.yaml');
  expect([job?.kind, job?.metadata.labels?.['app.kubernetes.io/component']]).toEqual(['Job', 'batch-inference']);
  const runs = read('gitops/dev.k8s.yaml').find(({ metadata }) => metadata.name === 'dev-runs');
  expect(JSON.stringify(runs)).toContain('"jsonPointers":["/spec/template"');
});

test('the lock takes another input for another run, and refuses another name for the same inputs', () => {
  const identityLock = join(folder, 'identity.lock.json');
  const synth = (changes: Partial<BatchInferenceProps>, label?: string) => {
    const fill: Fill = (home) => {
      const { workload } = new BatchInference(home, 'predict', { ...batch, ...changes }).objects;
      if (label !== undefined) workload.metadata.addLabel('mlops.cdk8s.io/run', label);
    };
    app(fill, '100', { outdir: join(folder, 'locked'), identityLock }).synth();
  };
  synth({});
  synth({ model: models.model('prices', 'v2') });
  expect(Object.keys(JSON.parse(readFileSync(identityLock, 'utf8')))).toContain('test/dev/Job/predict');
  expect(() => synth({ model: models.model('prices', 'v2') }, 'another')).toThrow(/identity-changed/);
});

test('the sweeper finds its ended runs by the label by which it finds those of trainings', () => {
  const made = new BatchInference(chart(), 'predict', batch).objects.workload;
  expect([made.kind, made.metadata.getLabel(stemLabel)]).toEqual(['Job', 'predict']);
});

test('monitoring asks of it what it asks of a training', () => {
  const rules = (fill: (home: MlopsChart) => TrainingJob | BatchInference) => {
    const home = chart();
    const run = fill(home);
    const stack = new MonitoringStack(home, 'monitoring');
    stack.watch(run);
    const objects = home.toJson() as readonly (KubernetesObject & { data?: Record<string, string> })[];
    const file = objects.find(({ metadata }) => metadata.name === 'prometheus-rules')?.data?.['it.yml'] ?? '';
    return file.replaceAll(run.run, '<run>');
  };
  const watched = rules((home) => new BatchInference(home, 'it', asked));
  expect(watched).toContain('alert: JobFailed');
  expect(watched).toContain('alert: JobLate');
  expect(watched).toBe(rules((home) => new TrainingJob(home, 'it', asked)));
});

test('it takes the model of a training of the same app, and breaks no policy', () => {
  const made = app(
    (home) => {
      const train = new TrainingJob(home, 'train', { ...container, produces: models.model('prices') });
      new BatchInference(home, 'predict', { ...batch, model: train.output });
    },
    '100',
    { policies: defaultPolicies },
  );
  const objects = made.finish().map(({ json }) => json);
  expect(made.warnings).toEqual([]);
  const predict = objects.filter(({ metadata }) => metadata.name.startsWith('predict-'));
  const [, run] = /"MODEL_OUTPUT","value":"([^"]+)"/.exec(JSON.stringify(objects)) ?? [];
  expect(JSON.stringify(only(predict, 'Job'))).toContain(`{"name":"MODEL_PATH","value":"${run}"}`);
});
