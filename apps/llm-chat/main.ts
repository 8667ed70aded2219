import { Cluster, GitOps, MlopsApp, MlopsChart, MonitoringStack, Workspace } from '../../lib';
import type { ChatEnvironment } from './environments/base';
import { dev } from './environments/dev';
import { development, production } from './environments/platforms';
import { prod } from './environments/prod';
import { LlmChat } from './llm-chat';

const home = 'apps/llm-chat';

/** The clusters of the team, with one app in them. */
export function buildApp(outdir?: string, environments: readonly ChatEnvironment[] = [dev, prod]) {
  const app = new MlopsApp({
    outdir: outdir ?? `${home}/dist`,
    identityLock: outdir === undefined ? `${home}/identity.lock.json` : undefined,
  });
  for (const platform of [development, production]) new Cluster(app, platform.cluster, { platform });
  for (const environment of environments) {
    const scope = app.in(environment);
    new Workspace(scope, 'workspace', { environment, ...environment.workspace });
    const chart = new MlopsChart(scope, 'monitoring', { environment });
    const stack = new MonitoringStack(chart, 'monitoring', environment.monitoring);
    new LlmChat(scope, 'llm-chat', { environment, settings: environment.llmChat, stack });
  }
  new GitOps(app, 'gitops', { repository: 'https://git.example.com/ml/language.git', path: `${home}/dist` });
  return app;
}

if (require.main === module) buildApp().synth();
