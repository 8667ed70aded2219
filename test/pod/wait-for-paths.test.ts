import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitForPaths } from '../../lib/pod/wait-for-paths';
import { platform } from '../fixtures/environment';

const folder = mkdtempSync(join(tmpdir(), 'wait for '));
afterAll(() => rmSync(folder, { recursive: true }));

/** The container's command as it stands, in the shell of this machine. */
function started(...names: readonly string[]) {
  const paths = names.map((name) => join(folder, name));
  const waiting = waitForPaths({ name: 'it', what: 'data', remedy: 'make it', paths, mounts: [] }, platform);
  const [program = '', ...args] = waiting.command ?? [];
  return spawn(program, args);
}

test('a pod starts once all of its files are there', async () => {
  writeFileSync(join(folder, 'here'), '');
  const [code] = await once(started('here', 'here'), 'close');
  expect(code).toBe(0);
});

test('a pod that waits says for what, and ends at once when it is told to', async () => {
  const waiting = started('here', 'not here');
  const [line] = await once(waiting.stdout, 'data');
  expect(String(line)).toBe(`waiting for data: nothing at ${join(folder, 'not here')} yet; make it\n`);
  waiting.kill('SIGTERM');
  const [code] = await once(waiting, 'exit');
  expect(code).toBe(143);
  // Its last sleep still holds them.
  for (const stream of [waiting.stdin, waiting.stdout, waiting.stderr]) stream.destroy();
});
