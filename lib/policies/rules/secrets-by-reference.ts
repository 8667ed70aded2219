import { secretLike, secretText } from '../../secret-names';
import { containersOf } from '../containers';
import type { Policy } from '../policy';

export const secretsByReference: Policy = {
  name: 'secrets-by-reference',
  why: 'what stands in Git is read by everyone who reads Git, for ever',
  check: (object, kind) => {
    const { json } = object;
    const values = json.kind === 'Secret' ? { ...(json.data as object), ...(json.stringData as object) } : {};
    const inSecret =
      Object.keys(values).length === 0 ? [] : [`a Secret with values for ${Object.keys(values).join(', ')}`];
    const inEnvironment = containersOf(object, kind).flatMap(({ name, env = [] }) =>
      env
        .filter(({ name: variable, value = '' }) => value !== '' && (secretLike(variable) || secretText(value)))
        .map(({ name: variable }) => `container '${name}' with a value for ${variable}`),
    );
    return [...inSecret, ...inEnvironment].map((got) => ({
      got,
      allowed: 'references',
      remedy: 'make the Secret outside of Git and refer to it',
    }));
  },
};
