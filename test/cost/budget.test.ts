import {
  type Budget,
  MlopsApp,
  MlopsChart,
  type MlopsError,
  ModelService,
  type NodePool,
  TrainingJob,
} from '../../lib';
import { environment, platform } from '../fixtures/environment';
import { container } from '../fixtures/workloads';

const general: NodePool = {
  cpu: '10',
  memory: '40Gi',
  labels: { pool: 'general' },
  price: { hour: 2, currency: 'USD' },
};

function problems(budget: Budget, pool: NodePool = general): readonly string[] {
  const inhabited = { ...environment, platform: { ...platform, pools: { general: pool } }, budget };
  const compute = { cpu: '5', memory: '4Gi' };
  try {
    const app = new MlopsApp({ policies: [] });
    const chart = new MlopsChart(app.in(inhabited), 'chart', { environment: inhabited });
    new ModelService(chart, 'serve', { ...container, compute, replicas: 3 });
    new TrainingJob(chart, 'train', { ...container, compute, workers: 2, deadline: '10h' });
    app.finish();
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path, got, allowed }) => `${code} ${path}: ${got}; ${allowed}`);
  }
  return [];
}

test('a month that may cost more than the budget shows how it comes to that', () => {
  expect(problems({ month: 2210, currency: 'USD' })).toEqual([]);
  expect(problems({ month: 2209, currency: 'USD' })).toEqual([
    expect.stringMatching(
      /^budget-exceeded dev: budget: '3 x 730 h x 1\.00 USD of Deployment\/serve \+ 2 x 10 h x 1\.00 USD of Job\/train-\w+ = 2210 USD a month, at most'; 2209 USD$/,
    ),
  ]);
});

test('a budget needs prices, in its currency', () => {
  expect(problems({ month: 9999, currency: 'USD' }, { ...general, price: undefined })).toEqual([
    expect.stringMatching(/^missing-platform-fact dev: budget: .*without a price: general/),
  ]);
  expect(problems({ month: 9999, currency: 'EUR' })).toEqual([
    expect.stringMatching(/^not-allowed dev: budget\.currency: 'EUR'; USD/),
  ]);
});

test.each<[string, object]>([
  ['out-of-range', { month: -1, currency: 'USD' }],
  ['wrong-type', { month: 100, currency: 'dollars' }],
  ['missing-prop', { currency: 'USD' }],
])('a budget that is none is %s', (code, budget) => {
  expect(problems(budget as Budget)[0]).toMatch(new RegExp(`^${code} chart|^${code} dev/chart`));
});
