import { Construct } from 'constructs';
import { DataPipeline } from '../pipelines/data-pipeline';
import { Platform } from '../platform/platform';
import { Field } from '../problems';
import { cron, type Schedule, schedule } from '../schedule';
import { type Check, integer, record, required } from '../shape';
import { type Image, image } from '../vocabulary/image';
import { sweptKinds } from './swept-kinds';

export interface RunSweeperProps {
  /** Image of `runtime/sweeper`, where you pushed it. */
  readonly image: Image;
  /** Runs to keep of each training, the newest first; at least the one that Git names. @default 3 */
  readonly keep?: number;
  /** @default every hour */
  readonly schedule?: Schedule;
}

const shape: Check<RunSweeperProps> = record<RunSweeperProps>({
  image: required(image),
  keep: integer(1, 1000),
  schedule,
});

/** Deletes ended runs of the namespace's trainings and searches beyond the newest few, on whatever engine; one a namespace, in its Workspace. */
export class RunSweeper extends Construct {
  readonly pipeline: DataPipeline;

  /** @throws MlopsError for malformed props, and `missing-platform-fact` without the addresses of the API server */
  constructor(scope: Construct, id: string, props: RunSweeperProps) {
    super(scope, id);
    const field = Field.of(this);
    shape(props, field);
    field.throwIfAny();
    const { keep = 3, schedule: times = cron('17 * * * *') } = props;
    const { runs, parts, rules } = sweptKinds(Platform.of(this));
    const custom = runs.length > 1 || parts.length > 0;
    this.pipeline = new DataPipeline(this, id, {
      schedule: times,
      deadline: '10m',
      steps: [
        {
          name: 'sweep',
          image: props.image,
          args: [
            '--keep',
            String(keep),
            ...(custom ? ['--kinds', ...runs] : []),
            ...(parts.length > 0 ? ['--parts', ...parts] : []),
          ],
          compute: { cpu: '50m', memory: '64Mi', ephemeralStorage: '64Mi' },
        },
      ],
      identity: { rules },
      access: { apiServer: true },
    });
  }
}
