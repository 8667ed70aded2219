import {
  Claim,
  costOf,
  cpu,
  cron,
  DataPipeline,
  daily,
  type Environment,
  fargate,
  h100,
  kubeflowTrainer,
  MlopsApp,
  MlopsChart,
  ModelService,
  type NodePool,
  rayJob,
  showback,
  TrainingJob,
  Workspace,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const price = (hour: number) => ({ price: { hour, currency: 'EUR' } });
const pools: Record<string, NodePool> = {
  general: { cpu: '10', memory: '40Gi', labels: { pool: 'general' }, ...price(1) },
  large: { cpu: '40', memory: '400Gi', labels: { pool: 'large' }, arch: 'amd64', ...price(5) },
  larger: { cpu: '80', memory: '800Gi', labels: { pool: 'larger' }, arch: 'amd64', ...price(16) },
  h100: { cpu: '190', memory: '1900Gi', gpu: h100({ count: 8 }), ...price(80) },
};
const priced: Environment = { ...environment, platform: { ...platform, pools } };

function cost(fill: (chart: MlopsChart) => unknown, inhabited = priced, team?: string) {
  const app = new MlopsApp({ policies: [] });
  const workspace = new Workspace(app.in(inhabited), 'workspace', {
    environment: inhabited,
    team,
    quota: { cpu: '1000', memory: '4Ti', gpus: 'h100' in (inhabited.platform.pools ?? {}) ? { h100: 64 } : {} },
  });
  fill(new MlopsChart(app.in(inhabited), 'chart', { environment: inhabited, namespace: workspace.namespaceName }));
  const [only] = costOf(app.finish());
  if (only === undefined) throw new Error('no environment');
  return only;
}

const compute = { cpu: '5', memory: '4Gi' };
const onGeneral = { pool: 'general' };

test('a service costs its part of a node all month, from its fewest replicas to its most', () => {
  const { price: whole, currency } = cost(
    (chart) =>
      new ModelService(chart, 'serve', {
        ...container,
        compute,
        placement: onGeneral,
        scale: { min: 2, max: 4, on: [cpu(70)] },
      }),
  );
  expect([whole, currency]).toEqual([{ least: 2 * 730 * 0.5, most: 4 * 730 * 0.5 }, 'EUR']);
});

test('the resource of which a pod takes most decides its part of the node', () => {
  const memory = { cpu: '1', memory: '30Gi' };
  const { items } = cost(
    (chart) => new TrainingJob(chart, 'train', { ...container, compute: memory, placement: onGeneral }),
  );
  expect(items[0]?.rate).toEqual({ least: 0.75, most: 0.75 });
});

test('a run costs nothing at least, and its deadline at most; GPU-hours are counted by what the GPUs are', () => {
  const gpus = { cpu: '8', memory: '64Gi', gpu: { pool: 'h100', count: 4 } };
  const { price: whole, gpuHours } = cost(
    (chart) => new TrainingJob(chart, 'train', { ...container, compute: gpus, workers: 2, deadline: '6h' }),
  );
  expect(whole).toEqual({ least: 0, most: 2 * 6 * 40 });
  expect(gpuHours).toEqual({ h100: { least: 0, most: 2 * 6 * 4 } });
});

test.each([
  ['kubeflowTrainer()', kubeflowTrainer()],
  ['rayJob()', rayJob({ rayVersion: '2.52.0' })],
])('a run of %s costs its deadline at most too, and not the whole month', (_title, engine) => {
  const operators = {
    'kubeflow-trainer': { version: '2.3' },
    jobset: { version: '0.12' },
    kuberay: { version: '1.7', namespaces: ['ray-system'] },
  };
  const { items } = cost(
    (chart) =>
      new TrainingJob(chart, 'train', {
        ...container,
        command: ['python', 'train.py'],
        compute,
        placement: onGeneral,
        deadline: '6h',
        workers: 2,
        engine,
      }),
    { ...priced, platform: { ...priced.platform, operators } },
  );
  expect(Math.max(...items.map(({ hours }) => hours.most))).toBe(2 * 6);
});

test('a pipeline runs as often as its schedule says, and no longer than the month where runs do not overlap', () => {
  const hours = (schedule: string, deadline: '6h' | '48h', concurrency: 'Forbid' | 'Allow') =>
    cost(
      (chart) =>
        new DataPipeline(chart, 'flow', {
          schedule: cron(schedule),
          deadline,
          concurrency,
          steps: [{ ...container, name: 'step' }],
          placement: onGeneral,
        }),
    ).items[0]?.hours;
  expect(hours('0 1 * * 1', '6h', 'Forbid')?.most).toBeCloseTo((365.25 / 7 / 12) * 6, 0);
  expect(hours('0 1 * * *', '48h', 'Forbid')).toMatchObject({ least: 0, most: 730, because: '1 x 730 h' });
  expect(hours('0 1 * * *', '48h', 'Allow')?.most).toBeCloseTo((365.25 / 12) * 48, 0);
});

test('what somebody starts counts for one run', () => {
  const { items } = cost(
    (chart) =>
      new TrainingJob(chart, 'train', { ...container, when: 'onDemand', deadline: '5h', placement: onGeneral }),
  );
  expect(items[0]?.hours).toEqual({ least: 0, most: 5, because: '1 x 1 run x 5 h' });
});

test('where a pod may run on several pools, the cheapest and the dearest bound its price', () => {
  const { items } = cost(
    (chart) =>
      new TrainingJob(chart, 'train', {
        ...container,
        compute: { cpu: '20', memory: '4Gi' },
        placement: { requires: { arch: 'amd64' } },
      }),
  );
  expect(items[0]).toMatchObject({ pools: ['large', 'larger'], rate: { least: 2.5, most: 4 } });
});

test('a pod without nodes pays for the size that holds it', () => {
  const facts = { it: { ...fargate({ podLabels: { compute: 'fargate' } }), ...price(16) } };
  const inhabited = { ...priced, platform: { ...platform, pools: facts } };
  const { items } = cost(
    (chart) =>
      new TrainingJob(chart, 'train', {
        ...container,
        compute: { cpu: '1', memory: '8Gi' },
        placement: { pool: 'it' },
      }),
    inhabited,
  );
  // 8Gi and what the platform keeps are more than one CPU may have: two CPUs of sixteen.
  expect(items[0]?.rate?.most).toBeCloseTo(16 * (2 / 16), 5);
});

test('prices are summed by team and by model', () => {
  const models = Claim.reference({ name: 'models', access: 'ReadWriteMany' });
  const fill = (chart: MlopsChart) => [
    new ModelService(chart, 'serve', {
      ...container,
      compute,
      replicas: 1,
      placement: onGeneral,
      model: models.model('prices', 'v1'),
      labels: showback({ team: 'shop', costCentre: 'cc-7' }),
    }),
    new TrainingJob(chart, 'train', {
      ...container,
      compute,
      placement: onGeneral,
      produces: models.model('prices'),
      deadline: '2h',
    }),
    new DataPipeline(chart, 'flow', {
      schedule: daily('01:00'),
      steps: [{ ...container, name: 'step' }],
      deadline: '1h',
      placement: onGeneral,
    }),
  ];
  const { byTeam, byModel, items } = cost(fill, priced, 'fraud');
  expect(Object.keys(byTeam)).toEqual(['fraud', 'shop']);
  expect(byTeam['shop']).toEqual({ least: 365, most: 365 });
  expect(byModel['prices']).toEqual({ least: 365, most: 366 });
  expect(items.find(({ object }) => object === 'Deployment/serve')).toMatchObject({
    costCentre: 'cc-7',
    namespace: 'dev-fraud',
  });
});

test('a pool without a price is named, and what runs there has none', () => {
  const { general, ...others } = pools;
  const inhabited = {
    ...priced,
    platform: { ...platform, pools: { ...others, general: { ...general, price: undefined } as NodePool } },
  };
  const report = cost((chart) => new TrainingJob(chart, 'train', { ...container, placement: onGeneral }), inhabited);
  expect(report.unpriced).toEqual(['general']);
  expect(report.items[0]).not.toHaveProperty('price');
});
