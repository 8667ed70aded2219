import type { MlopsApp } from '../app/mlops-app';
import type { SynthResult } from '../app/synth-result';
import { describe } from '../problems';

/** Every check of an app, and its warnings printed, in place of a synth. */
export function withoutWriting(app: MlopsApp): SynthResult {
  const objects = app.finish().length;
  for (const warning of app.warnings) process.stderr.write(`warning: ${describe(warning)}\n`);
  return { written: [], unchanged: [], removed: [], objects };
}
