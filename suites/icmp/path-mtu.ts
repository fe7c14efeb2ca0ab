// RFC 1191, RFC 8201, RFC 7323 5.7 and RFC 5681 3.1: the path takes less than was thought.

import {
  ACK,
  DATA,
  established,
  IRS,
  mss,
  oneOf,
  peer,
  router,
  scenario,
  SECONDS,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  timestamps,
  TOO_BIG,
  user,
} from "../../harness/scenario";

/** What the path takes: less than Ethernet, and not less than every path of its version does. */
const PATH_MTU = { v4: 1000, v6: 1280 };
/** What a segment then has room for, behind headers without options, and behind timestamps. */
const ROOM = { v4: 960, v6: 1220 };
const ROOM_WITH_TIMESTAMPS = { v4: 948, v6: 1208 };

/** In what time what is lost goes again, at the latest. */
const SOON = SECONDS.times(6);

export const pathMtu = suite("icmp/path-mtu", [
  scenario("smaller-segments", "ESTABLISHED: packet too big -> the text goes again in segments that fit", {
    covers: ["7323-5.7-PMTUD"],
    needs: ["timestamps"],
    from: [
      user.listen(),
      peer.sends(SYN, { seq: IRS, options: [mss(1460), timestamps(1, 0)] }),
      stack.sends(SYN_ACK, { options: ["timestamps"] }),
      peer.sends(ACK, { tsValue: 2 }),
      user.isTold("established"),
    ],
    steps: [
      user.send(1400),
      // RFC 1191 3: only what must not be fragmented shows what the path takes.
      stack.sends(DATA, { text: 1400, ip: { dontFragment: true } }),
      router.reports(TOO_BIG, { mtu: PATH_MTU }),
      stack.sends(DATA, { seq: SND.UNA, textAtMost: ROOM_WITH_TIMESTAMPS, within: SOON }),
      peer.sends(ACK, { tsValue: 3 }),
      user.send(1400),
      stack.sends(DATA, { textAtMost: ROOM_WITH_TIMESTAMPS, within: SOON }),
      stack.flight({ atLeast: 0.5 }),
    ],
  }),

  scenario("as-many-segments", "ESTABLISHED: packet too big -> as many segments are on their way as before, not more", {
    covers: ["5681-3.1-PMTU-CWND"],
    from: [...established(), user.send(20_000), stack.flight({})],
    steps: [
      router.reports(TOO_BIG, { mtu: PATH_MTU }),
      oneOf({
        // Ten of the new segments, all that RFC 6928 2 has on its way before, are no more than 8.6 of the old ones.
        "RFC 1191 6.4: it goes again in smaller segments": [
          stack.sends(DATA, { seq: SND.UNA, textAtMost: ROOM, as: "the first again", within: SOON }),
          stack.flight({ since: "the first again", atMost: 8.6 }),
        ],
        "no path MTU discovery": [stack.sends(DATA, { seq: SND.UNA, text: { v4: 1460, v6: 1440 }, within: SOON })],
      }),
      peer.sends(ACK),
      stack.flight({ atLeast: 0.5 }),
    ],
  }),
]);
