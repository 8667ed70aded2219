import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dev } from '../../apps/environments/dev';
import { Emitted, variable } from './emitted';
import { eventually } from './eventually';
import { credentials, houses, objectStore } from './object-store';
import { claimFolder, Pod } from './pod';
import { queriesOf, samplesOf, selectorsOf, takes } from './queries';
import { endAll, type Running } from './running';

const emitted = new Emitted(dev);
const around = { emitted, secrets: { 'raw-data-credentials': credentials } };
const house = { area_m2: 120, rooms: 4, bathrooms: 2, age_years: 15, distance_km: 6, condition: 'good' };

const preprocess = new Pod(emitted.pod('CronJob', 'house-prices-preprocess'), around);
const dailyImport = new Pod(emitted.pod('CronJob', 'daily-data-import'), around);
const training = new Pod(emitted.pod('Job', 'train-house-prices-model'), around);
const serving = new Pod(emitted.pod('Deployment', 'house-prices'), around);
const modelOutput = variable(training.container(), 'MODEL_OUTPUT');
const model = join(claimFolder('house-prices-models'), modelOutput.replace('/mnt/models/', ''));

const portOf = (name: string) => serving.container().ports?.find((port) => port.name === name)?.containerPort;
const url = (path: string, port = portOf('http')) => `http://${serving.address}:${port}${path}`;
const predict = (body: unknown) =>
  fetch(url('/predict'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

beforeAll(async () => {
  const file = houses('--rows', '2000', '--bad-rows', '40');
  await objectStore(file, 's3://house-prices-raw/houses.csv', 's3://bucket/daily/2026-11-23.csv');
});
afterAll(endAll);

let waitForData: Running;
let waitForModel: Running;
test('on the first day the training waits for its data and the service for its model, and both say so', async () => {
  waitForData = training.start('wait-for-data');
  waitForModel = serving.start('wait-for-model');
  for (const [wait, path] of [
    [waitForData, '/data/cleaned_data.csv'],
    [waitForModel, modelOutput],
  ] as const) {
    await eventually('it says what it waits for', async () => wait.log.includes(`nothing at ${path} yet`) || undefined);
    expect(wait.isRunning).toBe(true);
  }
});

test('a pipeline whose secret holds no credentials fails and says so', async () => {
  const poor = new Pod(emitted.pod('CronJob', 'house-prices-preprocess'), {
    emitted,
    secrets: { 'raw-data-credentials': { AWS_EC2_METADATA_DISABLED: 'true' } },
  });
  const { code, log } = await poor.run();
  expect(code).toBe(1);
  expect(log).toContain('no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
});

test('the pipeline reads the raw houses from the object store and puts the good ones on the claim', async () => {
  const { code, log } = await preprocess.run();
  expect({ code, log }).toMatchObject({ code: 0, log: expect.stringContaining('rows=2000 bad_rows=40') });
  const lines = readFileSync(join(claimFolder('house-prices-data'), 'cleaned_data.csv'), 'utf8')
    .trim()
    .split('\n');
  const report = join(claimFolder('house-prices-data'), 'cleaned_data.csv.report.json');
  expect(lines.length - 1).toBe((JSON.parse(readFileSync(report, 'utf8')) as { kept: number }).kept);
});

test('the daily import takes what is new, and nothing the next time', async () => {
  expect((await dailyImport.run()).log).toContain('found=1 imported=1 skipped=0 failed=0');
  expect((await dailyImport.run()).log).toContain('found=1 imported=0 skipped=1 failed=0');
  expect(readdirSync(join(claimFolder('house-prices-data'), 'imports'))).toEqual(['2026-11-23.csv', 'manifest.json']);
});

test('the training goes on, writes the model to the path of its run, and never over it', async () => {
  expect(await waitForData.ended).toMatchObject({ code: 0 });
  const { code, log } = await training.run();
  expect({ code, log }).toMatchObject({
    code: 0,
    log: expect.stringMatching(/event=trained run=\w{8} rows=\d+ rmse=/),
  });
  const before = readFileSync(join(model, 'model.joblib'));
  expect((await training.run()).log).toContain('event=already_trained');
  expect(readFileSync(join(model, 'model.joblib'))).toEqual(before);
});

let server: Running;
test('the service goes on, and answers the probes of its pod', async () => {
  expect(await waitForModel.ended).toMatchObject({ code: 0 });
  server = serving.start();
  const { startupProbe, readinessProbe, livenessProbe } = serving.container();
  for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
    const address = url(probe?.httpGet?.path ?? '', portOf(String(probe?.httpGet?.port)));
    await eventually(`${address} answers; ${server.log}`, async () => (await fetch(address)).ok || undefined);
  }
});

test('a house gets its price over HTTP from the model of the run', async () => {
  const answer = (await (await predict(house)).json()) as { price: number; model_version: string };
  expect(answer.price).toBeGreaterThan(100_000);
  expect(answer.model_version).toBe(variable(training.container(), 'RUN_ID'));
  const batch = (await (await predict({ houses: [house, house] })).json()) as { prices: readonly number[] };
  expect(batch.prices).toEqual([answer.price, answer.price]);
  expect((await predict({ ...house, rooms: 0 })).status).toBe(422);
});

test('every series of the service that rules and dashboards name is on its metrics port, with the labels that they use', async () => {
  const page = await (await fetch(url('/metrics', portOf('metrics')))).text();
  const samples = samplesOf(page);
  const scrape = { job: 'house-prices' };
  const mine = selectorsOf(queriesOf(emitted)).filter(
    ({ series, matchers }) =>
      series !== 'up' && matchers.some(({ label, value }) => label === 'job' && value === 'house-prices'),
  );
  const lacking = mine.filter((selector) => !samples.some((sample) => takes(selector, sample, scrape)));
  expect([...new Set(mine.map(({ series }) => series))].sort()).toEqual([
    'request_count_total',
    'request_latency_seconds_bucket',
    'request_latency_seconds_count',
  ]);
  expect(lacking.map(({ text }) => text)).toEqual([]);
});

test('at SIGTERM it ends with exit code 0', async () => {
  const { code, log } = await server.stop();
  expect({ code, log }).toMatchObject({ code: 0, log: expect.stringContaining('event=stopped') });
});
