/** How a time grows with a count: the slope of a straight line through their logarithms; 1 is linear. */
export function exponent(counts: readonly number[], seconds: readonly number[]): number {
  const points = counts.map((count, index) => [Math.log(count), Math.log(seconds[index] as number)] as const);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const both = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return both / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
