import { Field } from '../problems';
import type { PlacedObject } from './placed-object';

/**
 * Which paths under the output folder a synth may touch: all, or those in the folders of the named environments.
 * @throws MlopsError `not-allowed` for an environment that the app does not have
 */
export function chosenPaths(objects: readonly PlacedObject[], only?: readonly string[]): (path: string) => boolean {
  if (only === undefined) return () => true;
  const names = new Set(objects.map(({ environment }) => environment?.name).filter((name) => name !== undefined));
  const field = Field.of('synth').at('only');
  for (const [index, name] of only.entries()) {
    if (names.has(name)) continue;
    field.at(index).problem('not-allowed', {
      got: name,
      allowed: [...names].sort().join(', ') || 'nothing: no environment has objects',
      remedy: 'name an environment of the app',
    });
  }
  field.throwIfAny();
  return (path) => only.includes(path.slice(0, path.indexOf('/')));
}
