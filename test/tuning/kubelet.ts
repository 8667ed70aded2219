import type { Container, EnvVar } from '../../imports/kubernetes';

/** Fills in `$(NAME)` as Kubernetes does: unknown names stay, `$$` is a dollar. */
function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))/g, (all, _inner: string, name?: string) => {
    if (name === undefined) return '$';
    return Object.hasOwn(variables, name) ? (variables[name] ?? '') : all;
  });
}

/** A process as the kubelet would start it: environment in order, then command and arguments. */
export function asProcess(
  { command = [], args = [], env = [] }: Container,
  fields: Readonly<Record<string, string>>,
): { readonly words: readonly string[]; readonly env: Readonly<Record<string, string>> } {
  const variables: Record<string, string> = {};
  for (const { name, value = '', valueFrom } of env as readonly EnvVar[]) {
    const path = valueFrom?.fieldRef?.fieldPath;
    variables[name] = path === undefined ? expand(value, variables) : (fields[path] ?? '');
  }
  return { words: [...command, ...args].map((word) => expand(word, variables)), env: variables };
}
