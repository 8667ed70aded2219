import type { KubernetesObject } from '../../imports/kubernetes';
import { defaultPolicies, Kinds } from '../../lib';

const hardened = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true };
const resources = {
  requests: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' },
  limits: { memory: '1Gi', 'ephemeral-storage': '1Gi' },
};
const good = { name: 'main', image: 'registry.example.com:5000/app:1.0', securityContext: hardened, resources };
const pod = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };

function deployment(container: object = {}, spec: object = {}): KubernetesObject {
  const containers = [{ ...good, ...container }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'x' },
    spec: { template: { spec: { securityContext: pod, containers, ...spec } } },
  };
}
const secret = (values: object): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'x' },
  ...values,
});
const namespace = (options: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'x', annotations: { 'argocd.argoproj.io/sync-options': options } },
});

/** For each rule what passes, and what fails with the words that say why. */
const cases: Record<
  string,
  { passes: readonly KubernetesObject[]; fails: readonly (readonly [KubernetesObject, RegExp])[] }
> = {
  'images-pinned': {
    passes: [deployment(), deployment({ image: `app@sha256:${'a'.repeat(64)}` })],
    fails: [
      [deployment({ image: 'app:latest' }), /app:latest/],
      [deployment({ image: 'registry.example.com:5000/app' }), /5000\/app'/],
      [deployment({}, { initContainers: [{ ...good, name: 'first', image: 'app' }] }), /'first'/],
    ],
  },
  'pods-hardened': {
    passes: [deployment()],
    fails: [
      [deployment({ securityContext: {} }), /capabilities\.drop ALL|allowPrivilegeEscalation/],
      [deployment({}, { securityContext: {} }), /runAsNonRoot/],
      [deployment({}, { hostNetwork: true }), /hostNetwork/],
      [deployment({}, { volumes: [{ name: 'root', hostPath: { path: '/' } }] }), /volume 'root' of the host/],
      [deployment({ securityContext: { ...hardened, runAsUser: 0 } }), /runAsNonRoot/],
    ],
  },
  'resources-declared': {
    passes: [deployment()],
    fails: [[deployment({ resources: { requests: resources.requests } }), /limits\.memory, limits\.ephemeral-storage/]],
  },
  'secrets-by-reference': {
    passes: [deployment({ env: [{ name: 'API_KEY', valueFrom: {} }] }), secret({ type: 'Opaque' })],
    fails: [
      [deployment({ env: [{ name: 'API_KEY', value: 'abc' }] }), /API_KEY/],
      [deployment({ env: [{ name: 'X', value: 'AKIAABCDEFGHIJKLMNOP' }] }), /for X/],
      [secret({ data: { a: 'Yg==' } }), /values for a/],
    ],
  },
  'data-guarded': {
    passes: [namespace('Prune=false,Delete=false'), namespace('Delete=confirm, Prune=confirm')],
    fails: [[namespace('Prune=false'), /without Delete/]],
  },
};

test('every policy has cases', () => {
  expect(Object.keys(cases).sort()).toEqual(defaultPolicies.map(({ name }) => name).sort());
});

test.each(defaultPolicies)('$name lets good objects pass and says what is wrong with bad ones', ({ name, check }) => {
  const run = (json: KubernetesObject) => check({ json, path: 'x', file: 'x' }, Kinds.of(json)).map(({ got }) => got);
  for (const json of cases[name]?.passes ?? []) expect(run(json)).toEqual([]);
  for (const [json, words] of cases[name]?.fails ?? []) expect(run(json).join()).toMatch(words);
});
