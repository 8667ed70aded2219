import { Cluster, GitOps, MlopsApp, MlopsChart, MonitoringStack, RunSweeper, Workspace } from '../lib';
import type { AppEnvironment } from './environments/base';
import { dev } from './environments/dev';
import { development, production } from './environments/platforms';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import { HousePrices } from './house-prices/house-prices';

/** Who gets which value: the whole wiring of the company's platform. */
export function buildApp(outdir?: string, environments: readonly AppEnvironment[] = [dev, staging, prod]): MlopsApp {
  const app = new MlopsApp({
    outdir,
    identityLock: outdir === undefined ? 'identity.lock.json' : undefined,
    today: process.env.WAIVER_DATE,
  });
  for (const platform of [development, production]) new Cluster(app, platform.cluster, { platform });
  for (const environment of environments) {
    const scope = app.in(environment);
    const { quota, groups, sweeper, monitoring, housePrices } = environment;
    const workspace = new Workspace(scope, 'workspace', { environment, quota, groups });
    new RunSweeper(workspace, 'sweeper', sweeper);
    const stack = new MonitoringStack(new MlopsChart(scope, 'monitoring', { environment }), 'monitoring', monitoring);
    new HousePrices(scope, 'house-prices', { environment, settings: housePrices, stack });
  }
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml/platform.git' });
  return app;
}

if (require.main === module) buildApp().synth();
