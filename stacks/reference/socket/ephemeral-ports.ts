/** RFC 6335 6: the ports that nobody is assigned. */
const FIRST = 49152;
const COUNT = 16384;

/** All ports for callers, each once, from some port on that an attacker would have to guess (RFC 6056 3). */
export function* ephemeralPorts(start: number): Generator<number> {
  for (let step = 0; step < COUNT; step++) yield FIRST + ((start + step) % COUNT);
}
