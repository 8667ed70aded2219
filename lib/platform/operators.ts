import { dnsName } from '../names';
import { quantity } from '../quantity';
import { type Check, listOf, record, required, text } from '../shape';
import { version } from './version';

/** A container that an operator adds to pods when they are made, such as the proxy of a service mesh. */
export interface Injection {
  /** CPU that it requests in each pod. */
  readonly cpu: string;
  /** Memory that it requests in each pod. */
  readonly memory: string;
  /** @default none */
  readonly cpuLimit?: string;
  /** @default the memory that it requests */
  readonly memoryLimit?: string;
  /** Namespaces in whose pods it is. @default all */
  readonly namespaces?: readonly string[];
}

/** An operator or add-on that is installed, by its usual name (`metrics-server`, `keda`, `reloader`...). */
export interface OperatorFacts {
  readonly version: string;
  /** What it adds to pods; it counts against nodes and quotas. @default nothing */
  readonly injects?: Injection;
  /** Features of it that are switched on, by its own names, such as `kubernetes.podspec-nodeselector`. @default none */
  readonly features?: readonly string[];
  /** Namespaces of its pods that call workloads. @default unknown: engines whose pods it calls are an error */
  readonly namespaces?: readonly string[];
}

export const operatorFacts: Check<OperatorFacts> = record<OperatorFacts>({
  version: required(version),
  injects: record<Injection>({
    cpu: required(quantity),
    memory: required(quantity),
    cpuLimit: quantity,
    memoryLimit: quantity,
    namespaces: listOf(dnsName),
  }),
  features: listOf(text),
  namespaces: listOf(dnsName, 1),
});
