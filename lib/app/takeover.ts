import type { MlopsApp } from './mlops-app';
import type { SynthOptions, SynthResult } from './synth-result';

/** What a command does where an app of its process calls `synth()`; `write` is what `synth()` does without a command. */
export type Takeover = (app: MlopsApp, write: (changes?: SynthOptions) => SynthResult) => SynthResult;

/** In the registry of symbols: the command and the app may have loaded two copies of the library. */
const key = Symbol.for('cdk8s-mlops.takeover');
const place = globalThis as { [key]?: Takeover };

export function takeOver(command: Takeover): void {
  place[key] = command;
}

export function takeover(): Takeover | undefined {
  return place[key];
}
