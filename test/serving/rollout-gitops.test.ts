import { MlopsApp, MlopsChart } from '../../lib';
import { lockEntry } from '../../lib/app/identity-entries';
import { Contents } from '../../lib/gitops/contents';
import { ignoreDifferences } from '../../lib/gitops/ignore-differences';
import { environment } from '../fixtures/environment';
import { everyRollout } from '../fixtures/rollouts';

const app = new MlopsApp();
everyRollout(new MlopsChart(app.in(environment), 'chart', { environment }));
const finished = app.finish();
const contents = new Contents();
for (const { json } of finished) contents.add(json);
const lock = new Map(
  finished.flatMap((object) => [lockEntry(object) ?? []].filter((entry) => entry.length > 0)) as [string, object][],
);
const of = (kind: string) => ignoreDifferences(contents).filter((difference) => difference.kind === kind);

test('the weights and the header rule of a route belong to the plugin, and only where a Rollout names it', () => {
  expect(of('HTTPRoute')).toEqual([
    {
      group: 'gateway.networking.k8s.io',
      kind: 'HTTPRoute',
      name: 'by-gateway',
      namespace: 'dev',
      jqPathExpressions: ['.spec.rules[].backendRefs[].weight', '.spec.rules[] | select(.name == "rollout-header")'],
    },
  ]);
});

test('the hash in a selector belongs to the controller, on the Services that a Rollout names', () => {
  expect(of('Service').map(({ name, jsonPointers }) => [name, jsonPointers])).toEqual(
    [
      ...['blue-green', 'blue-green-preview', 'by-gateway', 'by-gateway-canary'],
      ...['by-istio', 'by-istio-canary', 'by-nginx', 'by-nginx-canary'],
    ].map((name) => [name, ['/spec/selector/rollouts-pod-template-hash']]),
  );
});

test('the replicas of a Rollout belong to its autoscaler, where it has one', () => {
  expect(of('Rollout').map(({ name }) => name)).toEqual(['blue-green', 'by-gateway']);
});

test('the weights of a VirtualService belong to the controller', () => {
  expect(of('VirtualService').map(({ name }) => name)).toEqual(['by-istio']);
});

test('the selector of a Rollout stands in the identity lock: another one would leave its pods behind', () => {
  expect(lock.get('test/dev/Rollout/plain')).toEqual({
    selector: expect.stringContaining('"app.kubernetes.io/name":"plain"'),
  });
});
