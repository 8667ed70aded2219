import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dev } from '../../apps/llm-finetune/environments/dev';
import { buildApp } from '../../apps/llm-finetune/main';
import type { PodTemplate } from '../../imports/kubernetes';
import { Emitted, scratch, variable } from './emitted';
import { eventually } from './eventually';
import { pytorch } from './images';
import { claimFolder, Pod } from './pod';
import { endAll, type Running } from './running';

interface Job {
  readonly spec: { readonly completions: number; readonly template: PodTemplate };
}

const emitted = new Emitted(dev, (folder) => buildApp(folder, [dev]));
const job = emitted.one<Job>('Job', 'llm-finetune');
const { template, completions } = job.spec;
const service = emitted.one<{ spec: { clusterIP: string } }>('Service', template.spec.subdomain ?? '');

/** What the cluster's DNS answers for the pods behind a headless Service. */
const hosts: Record<string, string> = {};
const workers = Array.from({ length: completions }, (_, index) => {
  const hostname = `${job.metadata.name}-${index}`;
  const annotations = { 'batch.kubernetes.io/job-completion-index': String(index) };
  const worker = new Pod(template, { emitted, hosts, own: { hostname, annotations } });
  const name = `${hostname}.${service.metadata.name}`;
  for (const alias of [`${name}.dev.svc.cluster.local`, name, hostname]) hosts[alias] = worker.address;
  return worker;
});
const [first, second] = workers as [Pod, Pod];

const onClaim = (name: string) =>
  join(claimFolder('llm-finetune-adapters'), variable(first.container(), name).replace('/mnt/models/', ''));
const [adapter, checkpoints] = [onClaim('MODEL_OUTPUT'), onClaim('CHECKPOINT_PATH')];
const lossOf = (folder: string) =>
  (JSON.parse(readFileSync(join(folder, 'metadata.json'), 'utf8')) as { metrics: { loss: number } }).metrics.loss;

interface Event {
  readonly event: string;
  readonly step: number;
  readonly processes: number;
}

/** What the first process said that has a step. */
function events({ log }: Running): readonly Event[] {
  return [...log.matchAll(/event=(\w+) step=(\d+) of=\d+(?: processes=(\d+))?/g)].map(
    ([, event = '', step, processes]) => ({ event, step: Number(step), processes: Number(processes ?? 0) }),
  );
}

/** The first event of a kind behind those that were seen before. */
async function next(running: Running, event: string, seen = 0): Promise<Event> {
  const found = async () =>
    events(running)
      .slice(seen)
      .find((each) => each.event === event);
  const early = running.ended.then(({ log }): never => {
    throw new Error(`it ended: ${log}`);
  });
  return Promise.race([eventually(`${event} behind ${seen} others`, found, 150), early]);
}

afterAll(endAll);

/** Gigabytes that not every run installs. */
const test = existsSync(pytorch) ? globalThis.test : globalThis.test.skip;

test('the workers wait for the examples', async () => {
  const waiting = first.start('wait-for-data');
  await eventually('it says so', async () => waiting.log.includes('nothing at /data/examples.jsonl yet') || undefined);
  const generator = resolve(__dirname, '../../apps/llm-finetune/programs/generate_data.py');
  execFileSync('python3', [generator, '--output', join(claimFolder('llm-finetune-data'), 'examples.jsonl')]);
  expect(await waiting.ended).toMatchObject({ code: 0 });
});

const undisturbed = join(scratch, 'undisturbed');
test('two workers find each other by the emitted variables and options, and leave one adapter', async () => {
  expect(service.spec.clusterIP).toBe('None');
  const [one, other] = workers.map((worker) => worker.start());
  const [ended, alike] = [await one?.ended, await other?.ended];
  expect({ ...ended, other: alike?.code }).toMatchObject({
    code: 0,
    other: 0,
    log: expect.stringMatching(/event=started step=0 .*processes=2(.|\n)*event=trained run=\w{8} loss=/),
  });
  expect(readdirSync(adapter).sort()).toEqual(['adapter.pt', 'metadata.json']);
  expect(existsSync(checkpoints)).toBe(false);
  mkdirSync(undisturbed);
  renameSync(adapter, join(undisturbed, 'adapter'));
});

let running: readonly [Running, Running];
let seen: number;
test('a worker is killed: the other one starts again by its launcher, and with its successor goes on from the checkpoint', async () => {
  running = [first.start(), second.start()];
  await next(running[0], 'checkpoint');
  second.kill();
  await running[1].ended;
  const saved = events(running[0]).filter(({ event }) => event === 'checkpoint');
  seen = events(running[0]).length;
  running = [running[0], second.start()];
  const resumed = await next(running[0], 'resumed', seen);
  expect(resumed).toEqual({ event: 'resumed', step: saved.at(-1)?.step, processes: 2 });
  expect(resumed.step).toBeGreaterThan(0);
});

test('a worker that is told to end, as on a spot node, has all of them save that very step, and no step is done twice', async () => {
  await next(running[0], 'checkpoint', seen);
  seen = events(running[0]).length;
  const { log } = await running[1].stop();
  expect(log).toContain('event=stopped reason=SIGTERM');
  const saved = await next(running[0], 'checkpoint', seen);
  await eventually(
    'the other one stopped',
    async () => running[0].log.includes('event=stopped reason=another-process') || undefined,
  );
  const last = events(running[0])
    .filter(({ event }) => event === 'checkpoint')
    .at(-1);
  seen = events(running[0]).length;
  running = [running[0], second.start()];
  const resumed = await next(running[0], 'resumed', seen);
  expect(resumed.step).toBe(last?.step);
  expect(resumed.step).toBeGreaterThanOrEqual(saved.step);
});

test('the first worker, which holds the meeting, is killed: the other one ends, and both go on when the Job starts them', async () => {
  await next(running[0], 'checkpoint', seen);
  const saved = events(running[0]).filter(({ event }) => event === 'checkpoint');
  first.kill();
  const [, { code }] = [await running[0].ended, await running[1].ended];
  expect(code).not.toBe(0);
  running = [first.start(), second.start()];
  const resumed = await next(running[0], 'resumed');
  expect(resumed.processes).toBe(2);
  expect(resumed.step).toBeGreaterThanOrEqual(saved.at(-1)?.step ?? 0);
});

test('after all that there is one adapter, with the loss of the undisturbed run', async () => {
  const ended = await Promise.all(running.map((each) => each.ended));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  // A batch depends on its step alone and a checkpoint holds all that learns, so the same sums are made in the same
  // order; what is left is the order in which a sum of two processes is rounded, far below the sixth digit.
  expect(lossOf(adapter)).toBeCloseTo(lossOf(join(undisturbed, 'adapter')), 6);
  expect(readdirSync(join(adapter, '..'))).toEqual([variable(first.container(), 'RUN_ID')]);
});

test('the same run again changes nothing', async () => {
  const before = readFileSync(join(adapter, 'adapter.pt'));
  const [one] = await Promise.all(workers.map(async (worker) => worker.run()));
  expect(one).toMatchObject({ code: 0, log: expect.stringContaining('event=already_trained') });
  expect(readFileSync(join(adapter, 'adapter.pt'))).toEqual(before);
});
