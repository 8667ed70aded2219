import { Field, MlopsError } from './problems';

/**
 * A package that only a part of the library needs, loaded when it is first used.
 * @param packages it and what it needs, as they are installed
 * @throws MlopsError `missing-package` when the project does not have one of them
 */
export function peerPackage<T>(purpose: string, packages: readonly string[], load: () => unknown): T {
  try {
    return load() as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    const field = Field.of(purpose);
    field.problem('missing-package', {
      got: (error as Error).message.split('\n')[0],
      allowed: packages.join(', '),
      remedy: `npm install ${packages.join(' ')}`,
    });
    throw new MlopsError(field.problems);
  }
}
