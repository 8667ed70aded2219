import { deliveryKinds } from './delivery-kinds';
import type { KindDefinition } from './kind';
import { kubernetesKinds } from './kubernetes-kinds';
import { scalingKinds } from './scaling-kinds';
import { trainingKinds } from './training-kinds';

/** One record for each kind that the library emits; `order` says where it stands in a file. */
export const kindTable: readonly KindDefinition[] = [
  ...kubernetesKinds,
  ...trainingKinds,
  ...scalingKinds,
  ...deliveryKinds,
];
