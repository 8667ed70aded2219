import { dnsName } from '../names';
import type { Field } from '../problems';
import { type Check, made, mapOf, oneOf, record, required, text } from '../shape';
import { type Value, value } from '../value';
import { type Named, named, nameOf } from './named';

/** What a change of the secret does to running pods. */
export type Rotation = 'restart' | 'reload' | 'ignore';

/** A Secret that a container reads; made by `environmentFrom` or `secretFiles`, always a reference. */
export type SecretUse = Value<{
  readonly secret: Named;
  /** Variables by name, with the key of each; undefined: every key is a variable. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Folder of the files; undefined: environment variables. */
  readonly path?: string;
  readonly rotation: Rotation;
}>;

/** Settings of a secret's use. */
export interface SecretOptions {
  /**
   * `restart` rolls the pods (needs the operator `reloader`), `reload`: the program reads its files again,
   * `ignore`: the next pod has it. @default 'ignore'
   */
  readonly rotation?: Rotation;
}

/**
 * Environment variables from a Secret.
 * @param variables variable to key; without it each key of the Secret becomes a variable of its name
 */
export function environmentFrom(
  secret: Named,
  variables?: Readonly<Record<string, string>>,
  { rotation = 'ignore' }: SecretOptions = {},
): SecretUse {
  return value('secret', { secret, variables, rotation });
}

/** Files from a Secret, one a key, in the folder `path`. */
export function secretFiles(secret: Named, path: string, { rotation = 'ignore' }: SecretOptions = {}): SecretUse {
  return value('secret', { secret, path, rotation });
}

const fields = record<Omit<SecretUse, never>>({
  secret: required(named),
  variables: mapOf(text),
  path: text,
  rotation: required(oneOf('restart', 'reload', 'ignore')),
});

export const secretUse: Check<SecretUse> = (use, field) => {
  const before = field.problems.length;
  made<SecretUse>('secret', "environmentFrom('name') or secretFiles('name', '/path')")(use, field);
  if (field.problems.length > before) return;
  fields({ ...use }, field);
  if (field.problems.length > before) return;
  dnsName(nameOf(use.secret).replaceAll('.', '-'), field.at('secret'));
  if (use.path === undefined && use.rotation === 'reload') {
    field.at('rotation').problem('secret-reload', {
      got: use.rotation,
      allowed: 'restart or ignore for environment variables',
      remedy: "choose 'restart', or mount files with secretFiles()",
    });
  }
};

/** The names of the secrets whose change restarts the pods; the operator `reloader` does it. */
export function restartingSecrets(uses: readonly SecretUse[]): readonly string[] {
  return [...new Set(uses.filter(({ rotation }) => rotation === 'restart').map(({ secret }) => nameOf(secret)))].sort();
}

/** A run reads its secrets when it starts, so nothing can restart it. */
export function noRestart(uses: readonly SecretUse[] | undefined, field: Field): void {
  for (const [index, use] of (uses ?? []).entries()) {
    if (use.rotation === 'restart') {
      field.at(index).at('rotation').problem('not-allowed', {
        got: use.rotation,
        allowed: 'ignore, reload',
        remedy: 'leave it out: the next run reads the new value',
      });
    }
  }
}
