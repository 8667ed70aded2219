import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { dev } from '../../apps/environments/dev';
import { extend } from '../../lib';
import { Emitted } from './emitted';
import { eventually } from './eventually';
import { houses } from './object-store';
import { claimFolder, Pod } from './pod';
import { endAll } from './running';

const explainer = {
  image: 'registry.example.com/house-prices/explain:1.0.0',
  compute: { cpu: '100m', memory: '512Mi' },
  replicas: 1,
};
const emitted = new Emitted(extend(dev, { housePrices: { serving: { explainer } } }));
const explaining = new Pod(emitted.pod('Deployment', 'house-prices-explain'), { emitted });
const house = { area_m2: 120, rooms: 4, bathrooms: 2, age_years: 15, distance_km: 6, condition: 'good' };
const portOf = (name: string) => explaining.container().ports?.find((port) => port.name === name)?.containerPort;
const url = (path: string, port = portOf('http')) => `http://${explaining.address}:${port}${path}`;

interface Explanation {
  readonly price: number;
  readonly base_price: number;
  readonly contributions: Readonly<Record<string, number>>;
}

beforeAll(async () => {
  execFileSync('cp', [houses('--rows', '500'), join(claimFolder('house-prices-data'), 'cleaned_data.csv')]);
  const trained = await new Pod(emitted.pod('Job', 'train-house-prices-model'), { emitted }).run();
  if (trained.code !== 0) throw new Error(trained.log);
});
afterAll(endAll);

test('the explainer of the example starts as its YAML says, with the model of the claim, and adds a price up', async () => {
  const running = explaining.start();
  await eventually(`it is ready; ${running.log}`, async () => ((await fetch(url('/ready'))).ok ? true : undefined));
  const answer = await fetch(url('/explain'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(house),
  });
  const { price, base_price, contributions } = (await answer.json()) as Explanation;
  const sum = Object.values(contributions).reduce((total, one) => total + one, base_price);
  expect(Object.keys(contributions).sort()).toEqual(Object.keys(house).sort());
  expect(Math.abs(sum - price)).toBeLessThan(0.05);
});

test('every series that its panels and rules read is exported under that name', async () => {
  const text = await (await fetch(url('/metrics', portOf('metrics')))).text();
  const { panels } = JSON.parse(emitted.files('grafana-dashboards')['house-prices-explain.json'] ?? '') as {
    panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
  };
  const rules = emitted.files('prometheus-rules')['house-prices-explain.yml'] ?? '';
  const queries = [rules, ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))].join('\n');
  const read = new Set(queries.match(/\bexplain_\w+/g));
  expect(read.size).toBe(4);
  for (const series of read) expect(text).toMatch(new RegExp(`^${series}\\{`, 'm'));
});
