import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { disruptionBudget } from '../../companions/disruption-budget';
import type { Platform } from '../../platform/platform';
import type { Labels } from '../../vocabulary/labels';
import { kubernetesService } from '../engines/kubernetes-service';
import { writeAutoscaler } from '../scaling';
import { standingComponent } from '../standing-component';
import type { Component } from './component';

/** Pods of a part that no engine writes: a Deployment, a Service, a budget, an autoscaler. */
export function standComponent(
  scope: Construct,
  { role, name, selector, spec, peer }: Component,
  labels: Labels,
  pod: PodTemplate,
  platform: Platform,
): ApiObject {
  const part = new Construct(scope, role);
  const { props, replicas, pods, startupSeconds } = spec;
  const { workload } = standingComponent(part, {
    name,
    selector,
    labels,
    pod,
    replicas,
    fewest: pods.min,
    startupSeconds,
  });
  const scaleTarget = { apiVersion: 'apps/v1', kind: 'Deployment', name };
  if (props.scale !== undefined)
    writeAutoscaler(part, { name, namespace: peer.namespace, spec, platform }, { scaleTarget }, selector);
  return workload;
}

/** A Service and a budget for the pods of a part that an engine writes. */
export function reachComponent(scope: Construct, { role, name, selector, spec }: Component, labels: Labels): void {
  const part = new Construct(scope, role);
  kubernetesService(part, { name, selector, labels, spec: { props: {}, expose: { by: 'internal' } } });
  if (spec.pods.min > 1) disruptionBudget(part, name, selector);
}
