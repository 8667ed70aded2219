import type { PodSpec, StringMap } from './kubernetes';

/**
 * LLMInferenceService of KServe, v0.20.0, `serving.kserve.io/v1alpha2`: only the fields that this library writes.
 * @see https://github.com/kserve/kserve/tree/v0.20.0/config/crd/full/llmisvc
 */
export interface LlmInferenceServiceSpec extends LlmWorkload {
  readonly model: { readonly uri: string; readonly name: string };
  readonly storageInitializer: { readonly enabled: false };
  /** Pods that read prompts for the others. */
  readonly prefill?: LlmWorkload;
  readonly router?: LlmRouter;
}

/** Pods of one kind. */
export interface LlmWorkload {
  /** Of the pods; part of the selector of the Deployment. */
  readonly labels: StringMap;
  /** Of the pods. */
  readonly annotations?: StringMap;
  readonly replicas?: number;
  readonly parallelism?: LlmParallelism;
  readonly template: PodSpec;
  /** The further pods of each copy. */
  readonly worker?: PodSpec;
}

/** Both sizes of `data` stand together, and never beside `pipeline`. */
export interface LlmParallelism {
  readonly tensor: number;
  readonly pipeline?: number;
  readonly data?: number;
  readonly dataLocal?: number;
}

export interface LlmRouter {
  readonly gateway: {
    readonly refs: readonly { readonly name: string; readonly namespace: string; readonly sectionName?: string }[];
  };
  readonly route: { readonly http: { readonly refs: readonly { readonly name: string }[] } };
  readonly scheduler?: { readonly pool: { readonly ref: { readonly name: string } } };
}
