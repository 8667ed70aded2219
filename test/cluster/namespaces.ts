import { kubectl } from './kubectl';

/** The namespaces that stand, as `namespace/<name>`: one that an earlier suite deleted and that is ending does not. */
export function standingNamespaces(): readonly string[] {
  return kubectl('get', 'namespaces', '--field-selector', 'status.phase=Active', '-o', 'name').split('\n');
}

/** Makes the namespaces that do not stand; where one of the name is ending, once it has ended. */
export function makeNamespaces(...names: readonly string[]): void {
  const standing = standingNamespaces();
  for (const name of names) if (!standing.includes(`namespace/${name}`)) kubectl('create', 'namespace', name);
}
