import { execFileSync, spawnSync } from 'node:child_process';
import { eventually, kubectl, schemasTogether } from './kubectl';

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
  calledSynced({ files, app });
}

/** Tests by Argo CD's own comparison, in both of its ways; `of` tells one from another. */
export function calledSynced({ files, app }: Judged, of = 'every object'): void {
  if (!asksArgo) return;
  describe('Argo CD', () => {
    test.each(modes)(`calls ${of} Synced (%s)`, async (mode) => {
      expect(await outOfSync({ files, app }, mode)).toEqual([]);
    });
  });
}

/** Argo CD's own comparison is a program beside the cluster; without it there is nothing to ask. */
export const asksArgo = argoDiff !== undefined;
export const modes = ['three-way', '--server-side'] as const;

/** What Argo CD calls OutOfSync, and what differs, a line each. */
export async function outOfSync({ files, app }: Judged, mode: (typeof modes)[number]): Promise<readonly string[]> {
  await schemasTogether();
  await autoscalersRead();
  const flags = [...(mode === '--server-side' ? [mode] : []), ...(app === undefined ? [] : ['--app', app])];
  const { stdout, stderr } = spawnSync(argoDiff as string, [...flags, files], { encoding: 'utf8', maxBuffer });
  const lines = stdout.trimEnd().split('\n');
  if (!/^\d+ objects, \d+ OutOfSync$/.test(lines.at(-1) ?? '')) throw new Error(`${stdout}${stderr}`);
  return lines.slice(0, -1);
}

interface Autoscaler {
  readonly status: { readonly conditions?: readonly object[] };
}

/** An autoscaler has no conditions until its controller has read it, which Argo CD calls another state than Git's. */
function autoscalersRead(): Promise<void> {
  return eventually('the autoscalers are read', () => {
    const { items } = JSON.parse(kubectl('get', 'hpa', '-A', '-o', 'json')) as { items: readonly Autoscaler[] };
    return items.every(({ status }) => status.conditions !== undefined);
  });
}
