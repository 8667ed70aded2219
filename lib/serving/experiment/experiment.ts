import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { PodTemplate } from '../../../imports/kubernetes';
import { shortHash } from '../../canonical';
import { account } from '../../companions/account';
import { internal } from '../../companions/exposure';
import { networkAccess } from '../../companions/network-access';
import { openTo, route, servicePort } from '../../companions/route';
import { seconds } from '../../duration';
import type { Rendered } from '../../engine';
import { declaredName, instanceOf } from '../../identity';
import { emit } from '../../kinds/emit';
import { catalogueReference, imageCatalogue } from '../../platform/image-catalogue';
import { Platform } from '../../platform/platform';
import { writePod } from '../../pod/pod-template';
import { Field } from '../../problems';
import type { HasPeer, Peer } from '../../vocabulary/access';
import { type Labels, selectorLabels } from '../../vocabulary/labels';
import { configFiles } from '../../vocabulary/storage';
import type { HasWatched, Watched } from '../../vocabulary/watched';
import { leave } from '../server-container';
import { standingComponent } from '../standing-component';
import { checkExperiment, type ExperimentProps } from './experiment-spec';
import { readyPath, routerConfig, routerPort } from './router-config';

/** Time for proxies to notice that a pod leaves. */
const leaveSeconds = 10;
const configFolder = '/etc/router';
/** Annotation of a pod with the digest of the configuration that it reads when it starts. */
const configAnnotation = 'mlops.cdk8s.io/config';

/** An A/B test by user: a small router gives each user one of several services, for as long as the shares allow. */
export class Experiment extends Construct implements HasPeer, HasWatched {
  readonly name: string;
  readonly objects: Rendered['objects'];
  readonly endpoints: Rendered['endpoints'];
  /** Its router's pods and port, for the access of others. */
  readonly peer: Peer;
  /** What monitoring watches of the router; the services are watched themselves. */
  readonly watched: Watched;

  /** @throws MlopsError with everything wrong in the props and on the platform */
  constructor(scope: Construct, id: string, props: ExperimentProps) {
    super(scope, id);
    const field = Field.of(this);
    const platform = Platform.of(this);
    this.name = declaredName(this, id, props?.name);
    checkExperiment(props, this.name, platform, field);
    field.throwIfAny();
    const { control, versions, expose = internal(), replicas = 2 } = props;
    const { namespace } = Chart.of(this);
    const selector = selectorLabels(this.name, 'experiment', instanceOf(this));
    const labels = { ...props.labels, ...selector };
    this.peer = { name: this.name, labels: selector, namespace, ports: [routerPort] };
    this.objects = standingComponent(this, {
      name: this.name,
      selector,
      labels,
      annotations: props.annotations,
      pod: this.pod(props, labels, selector, platform),
      replicas,
      fewest: replicas,
      startupSeconds: 60,
      expose,
    });
    this.endpoints = [{ name: 'http', host: this.name, port: servicePort }];
    this.watched = {
      name: this.name,
      namespace,
      peer: this.peer,
      workload: { kind: 'Deployment', name: this.name },
    };
    route(this, this.name, expose, selector, platform, { port: routerPort, selector });
    const calls = [...(props.access?.calls ?? []), control, ...versions.map(({ to }) => to)];
    const from = openTo(expose, routerPort, platform);
    networkAccess(this, { self: this.peer, access: { ...props.access, calls }, openTo: from }, platform);
  }

  private pod(props: ExperimentProps, labels: Labels, selector: Labels, platform: Platform): PodTemplate {
    const { control, versions, by, seed = this.name, timeout = '60s' } = props;
    const config = routerConfig({
      control: control.peer,
      versions: versions.map(({ to: { peer }, share }) => ({ peer, share })),
      by,
      seed,
      timeoutSeconds: seconds(timeout),
      namespace: this.peer.namespace ?? 'default',
    });
    emit(this, 'Config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.name, labels },
      data: { 'nginx.conf': config },
    });
    const ready = { httpGet: { path: readyPath, port: 'http' } };
    const { name, token } = account(this, this.name, {}, labels, platform);
    return writePod(
      {
        labels,
        annotations: { [configAnnotation]: shortHash(config) },
        main: {
          name: 'router',
          image: catalogueReference('nginx', platform),
          command: ['nginx', '-c', `${configFolder}/nginx.conf`, '-g', 'daemon off;'],
          compute: props.compute ?? { cpu: '100m', memory: '64Mi' },
          mounts: [configFiles(this.name, configFolder)],
          ports: [{ name: 'http', containerPort: routerPort, protocol: 'TCP' }],
          probes: {
            startupProbe: { ...ready, periodSeconds: 5, failureThreshold: 12 },
            readinessProbe: { ...ready, periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 2 },
            livenessProbe: { ...ready, periodSeconds: 15, timeoutSeconds: 5, failureThreshold: 4 },
          },
          lifecycle: leave({ leaveSeconds }, platform),
        },
        serviceAccount: name,
        token,
        placement: props.placement,
        defaultPriority: 'model-serving',
        spread: selector,
        runAs: imageCatalogue.nginx,
        restartPolicy: 'Always',
        gracePeriod: leaveSeconds + seconds(timeout),
      },
      platform,
    );
  }
}
