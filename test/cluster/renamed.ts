import type { Environment } from '../../lib';

/** The same environments in namespaces of their own: other suites apply their dev and prod to the same cluster. */
export function renamed<E extends Environment>(environments: readonly E[], prefix: string): readonly E[] {
  return environments.map((environment) => {
    const name = `${prefix}-${environment.name}`;
    return { ...environment, name, namespace: name, platform: { ...environment.platform, kubeletReaders: [name] } };
  });
}
