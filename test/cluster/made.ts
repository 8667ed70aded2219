/** What other suites would meet: namespaces with their pods on nodes that they need too, and Kueue's objects by names that they give too. */
const line = /^((?:namespace|\w+\.kueue\.x-k8s\.io)\/\S+) (?:created|serverside-applied)$/gm;
const namespaced = /^(localqueue|workload)\./;

/** By kind and name, as kubectl says them. */
const made = new Set<string>();

/** Reads in kubectl's answer what it made. */
export function noteMade(answer: string): void {
  for (const [, name = ''] of answer.matchAll(line)) if (!namespaced.test(name)) made.add(name);
}

/** What this suite made and did not find there. */
export function madeBeside(found: ReadonlySet<string>): readonly string[] {
  return [...made].filter((name) => !found.has(name));
}
