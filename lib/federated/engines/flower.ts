import { everyPodField } from '../../pod/pod-fields';
import { value } from '../../value';
import type { FederationEngine } from '../federation-engine';
import { flowerPorts } from './flower-container';
import { flowerRun } from './flower-run';
import { superLink } from './flower-superlink';
import { superNode } from './flower-supernode';

/**
 * Flower 1.42: a SuperLink, a SuperNode at each site, runs of a Flower app; needs no operator.
 * @see https://flower.ai/docs/framework/
 */
export function flower(): FederationEngine {
  return value('engine', {
    name: 'flower',
    needs: [],
    supports: ['loadBalancer', 'database', 'quorum'],
    carries: everyPodField,
    owns: [],
    ports: { fleet: flowerPorts.fleet, control: flowerPorts.control },
    render: superLink,
    run: flowerRun,
    renderSite: superNode,
  } as const satisfies FederationEngine);
}
