import type { InGroup, ServerGroup } from '../group';

const ownAddress = 'VLLM_HOST_IP';

/** Addresses behind a name, none while nobody has it. */
const addresses = `def addresses(name):
    try:
        return sorted({found[4][0] for found in socket.getaddrinfo(name, None)})
    except socket.gaierror:
        return []
`;

/** Where pods have no numbers: each takes its place among the sorted addresses of all, once all are there. */
const takesItsPlace = ({ first, others, size }: ServerGroup) => `import os, socket, sys, time
${addresses}
while True:
    leader, pods = addresses(os.environ["${first}"]), addresses(os.environ["${others}"])
    if len(leader) == 1 and len(pods) == ${size - 1} and os.environ["${ownAddress}"] in pods:
        break
    time.sleep(2)
rank = 1 + pods.index(os.environ["${ownAddress}"])
program = sys.argv[1:] + ["--node-rank", str(rank), "--master-addr", leader[0]]
os.execvp(program[0], program)
`;

/** Where the first pod takes in the others: vLLM's own default. */
const meetingPort = 29501;

/** Where a pod that ends takes its group along: the others wait until the first one listens, however late it is. */
const waitsForFirst = ({ first }: ServerGroup) => `import os, socket, sys, time
while True:
    try:
        with socket.create_connection((os.environ["${first}"], ${meetingPort}), timeout=2) as leader:
            address = leader.getpeername()[0]
        break
    except OSError:
        time.sleep(2)
program = sys.argv[1:] + ["--master-addr", address]
os.execvp(program[0], program)
`;

const asks = (port: number, { first }: ServerGroup) => `import os, urllib.request
urllib.request.urlopen("http://%s:${port}/health" % os.environ["${first}"], timeout=2)
`;

const together = ({ size }: ServerGroup) => ['--nnodes', String(size), '--distributed-executor-backend', 'mp'];

/**
 * vLLM in several pods, which find each other without Ray.
 * @see https://docs.vllm.ai/en/stable/serving/parallelism_scaling/
 */
export const vllmInGroup: InGroup = {
  variables: [{ name: ownAddress, valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
  leads: ({ command, args = [] }, group) => ({
    command,
    args: [...args, ...together(group), '--node-rank', '0', '--master-addr', `$(${ownAddress})`],
  }),
  follows: ({ command = [], args = [] }, group) => {
    const { place } = group;
    const rest = [...args, ...together(group), '--headless'];
    if (place === undefined) return { command: ['python3', '-c', takesItsPlace(group), ...command], args: rest };
    const own = [...rest, '--node-rank', `$(${place})`];
    return { command: ['python3', '-c', waitsForFirst(group), ...command], args: own };
  },
  asksFirst: (port, group) => ['python3', '-c', asks(port, group)],
};
