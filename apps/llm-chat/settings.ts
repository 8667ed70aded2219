import type { Compute, Duration, Exposure, HasPeer, Scale, ServiceEngine, VllmOptions } from '../../lib';

/** Weights from the Hugging Face Hub, fetched once for all pods. */
export interface Weights {
  readonly repository: string;
  readonly commit: string;
  readonly size: string;
  /** A mirror of the Hub in the cluster: the servers have no way out of it. */
  readonly mirror: { readonly address: string; readonly at: HasPeer };
  /** The claim that keeps them. */
  readonly cache: { readonly class: string; readonly size: string };
}

/** A new version that gets more requests step by step, while it is as good as it must be. */
export interface Judged {
  /** Percentages. */
  readonly steps: readonly number[];
  /** Requests that it must have had before anything is decided. */
  readonly minRequests: number;
  /** The largest share of failed requests, and of those that take longer than the promised time. */
  readonly failures: number;
  readonly slow: number;
  /** Requests that may wait for it, for all of its replicas together. */
  readonly waiting: number;
}

/** What differs between the environments of llm-chat, and nothing else. */
export interface LlmChatSettings {
  readonly image: string;
  readonly env?: Readonly<Record<string, string>>;
  /** @default the model that is in the image */
  readonly weights?: Weights;
  readonly server: Pick<VllmOptions, 'tensorParallel' | 'maxModelLength' | 'maxSequences'>;
  readonly compute: Compute;
  readonly engine: ServiceEngine;
  /** Where nothing scales it. */
  readonly replicas?: number;
  /** Replicas that follow the requests that wait. */
  readonly scale?: Pick<Scale, 'min' | 'max'>;
  /** Requests that may wait for each replica, and in all before somebody is told. */
  readonly waiting: { readonly target: number; readonly alert: number };
  readonly canary?: Judged;
  readonly expose: Exposure;
  /** How long an answer under way may take when a pod ends. */
  readonly drain: Duration;
  /** Who calls it inside of the cluster. */
  readonly assistant: HasPeer;
  readonly objectives: { readonly availability: number; readonly p95: `${number}s` };
}
