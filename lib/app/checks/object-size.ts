import { alone, at, type StartCheck, title } from './app-check';

/** The API server's limit for what a ConfigMap or Secret holds. @see https://kubernetes.io/docs/concepts/configuration/configmap/ */
const limit = 1024 * 1024;

/** No ConfigMap or Secret is larger than a cluster stores. */
export const objectSize: StartCheck = alone((object) => {
  const { data } = object.json as { data?: Readonly<Record<string, string>> };
  const size = Object.entries(data ?? {}).reduce((sum, [key, text]) => sum + Buffer.byteLength(key + text), 0);
  if (size <= limit) return [];
  return at(object, 'too-large', {
    got: `${title(object)} with ${size} bytes`,
    allowed: `at most ${limit} bytes`,
    remedy: 'split it: fewer watched constructs to a MonitoringStack, files in an image or on a claim',
  });
});
