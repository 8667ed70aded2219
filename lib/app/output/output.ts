import { join, resolve } from 'node:path';
import { Yaml } from 'cdk8s';
import type { SynthResult } from '../synth-result';
import { isTree } from '../yaml/tree';
import { YamlWriter } from '../yaml/yaml-writer';
import { Draft } from './draft';
import { Staging } from './staging';
import { extension, staleFiles } from './stale';

/** Bytes that are kept before they go to a file. */
const enough = 1 << 20;

/** The files of one synth, made one after the other, and put in their place together. */
export class Output {
  private readonly outdir: string;
  private readonly staging: Staging;
  private readonly writer = new YamlWriter();
  private readonly written: string[] = [];
  private readonly unchanged: string[] = [];
  private objects = 0;
  private current?: Draft;

  constructor(outdir: string) {
    this.outdir = resolve(outdir);
    this.staging = new Staging(this.outdir);
  }

  /** Begins a file; the one before must be closed. @param path under the output folder, without extension */
  open(path: string): OutputFile {
    const file = `${path}${extension}`;
    const draft = new Draft(join(this.outdir, file), () => this.staging.next(file));
    this.current = draft;
    this.writer.restart();
    return {
      add: (object, tree) => {
        this.objects++;
        if (tree || isTree(object)) this.writer.document(object);
        else this.writer.foreign(Yaml.stringify(object));
        if (this.writer.size > enough) this.flush(draft);
      },
      close: () => {
        this.flush(draft);
        (draft.close() ? this.written : this.unchanged).push(file);
        this.current = undefined;
      },
    };
  }

  /** Puts all files in their place. @param removable which files of an earlier synth are to go when they are no more */
  commit(removable: (path: string) => boolean): SynthResult {
    const wanted = new Set([...this.written, ...this.unchanged]);
    const removed = staleFiles(this.outdir, (path) => !wanted.has(path) && removable(path));
    this.staging.commit(removed);
    return { written: this.written.sort(), unchanged: this.unchanged.sort(), removed, objects: this.objects };
  }

  /** Leaves the output folder as it was. */
  discard(): void {
    this.current?.close();
    this.staging.discard();
  }

  private flush(draft: Draft): void {
    draft.add(this.writer.content);
    this.writer.flushed();
  }
}

/** One file that is being made. */
export interface OutputFile {
  /** Adds one object. @param tree whether it is known to be a plain tree */
  add(object: object, tree?: boolean): void;
  close(): void;
}
