import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dev } from '../../apps/llm-finetune/environments/dev';
import { prod } from '../../apps/llm-finetune/environments/prod';
import { staging } from '../../apps/llm-finetune/environments/staging';
import { buildApp } from '../../apps/llm-finetune/main';
import type { KubernetesObject, PodTemplate } from '../../imports/kubernetes';
import { costOf, extend } from '../../lib';
import { Kinds } from '../../lib/kinds/kinds';
import { podsOf } from '../../lib/kinds/pods-of';

const finished = buildApp(join(tmpdir(), 'never-written')).finish();

function run(environment: string): { object: KubernetesObject; template: PodTemplate; count: number } {
  const trains = ({ kind, metadata }: KubernetesObject) =>
    metadata.namespace === environment && ['Job', 'TrainingRuntime'].includes(kind);
  const [object] = finished.map(({ json }) => json).filter(trains);
  if (object === undefined) throw new Error(`no run in ${environment}`);
  const [pods] = podsOf(object, Kinds.of(object));
  return { object, template: pods?.template as PodTemplate, count: pods?.count ?? 0 };
}
const runs = { dev: run('dev'), staging: run('staging'), prod: run('prod') };
const mainOf = ({ template }: ReturnType<typeof run>) => template.spec.containers[0];

test('its files are what synth writes', () => {
  const home = resolve(__dirname, '../../apps/llm-finetune/dist');
  const outdir = mkdtempSync(join(tmpdir(), 'llm-finetune-'));
  buildApp(outdir).synth();
  const files = (folder: string) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  expect(files(outdir)).toEqual(files(home));
  rmSync(outdir, { recursive: true });
});

test('each environment has its engine and its nodes', () => {
  const seen = Object.values(runs).map((one) => [
    one.object.kind,
    one.count,
    mainOf(one)?.resources?.limits?.['nvidia.com/gpu'],
  ]);
  expect(seen).toEqual([
    ['Job', 2, undefined],
    ['Job', 1, '1'],
    ['TrainingRuntime', 4, '8'],
  ]);
});

test('the program, its folders and its image are the same everywhere; options and the launcher say the rest', () => {
  const of = ({ template, ...one }: ReturnType<typeof run>) => {
    const { image, command = [], env = [], volumeMounts = [] } = mainOf({ template, ...one }) ?? {};
    return {
      image,
      launcher: command[0],
      program: command.slice(command.indexOf('--no-python') + 1),
      names: env.map(({ name }) => name).filter((name) => /^(MODEL|CHECKPOINT|RUN_ID|OMP)/.test(name)),
      folders: volumeMounts.filter(({ mountPath }) => mountPath !== '/dev/shm'),
      security: [template.spec.securityContext, template.spec.automountServiceAccountToken],
      waits: template.spec.initContainers?.map(({ command: waits }) => waits),
    };
  };
  expect(of(runs.staging)).toEqual(of(runs.dev));
  expect(of(runs.prod)).toEqual(of(runs.dev));
});

test('prod runs on spot nodes or those that stay, all or none, admitted by its queue, with time to save', () => {
  const { object, template } = runs.prod;
  expect(object.metadata.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'training' });
  expect(object.spec).toMatchObject({ podGroupPolicy: { coscheduling: { scheduleTimeoutSeconds: 600 } } });
  expect(template.spec).toMatchObject({
    schedulerName: 'scheduler-plugins-scheduler',
    terminationGracePeriodSeconds: 70,
  });
  const { requiredDuringSchedulingIgnoredDuringExecution: required } = template.spec.affinity?.nodeAffinity ?? {};
  const capacity = required?.nodeSelectorTerms.flatMap(({ matchExpressions = [] }) =>
    matchExpressions.filter(({ key }) => key === 'capacity-type').flatMap(({ values }) => values),
  );
  expect(capacity).toEqual(['spot', 'on-demand']);
  const env = new Map(mainOf(runs.prod)?.env?.map(({ name, value }) => [name, value]));
  expect([env.get('CHECKPOINT_INTERVAL'), env.get('TORCH_ELASTIC_SHUTDOWN_TIMEOUT')]).toEqual(['600', '60']);
});

test('a month of prod costs at most twelve hours of four dear nodes for the team, and the budget holds it', () => {
  const cost = costOf(finished).find(({ environment }) => environment === 'prod');
  expect(cost?.byTeam['language']?.most).toBeCloseTo(4 * 12 * 98.32);
  expect(cost?.gpuHours).toEqual({ h100: { least: 0, most: 4 * 12 * 8 } });
  const longer = extend(prod, { llmFinetune: { training: { deadline: '1d' } } });
  expect(() => buildApp('never', [dev, staging, longer]).finish()).toThrow(
    /4 x 24 h x 98\.3 USD.*\[budget-exceeded\]/s,
  );
});

test('what cannot be had is refused: more nodes than the queue hands out, a checkpoint that does not say how often', () => {
  const five = extend(prod, { llmFinetune: { training: { workers: 5, deadline: '6h' } } });
  expect(() => buildApp('never', [five]).finish()).toThrow(/\[queue-exceeded\]/);
  const careless = extend(prod, { llmFinetune: { training: { checkpoint: { interval: undefined } } } });
  expect(() => buildApp('never', [careless])).toThrow(/checkpoint\.interval.*\[missing-prop\]/);
});

test('the alert of a run that failed watches the Job that the engine makes', () => {
  const rules = finished
    .filter(({ json }) => json.kind === 'ConfigMap' && json.metadata.namespace === 'prod')
    .map(({ json }) => JSON.stringify(json))
    .join('\n');
  expect(rules).toContain(`${runs.prod.object.metadata.name}-node-0`);
});
