import type { MlopsApp } from '../app/mlops-app';
import type { SynthResult } from '../app/synth-result';
import type { Problem } from '../problems';
import type { Work } from './report';

/** What happened to each app of a program. */
export class Gathered {
  private readonly warnings: Problem[] = [];
  private readonly results: { readonly outdir: string; readonly result: SynthResult }[] = [];
  private apps = 0;

  /** The result of `visit`; warnings of the app are kept even when it throws. */
  add(app: MlopsApp, visit: () => SynthResult): SynthResult {
    this.apps++;
    try {
      const result = visit();
      this.results.push({ outdir: app.outdir, result });
      return result;
    } finally {
      this.warnings.push(...app.warnings);
    }
  }

  get any(): boolean {
    return this.apps > 0;
  }

  get work(): Work {
    const files = (kind: 'written' | 'unchanged' | 'removed') =>
      this.results.flatMap(({ outdir, result }) => result[kind].map((path) => `${outdir}/${path}`));
    return {
      written: files('written'),
      unchanged: files('unchanged'),
      removed: files('removed'),
      objects: this.results.reduce((sum, { result }) => sum + result.objects, 0),
      warnings: this.warnings,
    };
  }
}
