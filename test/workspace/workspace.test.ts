import { Testing } from 'cdk8s';
import type { KubernetesObject } from '../../imports/kubernetes';
import { MlopsApp, MlopsChart, ModelService, Workspace, type WorkspaceProps } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { environment } from '../fixtures/environment';
import { only, service } from '../fixtures/workloads';

function render(changes: Partial<WorkspaceProps> = {}): readonly KubernetesObject[] {
  const props = { environment, quota: { cpu: '8', memory: '32Gi' }, ...changes };
  return Testing.synth(new Workspace(Testing.app(), 'workspace', props)) as KubernetesObject[];
}

const hard = (changes: Partial<WorkspaceProps> = {}) =>
  only(render(changes), 'ResourceQuota').spec.hard as Record<string, string>;
const named = (objects: readonly KubernetesObject[], kind: string, name: string) =>
  objects.find((object) => object.kind === kind && object.metadata.name === name);

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** Whether a role lets its people do it. */
function may(role: string, verb: string, resource: string): boolean {
  const { rules } = named(render(), 'Role', role) as unknown as { rules: readonly Rule[] };
  return rules.some(({ resources, verbs }) => resources.includes(resource) && verbs.includes(verb));
}

test('the namespace enforces Pod Security of the version of the cluster, and is guarded', () => {
  const { metadata } = only(render(), 'Namespace');
  expect(metadata).not.toHaveProperty('namespace');
  expect(metadata.labels).toMatchObject({
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.34',
  });
  expect(metadata.annotations).toMatchObject({ 'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false' });
});

test('GPUs and load balancers are closed until they are asked for', () => {
  expect(hard()).toMatchObject({
    'requests.nvidia.com/gpu': '0',
    'services.loadbalancers': '0',
    'requests.cpu': '8',
    'limits.memory': '32Gi',
  });
  expect(hard({ quota: { cpu: '8', memory: '1Gi', gpus: { gpu: 4 }, loadBalancers: 2 } })).toMatchObject({
    'requests.nvidia.com/gpu': '4',
    'services.loadbalancers': '2',
  });
});

test('a container that declares nothing gets defaults that the quota accepts', () => {
  expect(only(render(), 'LimitRange').spec).toEqual({
    limits: [
      {
        type: 'Container',
        defaultRequest: { cpu: '100m', memory: '256Mi', 'ephemeral-storage': '1Gi' },
        default: { memory: '256Mi', 'ephemeral-storage': '1Gi' },
      },
    ],
  });
});

test('everything is denied but the cluster DNS', () => {
  const policies = render().filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata }) => metadata.name)).toEqual(['default-deny', 'allow-dns']);
  expect(policies[0]?.spec).toEqual({ podSelector: {}, policyTypes: ['Egress', 'Ingress'] });
});

test.each<[string, string, string, boolean]>([
  ['viewer', 'get', 'pods/log', true],
  ['viewer', 'get', 'secrets', false],
  ['viewer', 'delete', 'jobs', false],
  ['data-scientist', 'create', 'jobs', true],
  ['data-scientist', 'patch', 'deployments', false],
  ['data-scientist', 'create', 'pods/exec', false],
  ['ml-engineer', 'patch', 'deployments', true],
  ['ml-engineer', 'create', 'pods/exec', true],
  ['ml-engineer', 'get', 'secrets', false],
  ['deployer', 'create', 'deployments', true],
  ['deployer', 'create', 'rolebindings', false],
  ['deployer', 'update', 'resourcequotas', false],
  ['deployer', 'get', 'secrets', false],
])('a %s may %s %s: %s', (role, verb, resource, allowed) => {
  expect(may(role, verb, resource)).toBe(allowed);
});

const everything = Object.fromEntries(
  Kinds.all().flatMap(({ operator }) => (operator === undefined ? [] : [[operator, { version: '99.0' }]])),
);
const equipped = { ...environment, platform: { ...environment.platform, operators: everything } };

