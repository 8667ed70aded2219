import { dnsName } from '../../names';
import { quantity } from '../../quantity';
import { anyText, type Check, integer, mapOf, oneOf, record, required, type Shape, text } from '../../shape';
import { kindOfValue, type Value, value } from '../../value';
import { type Taint, taint } from '../taint';

/** The accelerators of one node of a pool: written out, or made by `h100({ count: 8 })` and its like. */
export interface PoolGpu {
  /** Accelerators that a node offers to pods. */
  readonly count: number;
  /** Extended resource that stands for one. @default 'nvidia.com/gpu' */
  readonly resource?: string;
  /** Runtime class its pods need. @default none */
  readonly runtimeClass?: string;
  /** What it is, for people and bills. @default the name of the pool */
  readonly model?: string;
  /** Memory of one. @default unknown: a pod that asks for GPU memory cannot go there */
  readonly memory?: string;
  /** Pods that take turns on one, without walls between their memories; a pod may then ask for one only. @default 1 */
  readonly shared?: number;
  /** Labels that nodes with it have anyway; they select the pool together with its own. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Taint that keeps other pods away, where the pool lists no taints itself. @default none */
  readonly taint?: Taint;
  /**
   * How pods get it: as an extended resource, or by a claim of a device class (dynamic resource allocation, from
   * Kubernetes 1.34). @default 'devicePlugin'
   */
  readonly allocation?: 'devicePlugin' | 'dra';
  /** Device class of its claims; only for `dra`. @default none */
  readonly deviceClass?: string;
  /** CEL expression that the device must satisfy; only for `dra`. @default any device of the class */
  readonly deviceSelector?: string;
}

/** Accelerators from the catalogue. */
export type Accelerator = Value<PoolGpu>;

/** What each function of the catalogue takes. */
export interface AcceleratorOptions {
  /** Accelerators of a node. */
  readonly count: number;
  /** Runtime class its pods need. @default none */
  readonly runtimeClass?: string;
  /** How pods get it. @default 'devicePlugin' */
  readonly allocation?: 'devicePlugin' | 'dra';
}

/** Resource that stands for one accelerator where the pool names none. */
export const defaultGpuResource = 'nvidia.com/gpu';

/** Whether a resource stands for accelerators of the catalogue, or for devices of a class: a node that states none has none. */
export function acceleratorResource(resource: string): boolean {
  return /^(nvidia\.com\/(gpu|mig-.*)|amd\.com\/gpu|google\.com\/tpu|aws\.amazon\.com\/neuron)$|\.deviceclass\.resource\.k8s\.io\/devices$/.test(
    resource,
  );
}

/** What limits them in a ResourceQuota. @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function gpuQuotaKey({ resource = defaultGpuResource, allocation, deviceClass }: PoolGpu): string {
  return allocation === 'dra' ? deviceClassQuota(deviceClass ?? '') : `requests.${resource}`;
}

/** What limits the devices of a class that claims ask for. */
export function deviceClassQuota(deviceClass: string): string {
  return `${deviceClass}.deviceclass.resource.k8s.io/devices`;
}

export function accelerator(facts: PoolGpu): Accelerator {
  return value(
    'accelerator',
    Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as PoolGpu & object,
  );
}

const shape: Shape<PoolGpu> = {
  count: required(integer(1, 1024)),
  resource: text,
  runtimeClass: dnsName,
  model: text,
  memory: quantity,
  shared: integer(1, 256),
  labels: mapOf(anyText),
  taint,
  allocation: oneOf('devicePlugin', 'dra'),
  deviceClass: text,
  deviceSelector: text,
};

const fields = record<PoolGpu>(shape, ({ allocation, deviceClass, shared = 1 }, field) => {
  if (allocation !== 'dra') return;
  if (deviceClass === undefined) {
    field.at('deviceClass').problem('missing-prop', {
      got: "allocation: 'dra' without a device class",
      allowed: 'the name of a DeviceClass of the cluster',
      remedy: "give deviceClass, such as 'gpu.nvidia.com'",
    });
  }
  if (shared > 1) {
    field.at('shared').problem('not-allowed', {
      got: `${shared} pods on one device that is claimed`,
      allowed: '1: turns are a matter of the device plugin',
      remedy: "leave it out, or use allocation: 'devicePlugin'",
    });
  }
});

/** A record, or a value of the catalogue: the same facts in both. */
export const poolGpu: Check<PoolGpu> = (candidate, field) => {
  fields(kindOfValue(candidate) === 'accelerator' ? { ...candidate } : candidate, field);
};
