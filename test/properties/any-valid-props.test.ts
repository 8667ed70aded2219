import { Testing } from 'cdk8s';
import fc from 'fast-check';
import {
  Claim,
  cpu,
  type Duration,
  defaultPolicies,
  internal,
  loadBalancer,
  MlopsApp,
  MlopsChart,
  ModelService,
  type ModelServiceProps,
  outside,
  route,
  type ServedModel,
  s3,
  TrainingJob,
  type TrainingJobProps,
} from '../../lib';
import { environment } from '../fixtures/environment';

const shared = Claim.reference({ name: 'shared', access: 'ReadWriteMany' });
const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,8}[a-z0-9])?$/);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const compute = fc.record({
  cpu: fc.integer({ min: 1, max: 8000 }).map((milli) => `${milli}m`),
  memory: fc.integer({ min: 1, max: 60_000 }).map((mebi) => `${mebi}Mi`),
  ephemeralStorage: optional(fc.constantFrom('500Mi', '2Gi')),
});
const workload = {
  image: fc.tuple(word, word).map(([name, tag]) => `registry.example.com/${name}:${tag}1`),
  command: optional(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 3 })),
  env: optional(fc.dictionary(fc.stringMatching(/^X_[A-Z]{1,5}$/), fc.string({ maxLength: 12 }), { maxKeys: 3 })),
  compute,
  mounts: optional(fc.uniqueArray(word, { maxLength: 2 }).map((paths) => paths.map((path) => shared.at(`/${path}x`)))),
  placement: optional(fc.constantFrom({ pool: 'general' }, { spot: true }, { spread: false })),
  labels: optional(fc.dictionary(word, word, { maxKeys: 2 })),
};
const host = outside('store', ['203.0.113.0/24']);
/** A model of any size in a store, in a folder or a cache that holds it. */
const stored = fc
  .tuple(word, fc.integer({ min: 1, max: 4000 }), fc.constantFrom(undefined, shared.cache()), fc.boolean())
  .map(([name, gibi, volume, signed]): ServedModel => {
    const sha256 = signed ? 'a'.repeat(64) : undefined;
    return s3(`s3://models/${name}`, { name, version: 'v1', size: `${gibi}Gi`, volume, sha256, host });
  });
const minutes = fc.integer({ min: 1, max: 600 }).map((count): Duration => `${count}m`);
const services: fc.Arbitrary<ModelServiceProps> = fc.record({
  ...workload,
  model: optional(
    fc.oneof(
      word.map((name): ServedModel => shared.model(name, 'v1', { size: '1Gi' })),
      stored,
    ),
  ),
  scale: optional(
    fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 9 }))
      .map(([min, more]) => ({ min, max: min + more, on: [cpu(70)] })),
  ),
  expose: optional(fc.constantFrom(internal(), loadBalancer(), route('a.example.com'))),
  drain: optional(minutes),
});
const trainings: fc.Arbitrary<TrainingJobProps> = fc.record({
  ...workload,
  workers: optional(fc.integer({ min: 1, max: 64 })),
  retries: optional(fc.integer({ min: 0, max: 20 })),
  deadline: optional(minutes),
  produces: optional(word.map((name) => shared.model(name))),
  checkpoint: fc.constant({ at: shared.at('/checkpoints'), interval: '10m', saveTime: '1m' } as const),
});

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

function finished(service: ModelServiceProps, training: TrainingJobProps) {
  const app = new MlopsApp({ policies: defaultPolicies });
  const chart = new MlopsChart(app.in(environment), 'chart', { environment });
  new ModelService(chart, 'serve', service);
  new TrainingJob(chart, 'train', training);
  return { chart, objects: app.finish() };
}

test('any valid props synthesise, break no policy, are not written to, and give the same objects twice', () => {
  fc.assert(
    fc.property(services, trainings, (service, training) => {
      const { chart, objects } = finished(freeze(service), freeze(training));
      expect(objects.map(({ json }) => json)).toEqual(finished(service, training).objects.map(({ json }) => json));
      expect(Testing.synth(chart)).toHaveLength(objects.length);
    }),
    { numRuns: 100 },
  );
});
