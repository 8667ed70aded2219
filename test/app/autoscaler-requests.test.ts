import type { FinishedObject } from '../../lib';
import { autoscalerRequests } from '../../lib/app/checks/autoscaler-requests';

function finished(apiVersion: string, kind: string, name: string, spec: object): FinishedObject {
  const json = { apiVersion, kind, metadata: { name, namespace: 'dev' }, spec };
  return { json, path: `dev/chart/${name}`, file: 'dev/chart' };
}

const containers = (...requests: readonly object[]) =>
  requests.map((one, index) => ({ name: `c${index}`, image: 'i', resources: { requests: one } }));
const deployment = (name: string, ...requests: readonly object[]) =>
  finished('apps/v1', 'Deployment', name, { template: { spec: { containers: containers(...requests) } } });
const autoscaler = (name: string, resource: string) =>
  finished('autoscaling/v2', 'HorizontalPodAutoscaler', name, {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    metrics: [{ type: 'Resource', resource: { name: resource } }],
  });

function found(...objects: readonly FinishedObject[]) {
  const check = autoscalerRequests([]);
  for (const object of objects) check.see(object);
  return (check.end?.() ?? []).map(({ path, got }) => `${path}: ${got}`);
}

const both = { cpu: '1', memory: '1Gi' };

test('whatever an autoscaler computes a share of must be requested by every container', () => {
  expect(found(deployment('a', both, both), autoscaler('a', 'cpu'), autoscaler('a', 'memory'))).toEqual([]);
  expect(found(autoscaler('a', 'cpu'), deployment('a', both, { memory: '1Gi' }))).toEqual([
    expect.stringContaining("cpu of Deployment 'a', whose container 'c1' requests none"),
  ]);
  expect(found(deployment('a', both), autoscaler('a', 'ephemeral-storage'))).toEqual([
    expect.stringContaining("whose container 'c0' requests none"),
  ]);
});

test('of two workloads by one name the later one counts, and others of equal requests are not mixed up', () => {
  expect(found(deployment('a', {}), deployment('a', both), autoscaler('a', 'cpu'))).toEqual([]);
  expect(found(deployment('a', both), deployment('b', {}), autoscaler('a', 'cpu'), autoscaler('b', 'cpu'))).toEqual([
    expect.stringContaining('dev/chart/b: '),
  ]);
});
