import type { ChildProcess } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly log: string;
}

const started: Running[] = [];

/** A container that runs. */
export class Running {
  log = '';
  readonly ended: Promise<Ended>;

  constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr]) {
      stream?.on('data', (data) => {
        this.log += String(data);
      });
    }
    started.push(this);
    this.ended = new Promise((resolve) => process.on('close', (code) => resolve({ code, log: this.log })));
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  async stop(): Promise<Ended> {
    this.process.kill('SIGTERM');
    return this.ended;
  }
}

/** Ends every container of the suite. */
export async function endAll(): Promise<void> {
  await Promise.all(started.filter(({ isRunning }) => isRunning).map((running) => running.stop()));
}
