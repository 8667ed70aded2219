import { type ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { account } from '../../companions/account';
import { networkAccess } from '../../companions/network-access';
import { declaredName, instanceOf } from '../../identity';
import { emit } from '../../kinds/emit';
import { dnsName } from '../../names';
import { imageCatalogue } from '../../platform/image-catalogue';
import { checkOperator } from '../../platform/operator-need';
import { Platform } from '../../platform/platform';
import { writePod } from '../../pod/pod-template';
import { Field } from '../../problems';
import { flag, record, required } from '../../shape';
import { accessOnPlatform, type HasPeer, type Peer } from '../../vocabulary/access';
import { type Compute, compute } from '../../vocabulary/compute';
import { type Labels, labels, selectorLabels } from '../../vocabulary/labels';
import { type Placement, placement, placementOnPlatform } from '../../vocabulary/placement';
import { inferenceExtension } from './picked';
import { pickerPod, pickerPort } from './picker-pod';
import { type Picker, pickers } from './pickers';

export interface EndpointPickerProps {
  /** Name of the service that it picks pods of, and so of its pool. */
  readonly pool: string;
  /** Whether some pods of the pool read prompts for the others: `kserveLlm({ prefill })`. @default false */
  readonly disaggregated?: boolean;
  /** @default 500m and 512Mi */
  readonly compute?: Compute;
  /** @default any node */
  readonly placement?: Placement;
  /** @default the construct's id, with the chart's `instance` before it */
  readonly name?: string;
  /** Further labels of its objects. @default none */
  readonly labels?: Labels;
}

const shape = record<EndpointPickerProps>({
  pool: required(dnsName),
  disaggregated: flag,
  compute,
  placement,
  name: dnsName,
  labels,
});

/** The program that a Gateway asks for the pod of each request. @see https://gateway-api-inference-extension.sigs.k8s.io/ */
export class EndpointPicker extends Construct implements HasPeer {
  readonly name: string;
  /** Whether it knows pods that read prompts for others. */
  readonly disaggregated: boolean;
  readonly objects: Readonly<Record<'workload' | 'service', ApiObject>>;
  readonly peer: Peer;

  /** @throws MlopsError with everything wrong in the props and on the platform */
  constructor(scope: Construct, id: string, props: EndpointPickerProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    shape(props, field);
    if (props?.name === undefined) dnsName(this.name, field.at('name'));
    field.throwIfAny();
    const size = props.compute ?? { cpu: '500m', memory: '512Mi' };
    checkOperator(inferenceExtension, 'an EndpointPicker', platform, field);
    placementOnPlatform(props.placement ?? {}, [size], platform, field);
    accessOnPlatform({ apiServer: true }, platform, field);
    field.throwIfAny();

    this.disaggregated = props.disaggregated ?? false;
    const variant = pickers[this.disaggregated ? 'disaggregated' : 'alike'];
    const selector = selectorLabels(this.name, 'endpoint-picker', instanceOf(this));
    const all = { ...props.labels, ...selector };
    this.peer = { name: this.name, labels: selector, namespace: Chart.of(this).namespace, ports: [pickerPort] };
    emit(this, 'Config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels: all },
      data: { 'plugins.yaml': variant.config },
    });
    this.objects = {
      workload: this.workload(props, variant, size, all, selector, platform),
      service: this.service(all, selector),
    };
    const { gateway } = platform;
    networkAccess(
      this,
      {
        self: this.peer,
        access: { apiServer: true },
        openTo: gateway === undefined ? [] : [{ name: 'gateway', namespace: gateway.namespace, ports: [pickerPort] }],
      },
      platform,
    );
  }

  private workload(
    { pool, placement: place }: EndpointPickerProps,
    variant: Picker,
    size: Compute,
    all: Labels,
    selector: Labels,
    platform: Platform,
  ): ApiObject {
    const { name: serviceAccount } = account(this, this.name, { rules: variant.rules }, all, platform);
    const pod: PodTemplate = writePod(
      {
        labels: all,
        main: pickerPod(
          { pool, namespace: Chart.of(this).namespace, config: this.name, compute: size, variant },
          platform,
        ),
        serviceAccount,
        token: true,
        placement: place,
        defaultPriority: 'model-serving',
        runAs: { user: imageCatalogue[variant.image].user },
        restartPolicy: 'Always',
        gracePeriod: 130, // requests that it has placed come to their end
      },
      platform,
    );
    // It knows which pod has seen the start of a conversation: a second one would know the other half.
    return emit(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: this.name, labels: all },
      spec: { replicas: 1, selector: { matchLabels: selector }, strategy: { type: 'Recreate' }, template: pod },
    });
  }

  private service(all: Labels, selector: Labels): ApiObject {
    return emit(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: this.name, labels: all },
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'grpc', port: pickerPort, protocol: 'TCP', targetPort: 'grpc' }],
      },
    });
  }
}
