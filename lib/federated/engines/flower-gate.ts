import type { Construct } from 'constructs';
import { canonicalJson, shortHash } from '../../canonical';
import { emit } from '../../kinds/emit';
import { catalogueReference } from '../../platform/image-catalogue';
import type { ContainerRequest } from '../../pod/container';
import { configFiles } from '../../vocabulary/storage';
import type { CoordinatorContext } from '../federation-engine';
import { certificatePath, programPath } from '../paths';
import { bareKey } from '../site-roster';
import { flowerPorts, flowerVariables, probesOf } from './flower-container';
import { gateProgram } from './flower-gate-program';

/** Rolls the pod when the program changes; the list of sites is read anew without that. */
export const gateAnnotations = { 'mlops.cdk8s.io/config': shortHash(gateProgram) };

/**
 * SuperLink serves all its APIs on one port, and the one that starts runs asks nobody who calls: whoever reaches it
 * could run code at every site. Sites get the gate's port, which leads to the Fleet API alone.
 */
export function gateContainer(scope: Construct, { name, spec, selector, platform }: CoordinatorContext) {
  const { control, fleet } = flowerPorts;
  const sites = Object.fromEntries(Object.entries(spec.sites).map(([site, key]) => [site, bareKey(key)]));
  emit(scope, 'Gate', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: selector },
    data: { 'gate.py': gateProgram, 'sites.json': canonicalJson(sites) },
  });
  return {
    name: 'gate',
    image: catalogueReference('flower-superlink', platform),
    command: ['python', `${programPath}/gate.py`],
    args: [
      ...['--superlink', `${name}:${control}`, '--port', String(fleet)],
      ...['--certificate', certificatePath, '--sites', `${programPath}/sites.json`],
    ],
    adds: flowerVariables,
    compute: { cpu: '50m', memory: '384Mi', ephemeralStorage: '128Mi' },
    mounts: [configFiles(name, programPath)],
    secrets: [spec.certificate],
    ports: [{ name: 'fleet', containerPort: fleet, protocol: 'TCP' }],
    probes: probesOf({ tcpSocket: { port: 'fleet' } }),
  } as const satisfies ContainerRequest;
}
