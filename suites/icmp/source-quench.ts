// RFC 9293 3.9.2.2 and RFC 6633 3: a message that nobody sends any more, and that is not to be heeded.

import {
  ACK,
  answersProbe,
  IRS,
  mss,
  peer,
  router,
  scenario,
  SOURCE_QUENCH,
  stack,
  suite,
  SYN,
  SYN_ACK,
  user,
  type Step,
} from "../../harness/scenario";

/** Three full-sized segments at once, which every initial window holds (RFC 5681 3.1). */
const threeSegments: readonly Step[] = [user.send(1500), stack.transmits(1500), peer.sends(ACK)];

export const sourceQuench = suite("icmp/source-quench", [
  scenario("sends-as-before", "ESTABLISHED: source quench -> as much is sent at once as before", {
    covers: ["MUST-55", "6633-QUENCH"],
    ip: 4,
    from: [
      user.listen(),
      peer.sends(SYN, { seq: IRS, options: [mss(500)] }),
      stack.sends(SYN_ACK),
      peer.sends(ACK),
      ...threeSegments,
    ],
    steps: [
      user.send(500),
      stack.transmits(500),
      router.reports(SOURCE_QUENCH),
      peer.sends(ACK),
      ...threeSegments,
      ...answersProbe(),
    ],
  }),
]);
