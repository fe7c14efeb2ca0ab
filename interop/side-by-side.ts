/** Many things done a few at a time, and told of in their order. */

export interface SideBySide<T, R> {
  readonly items: readonly T[];
  /** How many are done at once. */
  readonly jobs: number;
  /** Which ones are begun before all others. */
  readonly isFirst: (item: T) => boolean;
  readonly run: (item: T) => Promise<R>;
  /** Is called once for each, in the order of the items, as soon as all before it are done as well. */
  readonly done: (item: T, result: R) => void;
  /** No more are begun or told of when it is aborted; those under way are waited for. */
  readonly signal: AbortSignal;
}

export async function sideBySide<T, R>({ items, jobs, isFirst, run, done, signal }: SideBySide<T, R>): Promise<void> {
  const entries = items.map((item, index) => ({ item, index }));
  const waiting = [...entries.filter(({ item }) => isFirst(item)), ...entries.filter(({ item }) => !isFirst(item))];
  /** Results that those before have to be waited for. */
  const results = new Map<number, R>();
  let told = 0;

  function tell(): void {
    for (const { item, index } of entries.slice(told)) {
      const result = results.get(index);
      if (signal.aborted || result === undefined) return;
      told += 1;
      done(item, result);
    }
  }

  async function worker(): Promise<void> {
    for (let next = waiting.shift(); next !== undefined && !signal.aborted; next = waiting.shift()) {
      results.set(next.index, await run(next.item));
      tell();
    }
  }

  await Promise.all(Array.from({ length: jobs }, worker));
}
