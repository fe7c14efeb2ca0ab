/** Whole exchanges as fuzzing makes them: a beginning that leads somewhere, then calls, segments and time in any order. */

import fc from "fast-check";
import { DELAYED_ACK, MINIMUM_RTO, MSL, RTO } from "../scenario/duration";
import { IRS } from "../scenario/expression";
import type { Scenario } from "../scenario/scenario";
import { established } from "../scenario/preambles";
import type { Step } from "../scenario/step";
import { AFTERWARDS, FIRST_CONNECTION, peer, user, wait } from "../scenario/vocabulary";
import { ACK, FIN_ACK, SYN, SYN_ACK } from "../wire/flags";
import { mss } from "../wire/option";
import { segmentSpec, SHRINK_TO_FIRST } from "./segments";

const CALLED: readonly Step[] = [user.listen(), peer.sends(SYN, { seq: IRS, options: [mss(1460)] })];
const CONNECTED: readonly Step[] = [...CALLED, peer.sends(ACK)];

/** Ways to begin, the shortest first. From most of them a single right segment leads on. */
const BEGINNINGS: readonly (readonly Step[])[] = [
  [],
  [user.listen()],
  CALLED,
  CONNECTED,
  [user.connect()],
  [user.connect(), peer.sends(SYN_ACK, { seq: IRS })],
  [user.connect(), peer.sends(SYN, { seq: IRS })],
  [...CONNECTED, user.close()],
  [...CONNECTED, user.close(), peer.sends(ACK)],
  [...CONNECTED, peer.sends(FIN_ACK)],
  [...CONNECTED, user.send(1000)],
];

const call: fc.Arbitrary<Step> = fc.oneof(
  SHRINK_TO_FIRST,
  { weight: 3, arbitrary: fc.constantFrom(1, 10, 1000, 5000).map((octets) => user.send(octets)) },
  { weight: 3, arbitrary: fc.constantFrom(user.receive(), user.close()) },
  { weight: 1, arbitrary: fc.constantFrom(user.listen(), user.connect(), user.abort()) },
);

const pause: fc.Arbitrary<Step> = fc.constantFrom(
  wait.past(DELAYED_ACK),
  wait.past(MINIMUM_RTO),
  wait.past(RTO.times(3)),
  wait.past(MSL.times(0.5)),
  wait.past(MSL.times(2)),
);

const segment: fc.Arbitrary<Step> = segmentSpec.map((spec): Step => ({
  kind: "peer-sends",
  connection: FIRST_CONNECTION,
  segment: spec,
}));

const step: fc.Arbitrary<Step> = fc.oneof(
  SHRINK_TO_FIRST,
  { weight: 6, arbitrary: segment },
  { weight: 1, arbitrary: fc.constant(peer.resends()) },
  { weight: 2, arbitrary: call },
  { weight: 1, arbitrary: pause },
);

/** The longest storm; longer ones find no more in the same time, and shrink slower. */
const MOST_STEPS = 30;

/**
 * The steps of a storm. The steps of its beginning are elements like the others, so that shrinking can leave out any of them.
 */
export const storm: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.constantFrom(...BEGINNINGS), fc.array(step, { minLength: 1, maxLength: MOST_STEPS, size: "max" }))
  .map(([beginning, rest]) => [...beginning, ...rest]);

/** The storm, and then proof that the stack has come through it: a clean handshake between other ports. */
export function scenarioOf(steps: readonly Step[]): Scenario {
  return {
    id: "fuzz/exchange",
    title: "whatever is sent -> no rule is broken, and a new connection can be opened",
    covers: ["793-3.4-FIG7-3WHS"],
    needs: [],
    preamble: 0,
    storm: steps.length,
    steps: [...steps, ...established(AFTERWARDS)],
  };
}
