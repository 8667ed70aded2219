import { Cluster, GitOps, MlopsApp, MlopsChart, MonitoringStack, RunSweeper, Workspace } from '../../lib';
import type { LanguageEnvironment } from './environments/base';
import { dev } from './environments/dev';
import { development, production } from './environments/platforms';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import { LlmFinetune } from './llm-finetune';

const home = 'apps/llm-finetune';

/** The clusters of the team, with one app in them. */
export function buildApp(outdir?: string, environments: readonly LanguageEnvironment[] = [dev, staging, prod]) {
  const app = new MlopsApp({
    outdir: outdir ?? `${home}/dist`,
    identityLock: outdir === undefined ? `${home}/identity.lock.json` : undefined,
  });
  for (const platform of [development, production]) new Cluster(app, platform.cluster, { platform });
  for (const environment of environments) {
    const scope = app.in(environment);
    const workspace = new Workspace(scope, 'workspace', { environment, ...environment.workspace });
    new RunSweeper(workspace, 'sweeper', environment.sweeper);
    const chart = new MlopsChart(scope, 'monitoring', { environment });
    const stack = new MonitoringStack(chart, 'monitoring', environment.monitoring);
    new LlmFinetune(scope, 'llm-finetune', { environment, settings: environment.llmFinetune, stack });
  }
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml/language.git', path: `${home}/dist` });
  return app;
}

if (require.main === module) buildApp().synth();
