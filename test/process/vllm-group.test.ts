import { execFile, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { vllmInGroup } from '../../lib/serving/llm/vllm-group';

const group = { size: 2, first: 'HEAD_SVC', others: 'WORKER_SVC' };
/** Names of one address each, so that the two pods of a group are one machine. */
const env = { ...process.env, HEAD_SVC: '127.0.0.1', WORKER_SVC: '127.0.0.2', VLLM_HOST_IP: '127.0.0.2' };

const start = (variables: object, size = 2) => {
  const { command = [], args = [] } = vllmInGroup.follows({ command: ['echo'], args: ['serve'] }, { ...group, size });
  const [program = '', ...words] = [...command, ...args];
  return spawnSync(program, words, { env: { ...env, ...variables }, encoding: 'utf8', timeout: 4000 });
};

test('a pod that found all others takes its place and becomes the server', () => {
  const shared = '--nnodes 2 --distributed-executor-backend mp --headless';
  expect(start({}).stdout).toBe(`serve ${shared} --node-rank 1 --master-addr 127.0.0.1\n`);
});

test.each([
  ['the first pod is not there', { HEAD_SVC: 'nobody.invalid' }, 2],
  ['one of the others is not there', {}, 3],
  ['the names do not know itself yet', { VLLM_HOST_IP: '127.0.0.3' }, 2],
])('a pod waits while %s', (_what, variables, size) => {
  expect(start(variables, size)).toMatchObject({ stdout: '', status: null, signal: 'SIGTERM' });
});

test('it lives as long as the first pod does', async () => {
  let status = 200;
  const first = createServer((_request, answer) => answer.writeHead(status).end());
  await new Promise<void>((resolve) => first.listen(0, '127.0.0.1', resolve));
  const [program = '', ...words] = vllmInGroup.asksFirst((first.address() as AddressInfo).port, group);
  const ask = () => new Promise((resolve) => execFile(program, words, { env }, (error) => resolve(error === null)));
  expect(await ask()).toBe(true);
  status = 500;
  expect(await ask()).toBe(false);
  await new Promise((resolve) => first.close(resolve));
  expect(await ask()).toBe(false);
});
