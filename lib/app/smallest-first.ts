/** Numbers that come and go in any order, the smallest first: a binary heap. */
export class SmallestFirst {
  private readonly numbers: number[] = [];

  add(number: number): void {
    const { numbers } = this;
    let place = numbers.push(number) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((numbers[parent] as number) <= number) break;
      numbers[place] = numbers[parent] as number;
      place = parent;
    }
    numbers[place] = number;
  }

  take(): number | undefined {
    const { numbers } = this;
    const smallest = numbers[0];
    const last = numbers.pop();
    if (numbers.length > 0 && last !== undefined) this.sink(last);
    return smallest;
  }

  private sink(number: number): void {
    const { numbers } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= numbers.length) break;
      if (child + 1 < numbers.length && (numbers[child + 1] as number) < (numbers[child] as number)) child++;
      if ((numbers[child] as number) >= number) break;
      numbers[place] = numbers[child] as number;
      place = child;
    }
    numbers[place] = number;
  }
}
