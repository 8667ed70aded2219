import { value } from '../../value';
import type { Launcher } from '../launcher';

/** Port at which each worker serves the others. */
const workerPort = 2222;
const indexVariable = 'TF_INDEX';
/** The longest variable that Linux passes to a program. */
const longestVariable = 131_072;

function clusterOf(workers: number, host: (index: number) => string): string {
  const worker = Array.from({ length: workers }, (_, index) => `${host(index)}:${workerPort}`);
  return JSON.stringify({ worker });
}

/**
 * TensorFlow's TF_CONFIG for workers of one kind, made of variables alone: the image needs no shell. With one worker
 * there is none, and a strategy of many workers runs on it alone.
 * @see https://www.tensorflow.org/guide/distributed_training#setting_up_the_tf_config_environment_variable
 */
export function tensorflow(): Launcher {
  return value('launcher', {
    feature: 'tfConfig',
    settings: {},
    check: (_program, workers, field) => {
      const longestHost = 'x'.repeat(63 + 1 + 63);
      if (clusterOf(workers, () => longestHost).length > longestVariable) {
        field.problem('out-of-range', {
          got: `tensorflow() with ${workers} workers`,
          allowed: 'as many as fit in one variable, about 970',
          remedy: 'ask for fewer workers, or for another launcher',
        });
      }
    },
    start: (program, { workers, host, index }) => ({
      program,
      env:
        workers === 1
          ? []
          : [
              { name: indexVariable, valueFrom: index },
              {
                name: 'TF_CONFIG',
                value: `{"cluster":${clusterOf(workers, host)},"task":{"type":"worker","index":$(${indexVariable})}}`,
              },
            ],
    }),
  } as const satisfies Launcher);
}
