import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dev } from '../../apps/llm-chat/environments/dev';
import { prod } from '../../apps/llm-chat/environments/prod';
import { buildApp } from '../../apps/llm-chat/main';
import { asksArgo, calledSynced } from './judges';
import { eventually, kubectl, objects } from './kubectl';
import { makeNamespaces } from './namespaces';
import { lost } from './read-back';
import { renamed } from './renamed';

interface Deployment {
  readonly metadata: { readonly name: string };
  readonly status: { readonly availableReplicas?: number };
}

const dist = mkdtempSync(join(tmpdir(), 'llm-chat-'));
const app = buildApp(dist, renamed([dev, prod], 'chat'));
const emitted = app.finish().map(({ json }) => json);
const environments = ['chat-dev', 'chat-prod'];
const filesOf = (environment: string) => ['-R', '-f', join(dist, environment)];

beforeAll(() => {
  app.synth();
  makeNamespaces('argocd');
});
afterAll(() => rmSync(dist, { recursive: true }));

test('the clusters and the workspaces are accepted first', () => {
  kubectl('apply', '--validate=strict', '-R', '-f', join(dist, 'clusters'));
  for (const environment of environments) {
    kubectl('apply', '--server-side', '--validate=strict', '-f', join(dist, environment, '_workspace.k8s.yaml'));
  }
});

test.each([...environments, 'gitops'])('every object of %s passes a strict server-side dry run', (folder) => {
  kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', ...filesOf(folder));
});

test.each(environments)(
  '%s is applied, no field of its objects is lost, and there is nothing to apply again',
  (environment) => {
    kubectl('apply', '--server-side', '--validate=strict', ...filesOf(environment));
    const written = emitted.filter(({ metadata }) => metadata.namespace === environment);
    expect(written.length).toBeGreaterThan(20);
    for (const object of written) {
      const group = object.apiVersion.includes('/') ? `.${object.apiVersion.split('/')[0]}` : '';
      const kind = `${object.kind}${group}`;
      const live = kubectl('get', kind, object.metadata.name, '-n', environment, '-o', 'json');
      expect([kind, object.metadata.name, lost(object, JSON.parse(live))]).toEqual([kind, object.metadata.name, []]);
    }
    expect(kubectl('diff', '--server-side', ...filesOf(environment))).toBe('');
  },
);

test('the one replica of dev becomes available', async () => {
  await eventually('the Deployment is available', () =>
    objects<Deployment>('deployments', 'chat-dev').some(
      ({ metadata, status }) => metadata.name === 'llm-chat' && status.availableReplicas === 1,
    ),
  );
});

const admit = process.env['ADMIT'];

// The operators' own admission code is a program beside the cluster; without it there is nobody to ask.
if (admit !== undefined) {
  test('the operators admit what prod gives them: the Rollout, its analysis and its ScaledObject', () => {
    const verdicts = execFileSync(admit, ['--with', join(dist, 'clusters'), join(dist, 'chat-prod')], {
      encoding: 'utf8',
    });
    expect(verdicts).toContain('3 admitted, 0 refused');
  });
}

if (asksArgo) {
  describe('with a canary under way', () => {
    beforeAll(() => {
      // As a canary under way and an autoscaler at its most leave them.
      const patch = (kind: string, name: string, type: string, change: unknown) =>
        kubectl('patch', kind, name, '-n', 'chat-prod', '--type', type, '-p', JSON.stringify(change));
      patch('rollouts.argoproj.io', 'llm-chat', 'merge', { spec: { replicas: 4 } });
      for (const [name, hash] of [
        ['llm-chat', 'a1'],
        ['llm-chat-canary', 'b2'],
      ] as const) {
        patch('service', name, 'merge', { spec: { selector: { 'rollouts-pod-template-hash': hash } } });
      }
      patch('httproutes.gateway.networking.k8s.io', 'llm-chat', 'json', [
        { op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 75 },
        { op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 25 },
      ]);
    });
    for (const name of environments) {
      const app = join(dist, 'gitops', `${name}.k8s.yaml`);
      calledSynced({ files: join(dist, name), app }, `every object of ${name}`);
    }
  });
}
