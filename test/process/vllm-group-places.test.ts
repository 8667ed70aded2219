import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { vllmInGroup } from '../../lib/serving/llm/vllm-group';

/** Where vLLM's first pod takes in the others. */
const meetingPort = 29501;

test('a pod that knows its place waits until the first one listens, and starts with its address', async () => {
  const group = { size: 2, first: 'LWS_LEADER_ADDRESS', place: 'LWS_WORKER_INDEX' };
  const { command = [], args = [] } = vllmInGroup.follows({ command: ['echo'], args: ['serve'] }, group);
  const [program = '', ...words] = [...command, ...args];
  let said = '';
  const follower = execFile(program, words, { env: { ...process.env, LWS_LEADER_ADDRESS: 'localhost' } });
  follower.stdout?.on('data', (text: string) => {
    said += text;
  });
  const ended = once(follower, 'close');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(said).toBe('');
  const first = createServer((socket) => socket.end()).listen(meetingPort, '127.0.0.1');
  try {
    const [code] = await ended;
    expect(code).toBe(0);
  } finally {
    first.close();
  }
  expect(said.trim()).toBe(
    'serve --nnodes 2 --distributed-executor-backend mp --headless --node-rank $(LWS_WORKER_INDEX) --master-addr 127.0.0.1',
  );
}, 30_000);
