import { dirname } from 'node:path/posix';
import type { KatibCollectorKind, KatibMetricsSource } from '../../../imports/katib';
import type { Field } from '../../problems';
import { type Check, integer, listOf, oneOf, record, required, type Shape, text } from '../../shape';
import { mountPath } from '../../vocabulary/storage';

/** Where Katib finds the metrics of a trial. @see https://www.kubeflow.org/docs/components/katib/user-guides/metrics-collector/ */
export interface KatibCollectors {
  /** Lines such as `rmse=0.12` in the program's output. */
  StdOut: {
    /** Other forms of a line, as regular expressions with two groups: name and value. @default `name=value` */
    readonly lines?: readonly string[];
  };
  /** A file of such lines, or of JSON records, in a folder of its own. */
  File: {
    readonly path: string;
    /** @default 'TEXT' */
    readonly format?: 'TEXT' | 'JSON';
    /** Not with JSON. @default `name=value` */
    readonly lines?: readonly string[];
  };
  /** A folder of TensorFlow event files. */
  TensorFlowEvent: { readonly path: string };
  /** A port of the program. Katib brings no collector for it: its configuration must name one. */
  PrometheusMetric: {
    readonly port: number;
    /** @default '/metrics' */
    readonly path?: string;
  };
}

export type KatibMetrics = {
  [K in keyof KatibCollectors]: { readonly from: K } & KatibCollectors[K];
}[keyof KatibCollectors];

/** What is known of a collector. */
export interface KatibCollectorFacts<S = never> {
  readonly check: Check<S>;
  readonly source: (settings: S) => KatibMetricsSource | undefined;
  /** Folder that Katib mounts over what the training has there. @default none */
  readonly folder?: (settings: S) => string;
  /** Whether Katib starts the program by a line of shell, to know when it ends. */
  readonly wraps: boolean;
  /** Whether early stopping sees its metrics. */
  readonly stopsEarly: boolean;
}

const line: Check<string> = (expression, field) => {
  const before = field.problems.length;
  text(expression, field);
  if (field.problems.length > before || /\(.*\).*\(.*\)/.test(expression)) return;
  field.problem('not-allowed', {
    got: expression,
    allowed: 'a regular expression with two groups, the name and the value',
    remedy: 'put both in parentheses',
  });
};

const filter = (lines: readonly string[] | undefined): Pick<KatibMetricsSource, 'filter'> =>
  lines === undefined ? {} : { filter: { metricsFormat: lines } };

function noLinesInJson({ format, lines }: KatibCollectors['File'], field: Field): void {
  if (format !== 'JSON' || lines === undefined) return;
  field.at('lines').problem('not-allowed', { got: 'lines with JSON', allowed: 'either', remedy: 'leave lines out' });
}

const file: Shape<KatibCollectors['File']> = {
  path: required(mountPath),
  format: oneOf('TEXT', 'JSON'),
  lines: listOf(line, 1),
};

export const katibCollectors: { readonly [K in KatibCollectorKind]: KatibCollectorFacts<KatibCollectors[K]> } = {
  StdOut: {
    check: record<KatibCollectors['StdOut']>({ lines: listOf(line, 1) }),
    source: ({ lines }) => (lines === undefined ? undefined : filter(lines)),
    folder: () => '/var/log/katib',
    wraps: true,
    stopsEarly: true,
  },
  File: {
    check: record<KatibCollectors['File']>(file, noLinesInJson),
    source: ({ path, format = 'TEXT', lines }) => ({
      fileSystemPath: { path, kind: 'File', format },
      ...filter(lines),
    }),
    folder: ({ path }) => dirname(path),
    wraps: true,
    stopsEarly: true,
  },
  TensorFlowEvent: {
    check: record<KatibCollectors['TensorFlowEvent']>({ path: required(mountPath) }),
    source: ({ path }) => ({ fileSystemPath: { path, kind: 'Directory' } }),
    folder: ({ path }) => path,
    wraps: true,
    stopsEarly: false,
  },
  PrometheusMetric: {
    check: record<KatibCollectors['PrometheusMetric']>({ port: required(integer(1, 65535)), path: text }),
    source: ({ port, path = '/metrics' }) => ({ httpGet: { path, port } }),
    wraps: false,
    stopsEarly: false,
  },
};

export function collectorOf({ from }: KatibMetrics): KatibCollectorFacts {
  return katibCollectors[from] as KatibCollectorFacts;
}
