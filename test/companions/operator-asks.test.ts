import {
  argoRollout,
  canary,
  failures,
  keda,
  MlopsApp,
  MlopsChart,
  ModelService,
  MonitoringStack,
  requestsPerSecond,
} from '../../lib';
import { kedaPlatform, on, signalMetrics } from '../fixtures/signals';
import { service } from '../fixtures/workloads';

const environment = on({
  ...kedaPlatform,
  operators: { ...kedaPlatform.operators, 'argo-rollouts': { version: '1.9' } },
});

/** A stack in a chart of its own, and each service in another. */
function charts(names: readonly string[]): MlopsApp {
  const app = new MlopsApp({ policies: [] });
  const chart = (name: string) => new MlopsChart(app.in(environment), name, { environment });
  const stack = new MonitoringStack(chart('monitoring'), 'monitoring');
  for (const name of names) {
    const asked = new ModelService(chart(name), name, {
      ...service,
      metrics: signalMetrics,
      scale: { min: 1, max: 4, on: [requestsPerSecond({ target: 5 })], by: keda({ from: stack }) },
      engine: argoRollout(),
      rollout: canary({ steps: [20], analysis: { from: stack, checks: [failures({ atMost: 0.02 })] } }),
    });
    stack.watch(asked);
  }
  return app;
}

test('services of several charts that are scaled and judged by one stack let KEDA and Argo Rollouts in once each', () => {
  const policies = charts(['prices', 'offers'])
    .finish()
    .map(({ json }) => json)
    .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && /^prometheus-from-(keda|argo)/.test(metadata.name));
  expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual([
    'prometheus-from-argo-rollouts-for-offers',
    'prometheus-from-argo-rollouts-for-prices',
    'prometheus-from-keda-for-offers',
    'prometheus-from-keda-for-prices',
  ]);
});
