import {
  byCookie,
  byHeader,
  Experiment,
  type ExperimentProps,
  grpcRoute,
  inferencePool,
  type MlopsError,
  ModelService,
  peer,
  route,
} from '../../lib';
import { chart, objectsOf, only, service } from '../fixtures/workloads';

type Asked = Partial<ExperimentProps>;
const other = peer({ name: 'network', labels: { app: 'network' }, ports: [8080] });
const props = (asked: Asked = {}): Omit<ExperimentProps, 'control'> => ({
  versions: [{ to: other, share: 12.5 }],
  by: byHeader('X-User-Id'),
  ...asked,
});
const render = (asked: Asked = {}) =>
  objectsOf((scope) => {
    const control = new ModelService(scope, 'trees', service);
    new Experiment(scope, 'prices', { control, ...props(asked) });
  });
const mine = (asked?: Asked) => render(asked).filter(({ metadata }) => metadata.name.startsWith('prices'));
const configOf = (asked?: Asked) =>
  only<{ data: Record<string, string> }>(mine(asked) as never, 'ConfigMap').data['nginx.conf'] ?? '';

function problems(asked: Asked): readonly string[] {
  try {
    new Experiment(chart(), 'prices', { control: peer({ name: 'trees', labels: { app: 'trees' } }), ...props(asked) });
  } catch (error) {
    return (error as MlopsError).problems.map(({ code, path }) => `${code} ${path.replace('chart/prices: ', '')}`);
  }
  return [];
}

test("a hash of seed and user draws the service, and requests without the user are the control's", () => {
  const config = configOf();
  expect(config).toContain('split_clients "prices:$http_x_user_id" $drawn {\n    12.5% network;\n    * trees;\n  }');
  expect(config).toContain('map $http_x_user_id $version {\n    "" trees;\n    default $drawn;\n  }');
  expect(config).toContain('upstream trees { server trees.dev.svc:80; }');
  expect(configOf({ by: byCookie('uid'), seed: 'two' })).toContain('split_clients "two:$cookie_uid"');
});

test('another configuration is another pod, the same one is not', () => {
  const annotations = (asked?: Asked) => {
    const { template } = only(mine(asked), 'Deployment').spec as { template: { metadata: { annotations: object } } };
    return template.metadata.annotations;
  };
  expect(annotations()).toEqual(annotations());
  expect(annotations({ seed: 'two' })).not.toEqual(annotations());
});

test('the router may call its services and nothing else, and they let it in', () => {
  const names = render({ expose: route('a.example.com') })
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map(({ metadata }) => metadata.name);
  expect(names.sort()).toEqual(
    ['network-from-prices', 'prices-from-gateway', 'prices-to-network', 'prices-to-trees', 'trees-from-prices'].sort(),
  );
});

test('the router is as hardened, spread and hard to drain as a service', () => {
  const objects = mine();
  expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['PodDisruptionBudget', 'ServiceAccount']));
  const { spec } = (only(objects, 'Deployment').spec as { template: { spec: Record<string, unknown> } }).template;
  expect(spec).toMatchObject({
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 70,
    securityContext: { runAsNonRoot: true, runAsUser: 101 },
    containers: [
      { securityContext: { readOnlyRootFilesystem: true }, lifecycle: { preStop: { sleep: { seconds: 10 } } } },
    ],
  });
});

test.each([
  [{ versions: [] }, 'out-of-range versions'],
  [{ versions: [{ to: other, share: 0 }] }, 'out-of-range versions[0].share'],
  [{ versions: [{ to: other, share: 0.001 }] }, 'out-of-range versions[0].share'],
  [
    {
      versions: [
        { to: other, share: 60 },
        { to: peer({ name: 'third', labels: { app: 'third' }, ports: [8080] }), share: 60 },
      ],
    },
    'out-of-range versions',
  ],
  [{ versions: [{ to: peer({ name: 'trees', labels: { app: 'x' } }), share: 5 }] }, 'duplicate-name versions'],
  [{ by: byHeader('x user') }, 'bad-name by'],
  [{ by: byCookie('a-b') }, 'bad-name by'],
  [{ seed: 'a";' }, 'bad-name seed'],
  [{ expose: grpcRoute('a.example.com') }, 'not-allowed expose'],
  [{ expose: inferencePool('a.example.com', other) }, 'not-allowed expose'],
  [{ expose: route('a.example.com', '/', { mirror: { to: other } }) }, 'not-allowed expose'],
] as const)('%j is a problem', (asked, expected) => {
  expect(problems(asked as Asked)).toEqual([expected]);
});

test.each([0.01, 33.33, 100])('a share of %d is drawn as it is written', (share) => {
  expect(configOf({ versions: [{ to: other, share }] })).toContain(`    ${share}% network;`);
});
