import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnalysisMetric } from '../../imports/rollouts';
import { answers, metricsOf, type Phase } from '../serving/measurements';

/**
 * The queries of an analysis in Prometheus' own engine (promtool on the PATH), its conditions in the code of the Argo
 * Rollouts controller (Go on the PATH; the first build takes a minute).
 */
const folder = mkdtempSync(join(tmpdir(), 'analysis-'));
afterAll(() => rmSync(folder, { recursive: true }));

const written = metricsOf();
const metric = (name: string) => written.get(name) as AnalysisMetric;

/** The phases that Argo gives to measurements. */
function judged(measurements: readonly { metric: AnalysisMetric; vector: readonly string[] }[]): readonly string[] {
  const output = execFileSync('go', ['run', '.'], {
    cwd: join(__dirname, 'argo-conditions'),
    env: { ...process.env, GOFLAGS: '-mod=readonly' },
    input: measurements.map((measurement) => JSON.stringify(measurement)).join('\n'),
    encoding: 'utf8',
  });
  return output.trim().split('\n');
}

test('Argo judges every answer of Prometheus as the tests of the conditions say', () => {
  const phases = judged(answers.map(({ metric: name, vector }) => ({ metric: metric(name), vector })));
  expect(answers.map(({ metric: name, says }, index) => `${name}: ${says} is ${phases[index]}`)).toEqual(
    answers.map(({ metric: name, says, phase }) => `${name}: ${says} is ${phase}`),
  );
});

/** What the two versions did, in requests a minute, and what must follow for each metric. */
interface Story {
  readonly says: string;
  readonly series: Readonly<Record<string, string>>;
  readonly phases: Readonly<Record<string, Phase>>;
}

const one = (version: string, labels = '') => `{pod="prices-${version}-abcde"${labels}}`;
const counter = (version: string, perMinute: number, status = '200') => ({
  [`requests_total${one(version, `,status="${status}"`)}`]: `0+${perMinute}x30`,
});
const latencies = (version: string, fast: number, all: number) => ({
  [`request_latency_seconds_bucket${one(version, ',le="0.25"')}`]: `0+${fast}x30`,
  [`request_latency_seconds_bucket${one(version, ',le="+Inf"')}`]: `0+${all}x30`,
  [`request_latency_seconds_count${one(version)}`]: `0+${all}x30`,
});
const confidence = (version: string, value: number) => ({ [`prediction_confidence${one(version)}`]: `${value}x30` });
const stable = {
  ...counter('old', 900),
  ...counter('old', 9, '500'),
  ...latencies('old', 900, 900),
  ...confidence('old', 0.9),
};
const all = (phase: Phase) => Object.fromEntries([...written.keys()].map((name) => [name, phase]));

const stories: readonly Story[] = [
  {
    says: 'a good version',
    series: { ...stable, ...counter('new', 100), ...latencies('new', 99, 100), ...confidence('new', 0.88) },
    phases: all('Successful'),
  },
  {
    says: 'a bad version',
    series: {
      ...stable,
      ...counter('new', 90),
      ...counter('new', 10, '500'),
      ...latencies('new', 50, 100),
      ...confidence('new', 0.4),
    },
    phases: { ...all('Failed'), traffic: 'Successful' },
  },
  {
    says: 'a version that is a little worse than the stable one',
    series: {
      ...stable,
      ...counter('new', 979),
      ...counter('new', 21, '500'),
      ...latencies('new', 100, 100),
      ...confidence('new', 0.79),
    },
    phases: {
      ...all('Successful'),
      failures: 'Failed',
      'failures-above-stable': 'Failed',
      'confidence-below-stable': 'Failed',
    },
  },
  { says: 'a version that exports nothing', series: stable, phases: all('Inconclusive') },
  { says: 'a Prometheus that knows neither', series: { [`up${one('other')}`]: '1x30' }, phases: all('Inconclusive') },
  {
    says: 'a version with failures but hardly any requests',
    series: {
      ...stable,
      ...counter('new', 5),
      ...counter('new', 5, '500'),
      ...latencies('new', 1, 10),
      ...confidence('new', 0.1),
    },
    phases: all('Inconclusive'),
  },
  {
    says: 'a version whose requests have stopped',
    series: {
      ...stable,
      [`requests_total${one('new', ',status="200"')}`]: '0+100x10 1000x20',
      [`request_latency_seconds_count${one('new')}`]: '0+100x10 1000x20',
      ...confidence('new', 0.9),
    },
    phases: all('Inconclusive'),
  },
  {
    says: 'a version whose metrics have become NaN',
    series: {
      ...stable,
      ...counter('new', 100),
      ...latencies('new', 100, 100),
      [`prediction_confidence${one('new')}`]: 'NaN '.repeat(31).trim(),
    },
    phases: { ...all('Successful'), 'confidence-least': 'Inconclusive', 'confidence-below-stable': 'Inconclusive' },
  },
  {
    says: 'a stable version without requests',
    series: { ...counter('new', 100), ...latencies('new', 100, 100), ...confidence('new', 0.9) },
    phases: {
      ...all('Successful'),
      'failures-above-stable': 'Inconclusive',
      'confidence-below-stable': 'Inconclusive',
    },
  },
];

/** What Prometheus answers to each metric after half an hour of a story, read from the words with which promtool disagrees. */
function vectorsOf({ series }: Story): ReadonlyMap<string, readonly string[]> {
  const file = join(folder, 'story.json');
  const tests = [...written.values()].map(({ provider }) => ({
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      { expr: provider.prometheus.query, eval_time: '30m', exp_samples: [{ labels: 'never{}', value: 0 }] },
    ],
  }));
  writeFileSync(file, JSON.stringify({ evaluation_interval: '1m', tests }));
  const said = disagreement(file);
  const got = [...said.matchAll(/got:(.*)/g)].map(([, samples = '']) =>
    [...samples.matchAll(/\{[^}]*\} (\S+?)"?(?=,|\s|$)/g)].map(([, value = '']) => value.replace(/E/, 'e')),
  );
  if (got.length !== written.size) throw new Error(said);
  return new Map([...written.keys()].map((name, index) => [name, got[index] ?? []]));
}

function disagreement(file: string): string {
  try {
    execFileSync('promtool', ['test', 'rules', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return `${stdout}${stderr}`;
  }
  throw new Error('promtool agreed with samples that cannot be');
}

test.each(stories)('Prometheus and Argo: $says', (story) => {
  const vectors = vectorsOf(story);
  const asked = [...vectors].map(([name, vector]) => ({ metric: metric(name), vector }));
  const phases = judged(asked);
  const found = Object.fromEntries([...vectors.keys()].map((name, index) => [name, phases[index]]));
  expect({ ...found, vectors: Object.fromEntries(vectors) }).toMatchObject(story.phases);
});
