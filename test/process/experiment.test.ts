import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { routerConfig } from '../../lib/serving/experiment/router-config';
import { byHeader } from '../../lib/serving/experiment/user-key';
import { scratch } from './emitted';
import { eventually } from './eventually';
import { onPath } from './monitoring-tools';

const nginx = onPath('nginx');
if (nginx === undefined) process.stderr.write('skipped: the router of an experiment, for want of nginx\n');
const withNginx = nginx === undefined ? describe.skip : describe;
const users = Array.from({ length: 4_000 }, (_, index) => `user-${index}`);

/** A service that says its name and who it was told it is. */
async function service(name: string): Promise<number> {
  const server = createServer((request, response) => {
    response.end(`${name} ${request.headers['x-experiment-version']}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

withNginx('the router of an experiment, as nginx itself runs it', () => {
  const ports: Record<string, number> = {};
  let next = 18_080;

  beforeAll(async () => {
    for (const name of ['trees', 'network']) ports[name] = await service(name);
  });

  /** Starts the configuration with this share, on ports of this machine. */
  async function router(share: number): Promise<(user?: string) => Promise<{ version: string | null; text: string }>> {
    const port = next++;
    const labels = { app: 'x' };
    const config = routerConfig({
      control: { name: 'trees', labels },
      versions: [{ peer: { name: 'network', labels }, share }],
      by: byHeader('x-user-id'),
      seed: 'prices',
      timeoutSeconds: 5,
      namespace: 'dev',
    })
      .replace('listen 8080', `listen ${port}`)
      .replace(/(\w+)\.dev\.svc:80/g, (_host, name: string) => `127.0.0.1:${ports[name]}`)
      .replaceAll('/tmp/', `${scratch}/router-${share}/`);
    mkdirSync(join(scratch, `router-${share}`), { recursive: true });
    const file = join(scratch, `router-${share}`, 'nginx.conf');
    writeFileSync(file, config);
    execFileSync(nginx ?? '', ['-t', '-q', '-c', file]);
    spawn(nginx ?? '', ['-c', file, '-g', 'daemon off;'], { stdio: 'ignore' });
    await eventually('the router is ready', async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => undefined);
      return answer?.ok === true ? true : undefined;
    });
    return async (user) => {
      const headers: Record<string, string> = user === undefined ? {} : { 'x-user-id': user };
      const answer = await fetch(`http://127.0.0.1:${port}/predict`, { headers });
      return { version: answer.headers.get('x-experiment-version'), text: await answer.text() };
    };
  }

  test('each user has one service, in the share that was asked, and a share that grows keeps its users', async () => {
    const drawn: Record<number, Set<string>> = {};
    for (const share of [10, 30]) {
      const ask = await router(share);
      const found = new Set<string>();
      for (const user of users) {
        const { version, text } = await ask(user);
        expect(text).toBe(`${version} ${version}`);
        if (version === 'network') found.add(user);
      }
      for (const user of users.slice(0, 50)) expect((await ask(user)).version === 'network').toBe(found.has(user));
      expect((await ask()).version).toBe('trees');
      expect(Math.abs(found.size / users.length - share / 100)).toBeLessThan(0.03);
      drawn[share] = found;
    }
    expect([...(drawn[10] ?? [])].filter((user) => !drawn[30]?.has(user))).toEqual([]);
  });
});
