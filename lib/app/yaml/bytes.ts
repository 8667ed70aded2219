/** Bytes that `put` may add after a `reserve` beyond those asked for. */
const slack = 16;

/** Bytes that grow at their end; the same memory serves one text after the other. */
export class Bytes {
  data = Buffer.allocUnsafe(1 << 16);
  length = 0;

  /** Makes room for `count` more bytes, and a few. */
  reserve(count: number): void {
    const needed = this.length + count + slack;
    if (needed > this.data.length) this.grow(needed);
  }

  private grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(2 * this.data.length, needed));
    this.data.copy(larger, 0, 0, this.length);
    this.data = larger;
  }

  /** Adds one of the few bytes that every `reserve` has room for. */
  put(byte: number): void {
    this.data[this.length++] = byte;
  }

  ascii(text: string): void {
    this.reserve(text.length);
    for (let index = 0; index < text.length; index++) this.put(text.charCodeAt(index));
  }

  utf8(text: string): void {
    this.reserve(3 * text.length);
    this.length += this.data.write(text, this.length, 'utf8');
  }

  copy(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    const { data, length } = this;
    for (let index = 0; index < bytes.length; index++) data[length + index] = bytes[index] as number;
    this.length = length + bytes.length;
  }

  /** A copy of what was added after `start`. */
  since(start: number): Uint8Array {
    return Uint8Array.prototype.slice.call(this.data, start, this.length);
  }

  /** What stands there; valid until the next byte is added. */
  get content(): Buffer {
    return this.data.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}
