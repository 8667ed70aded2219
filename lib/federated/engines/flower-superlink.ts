import type { Construct } from 'constructs';
import type { Rendered } from '../../engine';
import { catalogueReference, imageCatalogue } from '../../platform/image-catalogue';
import type { ContainerRequest } from '../../pod/container';
import type { CoordinatorContext } from '../federation-engine';
import { certificatePath } from '../paths';
import { flowerPorts, flowerVariables, healthAt } from './flower-container';
import { onePod } from './flower-deployment';
import { gateAnnotations, gateContainer } from './flower-gate';
import { flowerServices } from './flower-services';

/** A SuperLink that runs no code of others, and the gate before it. */
export function superLink(scope: Construct, context: CoordinatorContext): Rendered {
  const { name, spec, selector, labels } = context;
  const { user } = imageCatalogue['flower-superlink'];
  const pod = context.pod({
    annotations: gateAnnotations,
    main: linkContainer(context),
    sidecars: [gateContainer(scope, context)],
    ownHosts: [name],
    runAs: { user },
  });
  const workload = onePod(scope, { name, labels, selector, secrets: [spec.certificate], pod });
  return {
    objects: { workload, ...flowerServices(scope, context) },
    endpoints: Object.entries({ fleet: flowerPorts.fleet, control: flowerPorts.control }).map(([api, port]) => ({
      name: api,
      host: name,
      port,
    })),
    podSets: [{ labels: selector, count: 1, pod }],
  };
}

function linkContainer({ spec, platform }: CoordinatorContext): ContainerRequest {
  const { control, health } = flowerPorts;
  const { flags, probes } = healthAt(health);
  const { database } = spec;
  return {
    name: 'superlink',
    image: catalogueReference('flower-superlink', platform),
    command: ['flower-superlink'],
    args: [
      ...['--isolation', 'process', '--host', '0.0.0.0', '--port', String(control)],
      ...['--ssl-certfile', `${certificatePath}/tls.crt`, '--ssl-keyfile', `${certificatePath}/tls.key`],
      ...['--ssl-ca-certfile', `${certificatePath}/ca.crt`, '--enable-supernode-auth'],
      ...['--disable-runtime-dependency-installation', ...flags],
      ...(database === undefined ? [] : ['--database', `${database.path}/superlink.db`]),
    ],
    adds: flowerVariables,
    compute: spec.compute,
    mounts: database === undefined ? [] : [database],
    secrets: [spec.certificate],
    ports: [{ name: 'control', containerPort: control, protocol: 'TCP' }],
    probes,
  };
}
