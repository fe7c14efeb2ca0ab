/** What comes as it happens, handed on in an order that is known beforehand. */

export interface InOrder<T> {
  /** Hands it on as soon as all that comes before it has been. */
  put(place: string, item: T): void;
  /** Nothing is to be waited for any more: hands on what has been held back. */
  flush(): void;
}

/** @param places each once, in their order */
export function inOrder<T extends object>(places: readonly string[], handOn: (item: T) => void): InOrder<T> {
  const held = new Map<string, T>();
  let next = 0;
  /** Whether the next one was there. */
  const takeNext = (): boolean => {
    const place = places[next] ?? "";
    const item = held.get(place);
    if (item === undefined) return false;
    held.delete(place);
    handOn(item);
    return true;
  };
  return {
    put(place, item) {
      held.set(place, item);
      while (takeNext()) next++;
    },
    flush() {
      for (; next < places.length && held.size > 0; next++) takeNext();
    },
  };
}
