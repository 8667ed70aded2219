/** What a measured program does: everything between its first construct and its last byte. */
export interface Work {
  readonly objects: number;
  /** Makes the constructs. */
  build(): void;
  /** Writes the files. */
  synth(): void;
}

/** How many services, and how they are laid out: in a chart an environment or in a chart each. */
export interface Size {
  readonly services: number;
  readonly layout: 'chart an environment' | 'chart a service';
}

export type Subject = (size: Size, outdir: string) => Work;

export const environments = ['dev', 'staging', 'prod'] as const;

export type Environment = (typeof environments)[number];

/** The charts of a size: a name for each, and which services it holds. */
export function charts({
  services,
  layout,
}: Size): readonly { readonly id: string; readonly names: readonly string[] }[] {
  const names = Array.from({ length: services }, (_, index) => `service-${index}`);
  return layout === 'chart an environment' ? [{ id: 'services', names }] : names.map((id) => ({ id, names: [id] }));
}
