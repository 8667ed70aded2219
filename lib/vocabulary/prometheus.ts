import { type Check, mapOf, text, wrongType } from '../shape';
import { type Value, value } from '../value';
import type { Peer } from './access';
import { openAddress } from './address';
import type { Labels } from './labels';

/** A Prometheus that can be asked. */
export interface Prometheus {
  /** Its address inside of the cluster, such as `http://prometheus.monitoring.svc:9090`. */
  readonly address: string;
  /** Labels that the series of a service have there, beside `pod`. @default `namespace`, the service's own */
  readonly labels?: Labels;
  /** Its pods, where this program makes them: whoever asks is let in. @default none: its owner lets them in */
  readonly peer?: Peer;
}

/** A `MonitoringStack`, or the result of `prometheusAt()`. */
export interface HasPrometheus {
  readonly prometheus: Prometheus;
}

/** A Prometheus that another program makes. */
export function prometheusAt(address: string, labels?: Labels): Value<HasPrometheus> {
  return value('prometheus', { prometheus: { address, labels } });
}

const address: Check<string> = openAddress((got, field) => {
  if (typeof got === 'string' && /^https?:\/\/[^\s/]+/.test(got)) return;
  wrongType(field, got, "a MonitoringStack, or prometheusAt('http://host:9090')");
});

export const hasPrometheus: Check<HasPrometheus> = (candidate, field) => {
  const { address: at, labels = {} } = candidate?.prometheus ?? {};
  address(at, field);
  mapOf(text)(labels, field.at('labels'));
};
