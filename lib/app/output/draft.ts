import { closeSync, fstatSync, openSync, readSync, statSync, writeSync } from 'node:fs';

const chunk = 1 << 20;

/** One file as it is made: compared with the one that is there, and staged from the first byte on that differs. */
export class Draft {
  private readonly old?: number;
  private staged?: number;
  /** Bytes that are as they were. */
  private same = 0;

  /** @param file the file that may be there @param stage where another one is made */
  constructor(
    file: string,
    private readonly stage: () => string,
  ) {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) this.old = openSync(file, 'r');
  }

  add(bytes: Buffer): void {
    if (this.staged === undefined && this.old !== undefined && bytes.equals(this.oldBytes(bytes.length))) {
      this.same += bytes.length;
      return;
    }
    this.staged ??= this.begin();
    write(this.staged, bytes);
  }

  /** Whether it is another file than the one that is there. */
  close(): boolean {
    const complete = this.old !== undefined && fstatSync(this.old).size === this.same;
    if (this.staged === undefined && !complete) this.staged = this.begin();
    if (this.old !== undefined) closeSync(this.old);
    if (this.staged !== undefined) closeSync(this.staged);
    return this.staged !== undefined;
  }

  private begin(): number {
    const staged = openSync(this.stage(), 'w');
    const { same } = this;
    for (this.same = 0; this.same < same; ) {
      const bytes = this.oldBytes(Math.min(chunk, same - this.same));
      write(staged, bytes);
      this.same += bytes.length;
    }
    return staged;
  }

  /** The next bytes of the old file; fewer at its end. */
  private oldBytes(count: number): Buffer {
    const bytes = Buffer.allocUnsafe(count);
    let length = 0;
    for (let more = 1; this.old !== undefined && more > 0 && length < count; length += more) {
      more = readSync(this.old, bytes, length, count - length, this.same + length);
    }
    return bytes.subarray(0, length);
  }
}

function write(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
