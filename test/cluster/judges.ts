import { execFileSync } from 'node:child_process';
import { eventually, kubectl } from './kubectl';

const { ADMIT: admit, ARGO_DIFF: argoDiff } = process.env;
const maxBuffer = 64 * 1024 * 1024;

/** What is judged: a folder of files, and what the judges must know besides. */
export interface Judged {
  readonly files: string;
  /** File of the Argo CD Application that syncs them. @default none: nothing is ignored */
  readonly app?: string;
  /** Objects that stand beside them, for the operators. @default none */
  readonly beside?: string;
}

/** Tests by programs beside the cluster: the operators' own admission code, Argo CD's own comparison. Without them nobody is asked. */
export function judged({ files, app, beside }: Judged): void {
  if (admit !== undefined) {
    test('the operators admit every object', () => {
      const known = beside === undefined ? [] : ['--with', beside];
      expect(execFileSync(admit, [...known, files], { encoding: 'utf8', maxBuffer })).toContain(' 0 refused');
    });
  }
  if (argoDiff !== undefined) {
    describe('Argo CD', () => {
      beforeAll(schemasTogether);

      test.each(['three-way', '--server-side'])('calls every object Synced (%s)', (mode) => {
        const flags = [...(mode === '--server-side' ? [mode] : []), ...(app === undefined ? [] : ['--app', app])];
        expect(execFileSync(argoDiff, [...flags, files], { encoding: 'utf8', maxBuffer })).toContain('0 OutOfSync');
      });
    });
  }
}

/** The first answer about all schemas takes an API server longer than kubectl and Argo CD wait. */
export function schemasTogether(): Promise<void> {
  const answered = () => {
    try {
      return kubectl('get', '--raw', '/openapi/v2') !== '';
    } catch {
      return false;
    }
  };
  return eventually('the API server has all definitions together', answered, 280);
}
