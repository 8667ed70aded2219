import type { Construct } from 'constructs';
import { Claim, type Environment, MlopsChart, type MonitoringStack, showback, TrainingJob, torchrun } from '../../lib';
import type { LlmFinetuneSettings } from './settings';

export interface LlmFinetuneProps {
  readonly environment: Environment;
  readonly settings: LlmFinetuneSettings;
  /** Watches all of it. */
  readonly stack: MonitoringStack;
}

/** A LoRA adapter of a language model: from one CPU to nodes full of GPUs, as the environment has them. */
export class LlmFinetune extends MlopsChart {
  constructor(scope: Construct, id: string, { environment, settings, stack }: LlmFinetuneProps) {
    super(scope, id, { environment });
    const { image, storage, model, dataVersion, tracking, training } = settings;
    const { restarts, checkpoint, ...asTheEnvironmentHasIt } = training;
    const shared = { access: 'ReadWriteMany', storageClass: storage.class } as const;
    const data = new Claim(this, 'llm-finetune-data', { size: storage.data, ...shared });
    const adapters = new Claim(this, 'llm-finetune-adapters', { size: storage.adapters, ...shared });
    const adapter = adapters.model('llm-finetune');
    const train = new TrainingJob(this, 'llm-finetune', {
      ...asTheEnvironmentHasIt,
      image,
      command: ['python', 'finetune.py', '--data=/data/examples.jsonl'],
      args: Object.entries(model).map(([name, value]) => `--${name}=${value}`),
      env: { OMP_NUM_THREADS: '1', ...(tracking !== undefined && { MLFLOW_TRACKING_URI: tracking.uri }) },
      launcher: torchrun({ restarts }),
      mounts: [data.at('/data', { readOnly: true })],
      waitFor: ['/data/examples.jsonl'],
      produces: adapter,
      checkpoint: { at: adapter, ...checkpoint },
      versions: { data: dataVersion },
      access: { calls: tracking === undefined ? [] : [tracking.at] },
      labels: { ...showback({ team: 'language', costCentre: 'cc-7' }) },
    });
    stack.watch(data, adapters, train);
  }
}
