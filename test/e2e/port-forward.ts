import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A way into a Service that no network policy closes: through the node's kubelet, as a person would go. */
export class PortForward {
  private constructor(
    private readonly process: ChildProcess,
    private readonly url: string,
  ) {}

  static async to(namespace: string, service: string, port: number): Promise<PortForward> {
    const process = spawn('kubectl', ['port-forward', '-n', namespace, `service/${service}`, `:${port}`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(process.stdout, 'data');
    const local = /127\.0\.0\.1:(\d+)/.exec(String(line))?.[1];
    if (local === undefined) throw new Error(`kubectl port-forward says: ${line}`);
    return new PortForward(process, `http://127.0.0.1:${local}`);
  }

  async json<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.url}${path}`);
    if (!answer.ok) throw new Error(`${answer.status} to ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  close(): void {
    this.process.kill();
  }
}