test.each<[string, string, string, string, boolean]>([
  ['viewer', 'get', 'serving.kserve.io', 'inferenceservices', true],
  ['viewer', 'get', 'serving.knative.dev', 'revisions', true],
  ['viewer', 'get', 'kubeflow.org', 'trials', true],
  ['viewer', 'list', 'kueue.x-k8s.io', 'workloads', true],
  ['viewer', 'create', 'ray.io', 'rayjobs', false],
  ['viewer', 'get', 'kueue.x-k8s.io', 'clusterqueues', false],
  ['data-scientist', 'create', 'trainer.kubeflow.org', 'trainjobs', true],
  ['data-scientist', 'delete', 'sparkoperator.k8s.io', 'sparkapplications', true],
  ['data-scientist', 'create', 'kubeflow.org', 'trials', false],
  ['data-scientist', 'patch', 'argoproj.io', 'rollouts', false],
  ['data-scientist', 'create', 'sparkoperator.k8s.io', 'scheduledsparkapplications', false],
  ['ml-engineer', 'patch', 'argoproj.io', 'rollouts', true],
  ['ml-engineer', 'patch', 'serving.knative.dev', 'services', true],
  ['ml-engineer', 'update', 'keda.sh', 'scaledobjects', true],
  ['ml-engineer', 'create', 'ray.io', 'rayjobs', true],
  ['ml-engineer', 'patch', 'keda.sh', 'triggerauthentications', false],
  ['ml-engineer', 'patch', 'kueue.x-k8s.io', 'localqueues', false],
  ['deployer', 'create', 'serving.kserve.io', 'inferenceservices', true],
  ['deployer', 'create', 'kueue.x-k8s.io', 'localqueues', false],
  ['deployer', 'create', 'argoproj.io', 'applications', false],
])('of what operators bring, a %s may %s %s %s: %s', (role, verb, group, resource, allowed) => {
  const { rules } = named(render({ environment: equipped }), 'Role', role) as unknown as { rules: readonly Rule[] };
  const has = rules.some(
    ({ apiGroups, resources, verbs }) =>
      apiGroups.includes(group) && resources.includes(resource) && verbs.includes(verb),
  );
  expect(has).toBe(allowed);
});

test('nobody has rights on what no operator of the platform brings', () => {
  const bare = { ...environment, platform: { ...environment.platform, operators: {} } };
  const brought = new Set(Kinds.all().flatMap(({ group, operator }) => (operator === undefined ? [] : [group])));
  for (const role of render({ environment: bare }).filter(({ kind }) => kind === 'Role')) {
    const { rules } = role as unknown as { rules: readonly Rule[] };
    expect(rules.flatMap(({ apiGroups }) => apiGroups).filter((group) => brought.has(group))).toEqual([]);
  }
});

test('roles are bound to the groups that are given, and to nobody else', () => {
  const objects = render({ groups: { viewers: ['everyone', 'auditors'] } });
  expect(only(objects, 'RoleBinding')).toMatchObject({
    metadata: { name: 'viewer' },
    subjects: [{ kind: 'Group', name: 'auditors' }, { name: 'everyone' }],
  });
});

test('pods of the default account pull images and have no token', () => {
  expect(only(render({ pullSecrets: ['registry', { name: 'other' }] }), 'ServiceAccount')).toMatchObject({
    metadata: { name: 'default' },
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'registry' }, { name: 'other' }],
  });
});

test('several teams of an environment have a namespace each, and do not collide', () => {
  const app = new MlopsApp();
  const scope = app.in(environment);
  for (const team of ['fraud', 'search']) {
    const { namespaceName } = new Workspace(scope, `workspace-${team}`, {
      environment,
      team,
      quota: { cpu: '8', memory: '32Gi' },
    });
    new ModelService(
      new MlopsChart(scope, `${team}-models`, { environment, namespace: namespaceName }),
      'ranker',
      service,
    );
  }
  const deployments = app.finish().filter(({ json }) => json.kind === 'Deployment');
  expect(deployments.map(({ json, file }) => [json.metadata.namespace, file])).toEqual([
    ['dev-fraud', 'dev/fraud-models'],
    ['dev-search', 'dev/search-models'],
  ]);
});
