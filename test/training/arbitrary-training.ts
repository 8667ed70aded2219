import fc from 'fast-check';
import {
  Claim,
  type Duration,
  daily,
  environmentFrom,
  secretFiles,
  type TrainingEngine,
  type TrainingFeature,
  type TrainingJobProps,
  tensorflow,
  torchrun,
} from '../../lib';

const shared = Claim.reference({ name: 'shared', access: 'ReadWriteMany' });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,8}[a-z0-9])?$/);
const text = fc.string({ minLength: 1, maxLength: 12 }).filter((candidate) => !candidate.includes('\0'));
const minutes = fc.integer({ min: 2, max: 600 }).map((count): Duration => `${count}m`);
const quantities = {
  cpu: fc.integer({ min: 1, max: 8000 }).map((milli) => `${milli}m`),
  memory: fc.integer({ min: 896, max: 60_000 }).map((mebi) => `${mebi}Mi`),
  ephemeralStorage: optional(fc.constantFrom('500Mi', '2Gi')),
};
const sidecars = fc.constant([
  { name: 'proxy', image: 'registry.example.com/proxy:1', compute: { cpu: '50m', memory: '64Mi' } },
]);

/** Where each feature is asked for. */
const asks: Readonly<Partial<Record<TrainingFeature, fc.Arbitrary<Partial<TrainingJobProps>>>>> = {
  manyWorkers: fc.integer({ min: 1, max: 64 }).map((workers) => ({ workers })),
  torchrun: fc.constant({ launcher: torchrun({ processesPerWorker: 2 }) }),
  tfConfig: fc.constant({ launcher: tensorflow() }),
  retries: fc.integer({ min: 0, max: 20 }).map((retries) => ({ retries })),
  retriesPerWorker: fc.integer({ min: 0, max: 20 }).map((retriesPerWorker) => ({ retriesPerWorker })),
  success: fc.constant({ success: { workers: [0] } }),
  fatalExitCodes: fc
    .uniqueArray(fc.integer({ min: 1, max: 255 }), { maxLength: 3 })
    .map((fatalExitCodes) => ({ fatalExitCodes })),
  deadline: minutes.map((deadline) => ({ deadline })),
  onDemand: fc.constant({ when: 'onDemand' as const }),
  schedule: fc.constant({ when: daily('03:00', 'Europe/Berlin') }),
  sidecars: sidecars.map((containers) => ({ sidecars: containers })),
  produces: word.map((name) => ({ produces: shared.model(name) })),
};

const common: fc.Arbitrary<TrainingJobProps> = fc.record({
  image: fc.tuple(word, word).map(([name, tag]) => `registry.example.com/${name}:${tag}1`),
  command: fc.array(text, { maxLength: 3 }).map((words) => ['local:///app/train.py', ...words]),
  args: optional(fc.array(text, { maxLength: 3 })),
  env: optional(fc.dictionary(fc.stringMatching(/^X_[A-Z]{1,5}$/), text, { maxKeys: 3 })),
  compute: fc.oneof(
    fc.record(quantities),
    fc.record({ ...quantities, gpu: fc.integer({ min: 1, max: 8 }).map((count) => ({ pool: 'gpu', count })) }),
  ),
  mounts: optional(fc.uniqueArray(word, { maxLength: 2 }).map((paths) => paths.map((path) => shared.at(`/${path}x`)))),
  secrets: optional(fc.constant([environmentFrom('store', { KEY: 'key' }), secretFiles('certs', '/certs')])),
  labels: optional(fc.dictionary(word, word, { maxKeys: 2 })),
});

const spot: fc.Arbitrary<Partial<TrainingJobProps>> = fc
  .tuple(minutes, optional(fc.constant('general')))
  .map(([interval, fallback]) => ({
    placement: { spot: true },
    checkpoint: { at: shared.at('/checkpoints'), interval, saveTime: '1m', fallback },
  }));

/** Any training that an engine says it can do. */
export function trainingsFor(engine: TrainingEngine): fc.Arbitrary<TrainingJobProps> {
  const able = engine.supports.flatMap((feature) => asks[feature] ?? []);
  return fc
    .tuple(
      common,
      optional(spot),
      fc.subarray(able).chain((chosen) => fc.tuple(...chosen)),
    )
    .map(([props, nodes, asked]) => ({
      ...props,
      ...(props.compute.gpu === undefined ? nodes : {}),
      ...Object.assign({}, ...asked),
      engine,
    }))
    .filter(({ compute }) => compute.gpu === undefined || engine.carries.includes('runtimeClassName'));
}
