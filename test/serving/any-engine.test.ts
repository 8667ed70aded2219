import fc from 'fast-check';
import {
  Claim,
  concurrency,
  cpu,
  defaultPolicies,
  internal,
  keda,
  MlopsApp,
  MlopsChart,
  MlopsError,
  ModelService,
  type ModelServiceProps,
  prometheusAt,
  promql,
  recommendations,
  route,
  secretFiles,
} from '../../lib';
import { engineText } from '../../lib/engine';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';
import { serviceEngines } from '../../lib/serving/engines';
import { bakedModel, fetchedModels } from '../fixtures/models';
import { kedaPlatform, on } from '../fixtures/signals';
import { container } from '../fixtures/workloads';

const shared = Claim.reference({ name: 'shared', access: 'ReadWriteMany' });
const environment = on(kedaPlatform);
const asked = promql({ name: 'asked', expr: 'sum(up)', target: 5 });
const by = keda({ from: prometheusAt('http://prometheus.other.svc:9090') });
const optional = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** Anything that a user may ask of a service, whether or not an engine can do it. */
const extras = fc.record({
  command: optional(fc.constant(['serve', '$x'])),
  mounts: optional(fc.constantFrom([shared.at('/out')], [shared.at('/in', { readOnly: true })])),
  secrets: optional(fc.constant([secretFiles('certs', '/certs')])),
  model: optional(
    fc.constantFrom(shared.model('m', 'v1', { size: '1Gi' }), ...Object.values(fetchedModels), bakedModel),
  ),
  sidecars: optional(fc.constant([{ ...container, name: 'proxy' }])),
  runAs: optional(fc.constant({ user: 20_001 })),
  scale: optional(
    fc.constantFrom(
      { min: 1, max: 4, on: [cpu(70)] },
      { min: 0, max: 4, on: [concurrency(5)] },
      { min: 0, max: 4, on: [asked], by },
      { min: 2, max: 4, on: [asked, cpu(60)], by, settle: '10m' as const },
    ),
  ),
  vertical: optional(fc.constant(recommendations())),
  expose: optional(fc.constantFrom(internal(), route('a.example.com'))),
  metrics: optional(fc.constant({ port: 9191 })),
});
const sized = fc.constantFrom<Pick<ModelServiceProps, 'compute' | 'placement'>[]>(
  { compute: { cpu: '500m', memory: '1Gi' } },
  { compute: { cpu: '250m', memory: '2Gi' } },
  { compute: { cpu: '1500m', memory: '1Gi' }, placement: { pool: 'general' } },
  { compute: { cpu: '500m', memory: '1Gi' }, placement: { spread: true } },
  { compute: { cpu: '500m', memory: '1Gi' }, placement: { priority: 'model-serving' } },
  { compute: { cpu: '2', memory: '8Gi', gpu: { pool: 'gpu', count: 1 } } },
);
const asks: fc.Arbitrary<ModelServiceProps> = fc
  .tuple(extras, sized)
  .map(([extra, size]) => ({ image: container.image, ...extra, ...size }));
/** So many that some asks are refused by nobody. */
const runs = 150;
const refusals = ['unsupported-feature', 'field-not-carried'];

describe.each(serviceEngines.map((engine) => [engineText(engine), engine] as const))('%s', (_name, engine) => {
  test('anything asked is refused by name, or comes out hardened, whole and the same twice', () => {
    let refused = 0;
    const attempt = (props: ModelServiceProps) => {
      const app = new MlopsApp({ policies: defaultPolicies });
      new ModelService(new MlopsChart(app.in(environment), 'chart', { environment }), 'it', { ...props, engine });
      return app.finish().map(({ json }) => json);
    };
    fc.assert(
      fc.property(asks, (props) => {
        try {
          const objects = attempt(props);
          expect(attempt(props)).toEqual(objects);
          const [pod] = objects.flatMap((object) => podsOf(object, Kinds.of(object))).slice(-1);
          const [server] = pod?.template.spec?.containers ?? [];
          expect(server?.image).toBe(container.image);
          expect(server?.resources?.requests).toMatchObject({ cpu: props.compute.cpu });
          expect(JSON.stringify(objects)).not.toContain('undefined');
        } catch (error) {
          if (!(error instanceof MlopsError)) throw error;
          refused++;
          expect(error.codes.filter((code) => !refusals.includes(code))).toEqual([]);
        }
      }),
      { numRuns: runs },
    );
    expect(refused).toBeLessThan(runs);
  });
});
