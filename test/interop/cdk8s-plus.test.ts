import * as kplus from 'cdk8s-plus-27';
import { configFiles, environmentFrom, MlopsApp, MlopsChart, ModelService, type Waiver } from '../../lib';
import { environment } from '../fixtures/environment';
import { service } from '../fixtures/workloads';

const accepted = (rule: string): Waiver => ({ rule, reason: 'written with cdk8s-plus', expires: '2027-06-30' });
const rules = ['pods-hardened', 'resources-declared', 'secrets-by-reference'];
const legacy = { ...environment, waivers: rules.map(accepted) };

function build(inhabited: typeof environment) {
  const app = new MlopsApp({ today: '2026-11-24' });
  const chart = new MlopsChart(app.in(inhabited), 'chart', { environment: inhabited });
  const metadata = (name: string) => ({ metadata: { name } });
  const account = new kplus.ServiceAccount(chart, 'account', metadata('people'));
  const settings = new kplus.ConfigMap(chart, 'settings', { ...metadata('settings'), data: { mode: 'fast' } });
  const secret = new kplus.Secret(chart, 'secret', { ...metadata('keys'), stringData: { user: 'ann' } });
  new kplus.Deployment(chart, 'legacy', {
    ...metadata('legacy'),
    containers: [{ image: 'registry.example.com/legacy:1.0', portNumber: 80 }],
  });
  new ModelService(chart, 'serve', {
    ...service,
    identity: { account },
    secrets: [environmentFrom(secret)],
    mounts: [configFiles(settings, '/etc/settings')],
  });
  return app;
}

test("a user's cdk8s-plus objects live in the chart, and are accepted wherever a name is", () => {
  const finished = build(legacy).finish();
  expect(finished.map(({ json }) => `${json.kind}/${json.metadata.name}`)).toEqual(
    expect.arrayContaining([
      'Deployment/legacy',
      'Deployment/serve',
      'ServiceAccount/people',
      'ConfigMap/settings',
      'Secret/keys',
    ]),
  );
  expect(finished.every(({ json }) => json.metadata.namespace === 'dev')).toBe(true);
  const serve = finished.find(({ json }) => json.metadata.name === 'serve' && json.kind === 'Deployment')?.json;
  expect(serve).toMatchObject({
    spec: {
      template: {
        spec: {
          serviceAccountName: 'people',
          containers: [{ envFrom: [{ secretRef: { name: 'keys' } }] }],
          volumes: expect.arrayContaining([
            { name: 'config-settings', configMap: { name: 'settings', defaultMode: 0o444 } },
          ]),
        },
      },
    },
  });
});

test('the policies see them too, until they are waived', () => {
  expect(() => build(environment).finish()).toThrow(
    /Secret\/keys.*values for user[\s\S]*Deployment\/legacy.*seccompProfile/,
  );
});
