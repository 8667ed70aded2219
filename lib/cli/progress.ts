/** Writing shorter than this tells nothing. */
const silent = 500;

/** How far long work is, in one line of a terminal; undefined where nobody looks. */
export function progress(
  screen: { readonly isTTY?: boolean; write(text: string): unknown } = process.stderr,
  now: () => number = () => performance.now(),
): ((done: number, total: number) => void) | undefined {
  if (screen.isTTY !== true) return undefined;
  const start = now();
  let shown = start;
  return (done, total) => {
    const time = now();
    if (done === total) {
      if (shown > start) screen.write('\r\u001b[K');
    } else if (time - start >= silent && time - shown >= silent / 5) {
      shown = time;
      screen.write(`\r\u001b[K${done} of ${total} files`);
    }
  };
}
