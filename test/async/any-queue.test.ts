import fc from 'fast-check';
import {
  AsyncInference,
  type AsyncInferenceProps,
  type Duration,
  defaultPolicies,
  MlopsApp,
  MlopsChart,
} from '../../lib';
import { bakedModel, fetchedModels } from '../fixtures/models';
import { kedaPlatform, on } from '../fixtures/signals';
import { container } from '../fixtures/workloads';
import { queues, server } from './queues';

const environment = on(kedaPlatform);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const word = fc.stringMatching(/^[a-z]([a-z0-9]{0,8}[a-z0-9])?$/);
const times = fc.integer({ min: 1, max: 240 }).map((count): Duration => `${count}s`);
const workers: fc.Arbitrary<AsyncInferenceProps> = fc.record({
  image: fc.constant(container.image),
  compute: fc.constant(container.compute),
  queue: fc.constantFrom(...Object.values(queues)),
  model: optional(fc.constantFrom(...Object.values(fetchedModels), bakedModel)),
  answers: optional(word.map((name) => `answers-${name}`)),
  deadLetters: optional(word.map((name) => `dead-${name}`)),
  maxDeliveries: optional(fc.integer({ min: 1, max: 9 })),
  longestAnswer: optional(times),
  idempotency: optional(
    fc.record({
      field: word,
      store: fc.constant({ url: 'redis://keys:6379/0', at: server('keys', 6379) }),
    }),
  ),
  scale: fc
    .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 8 }))
    .map(([min, more]) => ({ min, max: min + more })),
  metrics: optional(fc.constant({ port: 9090 })),
});

function finished(props: AsyncInferenceProps) {
  const app = new MlopsApp({ policies: defaultPolicies });
  new AsyncInference(new MlopsChart(app.in(environment), 'chart', { environment }), 'ask', props);
  const objects = app.finish().map(({ json }) => json);
  expect(app.warnings).toEqual([]);
  return objects;
}

test('workers of any queue break no policy, are written the same twice, and have no replicas in Git', () => {
  fc.assert(
    fc.property(workers, (props) => {
      const objects = finished(props);
      expect(finished(props)).toEqual(objects);
      const deployments = objects.filter(({ kind }) => kind === 'Deployment');
      expect(deployments).toHaveLength(1);
      expect(JSON.stringify(deployments)).not.toContain('"replicas"');
    }),
    { numRuns: 100 },
  );
});
