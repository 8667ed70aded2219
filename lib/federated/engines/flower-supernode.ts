import type { Construct } from 'constructs';
import type { Rendered } from '../../engine';
import { catalogueReference } from '../../platform/image-catalogue';
import type { ContainerRequest } from '../../pod/container';
import { scratch } from '../../vocabulary/storage';
import type { SiteContext } from '../federation-engine';
import { authorityPath, keyPath, scratchPath } from '../paths';
import { flowerConfig, flowerPorts, flowerVariables, healthAt } from './flower-container';
import { onePod } from './flower-deployment';
import { superNodeProgram } from './flower-supernode-program';

const runtime = `127.0.0.1:${flowerPorts.runtime}`;

/** A SuperNode, which has the key and no data, beside the program that has the data and no key. */
export function superNode(scope: Construct, context: SiteContext): Rendered {
  const { name, spec, selector, labels } = context;
  const pod = context.pod({ main: clientContainer(context), sidecars: [nodeContainer(context)] });
  const { annotations, secrets = [] } = spec.props;
  const workload = onePod(scope, {
    name,
    labels,
    selector,
    annotations,
    secrets: [spec.authority, spec.key, ...secrets],
    pod,
  });
  return { objects: { workload }, endpoints: [], podSets: [{ labels: selector, count: 1, pod }] };
}

/** Takes each task of the SuperNode beside it, and runs the app's client side on the data. */
function clientContainer({ spec }: SiteContext): ContainerRequest {
  const { flags, probes } = healthAt(flowerPorts.clientHealth);
  return {
    ...spec.props,
    name: 'client',
    command: ['flower-superexec'],
    args: ['--runtime-api-address', runtime, '--insecure', ...flags],
    adds: flowerVariables,
    mounts: spec.mounts,
    probes,
  };
}

function nodeContainer({ spec, reach, platform }: SiteContext): ContainerRequest {
  const { flags, probes } = healthAt(flowerPorts.health);
  const { site, config, props } = spec;
  return {
    name: 'supernode',
    image: catalogueReference('flower-supernode', platform),
    command: ['python', '-c', superNodeProgram],
    args: [
      ...['--superlink', `${reach.host}:${reach.port}`, '--root-certificates', `${authorityPath}/ca.crt`],
      ...['--auth-supernode-private-key', `${keyPath}/ssh-privatekey`, '--isolation', 'process'],
      ...['--host', '127.0.0.1', '--port', String(flowerPorts.runtime), ...flags],
      ...['--node-config', flowerConfig({ ...config, site, data: props.data.path })],
    ],
    adds: flowerVariables,
    // A folder of its own: /tmp is the pod's, and the program beside it comes from elsewhere.
    env: { FLWR_HOME: scratchPath, HOME: scratchPath, TMPDIR: scratchPath },
    compute: spec.agent,
    mounts: [scratch(scratchPath, spec.agent.ephemeralStorage ?? '1Gi')],
    secrets: [spec.authority, spec.key],
    probes,
  };
}
