import type { HandOver } from '../model-server';

/** Where vLLM tells others where its memory of a prompt lies; the memory itself goes over ports that UCX chooses. */
const sideChannel = 5600;

/** The keys and values of a prompt, from the GPUs that computed them to those that go on. @see https://docs.vllm.ai/en/stable/features/nixl_connector_usage/ */
export const vllmHandOver: HandOver = {
  flag: '--kv-transfer-config',
  value: JSON.stringify({ kv_connector: 'NixlConnector', kv_role: 'kv_both' }),
  variables: [
    { name: 'VLLM_NIXL_SIDE_CHANNEL_HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'VLLM_NIXL_SIDE_CHANNEL_PORT', value: String(sideChannel) },
  ],
};
