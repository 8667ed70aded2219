import type { KubernetesObject } from '../../../imports/kubernetes';
import type { FinishedObject } from '../finished';
import { at, type StartCheck, title } from './app-check';

interface AutoscalerSpec {
  readonly metrics?: readonly {
    readonly external?: {
      readonly metric?: { readonly name?: string; readonly selector?: { readonly matchLabels?: { service?: string } } };
    };
  }[];
  readonly triggers?: readonly { readonly metadata?: { readonly query?: string } }[];
}

/** A signal that an autoscaler reads. */
interface Reading {
  readonly path: string;
  readonly title: string;
  readonly record: string;
  readonly key: string;
}

const recordedQuery = /^(signal:[\w:]+)\{.*\bservice="([^"]*)"\}$/;
const recordingRule = /\brecord: ['"]?(signal:[\w:]+)/g;

/** A signal is there only where a stack records it: an autoscaler of a service that no stack watches would be blind. */
export const signalsRecorded: StartCheck = () => {
  const recorded = new Set<string>();
  const readings: Reading[] = [];
  return {
    see: (object) => {
      for (const key of recordedIn(object)) recorded.add(key);
      readings.push(...readingsOf(object));
      return [];
    },
    end: () =>
      readings
        .filter(({ key }) => !recorded.has(key))
        .flatMap((reading) =>
          at(reading, 'signal-not-recorded', {
            got: `${reading.title} on ${reading.record}`,
            allowed: 'a signal of a service that a MonitoringStack of its namespace watches',
            remedy: 'call stack.watch(service), or scale by: keda({ from: prometheusAt(address) })',
          }),
        ),
  };
};

function key({ cluster, json }: FinishedObject, service: string, record: string): string {
  return [cluster, json.metadata.namespace, service, record].join('/');
}

/** Each file of rules is named for what is watched. */
function recordedIn(object: FinishedObject): readonly string[] {
  if (object.json.kind !== 'ConfigMap') return [];
  const { data = {} } = object.json as KubernetesObject & { readonly data?: Readonly<Record<string, string>> };
  return Object.entries(data).flatMap(([file, text]) =>
    [...String(text).matchAll(recordingRule)].map(([, record = '']) => key(object, file.replace(/\.yml$/, ''), record)),
  );
}

function readingsOf(object: FinishedObject): readonly Reading[] {
  const { kind, spec } = object.json;
  if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject') return [];
  const { metrics = [], triggers = [] } = (spec ?? {}) as AutoscalerSpec;
  const asked = [
    ...metrics.map(({ external }) => [external?.metric?.name, external?.metric?.selector?.matchLabels?.service]),
    ...triggers.map(({ metadata }) => recordedQuery.exec(metadata?.query ?? '')?.slice(1) ?? []),
  ];
  return asked.flatMap(([record, service]) =>
    record?.startsWith('signal:') && service !== undefined
      ? [{ path: object.path, title: title(object), record, key: key(object, service, record) }]
      : [],
  );
}
