// RFC 9293 3.9.1.1 and 3.10.1: what OPEN names, what it leaves open, and who else has the port.

import {
  ACK,
  answersProbe,
  connection,
  DATA,
  established,
  IRS,
  ISS,
  listening,
  mss,
  peer,
  RCV,
  RST,
  RST_ACK,
  RTO,
  scenario,
  stack,
  suite,
  SYN,
  SYN_ACK,
  synReceived,
  synSent,
  user,
  wait,
  type Step,
} from "../../harness/scenario";

const first = { user, peer, stack };
const other = connection("other");
const third = connection("third");

const OFFER = { options: [mss(1460)] } as const;

type Caller = Pick<ReturnType<typeof connection>, "peer" | "stack">;

/** The peer calls from this port, and is answered there. */
const calls = ({ peer: caller, stack: called }: Caller): readonly Step[] => [
  caller.sends(SYN, { seq: IRS, ...OFFER }),
  called.sends(SYN_ACK, { seq: ISS, ack: IRS.plus(1) }),
];

/** The same, and there is a connection that takes text. */
const getsThrough = (caller: Caller): readonly Step[] => [...calls(caller), ...finishes(caller)];

/** The third segment of the handshake, and text. */
const finishes = ({ peer: caller, stack: called }: Caller): readonly Step[] => [
  caller.sends(ACK),
  caller.sends(DATA, { text: 10 }),
  called.acknowledges(),
];

/** Nobody listens to this port of the peer's. */
const isRefused = ({ peer: caller, stack: called }: Caller): readonly Step[] => [
  caller.sends(SYN, { seq: IRS, ...OFFER }),
  called.sends(RST_ACK, { seq: 0, ack: IRS.plus(1) }),
];

/** More than those for whom a listener has room at a time, on any stack here. */
const MANY = Array.from({ length: 200 }, (_, i) => i);

/** Nothing was sent, and nothing is there. */
const NOTHING_COMES_OF_IT: readonly Step[] = [stack.staysSilent(RTO.times(3)), ...isRefused(first)];

export const socketsOfOpen = suite("user-calls/sockets", [
  scenario("nobody-to-call", "CLOSED: active OPEN without a foreign socket -> an error, nothing is sent", {
    covers: ["793-3.9-OPEN-CLOSED-ACTIVE-UNSPEC"],
    steps: [
      user.connectTo("unspecified", "foreign socket unspecified", "connection refused", "other"),
      NOTHING_COMES_OF_IT,
    ],
  }),

  ...(["broadcast", "multicast"] as const).map((address) =>
    scenario(`call-to-${address}`, `CLOSED: active OPEN to a ${address} address -> an error, nothing is sent`, {
      covers: ["MUST-46"],
      steps: [
        user.connectTo(
          address,
          "foreign socket unspecified",
          "connection refused",
          "connection illegal for this process",
          "other",
        ),
        NOTHING_COMES_OF_IT,
      ],
    }),
  ),

  scenario("address-of-ip", "CLOSED: active OPEN without a local address -> SYN from the address of the host", {
    covers: ["MUST-44", "MUST-43"],
    steps: [
      user.connectFromAnywhere(),
      stack.sends(SYN, { seq: ISS }),
      peer.sends(SYN_ACK, { seq: IRS, ...OFFER }),
      stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
      user.isTold("established"),
    ],
  }),

  scenario("nobody-to-call-on-a-listener", "LISTEN: active OPEN without a foreign socket -> an error, still LISTEN", {
    covers: ["793-3.9-OPEN-LISTEN-UNSPEC"],
    steps: [
      user.listenToAnybody(),
      stack.isIn("LISTEN"),
      user.connectTo("unspecified", "foreign socket unspecified", "connection already exists", "other"),
      stack.staysSilent(RTO.times(3)),
      stack.isIn("LISTEN"),
      getsThrough(first),
    ],
  }),

  // RFC 9293 3.10.7.2: what the OPEN left open the SYN fills in, here for two callers at once.
  scenario("filled-in", "LISTEN to anybody: two callers -> each has a connection of its own", {
    covers: ["793-3.9-SEGARR-LISTEN-FILLREMOTE"],
    steps: [
      user.listenToAnybody(),
      calls(other),
      calls(third),
      finishes(third),
      finishes(other),
      third.answersProbe(),
      other.answersProbe(),
      // Who has not called has no part in either.
      connection("stranger").peer.sends(ACK, { seq: 1000, ack: 2000 }),
      connection("stranger").stack.sends(RST, { optionalFlags: ACK, seq: 2000 }),
    ],
  }),

  scenario("closed-to-all", "LISTEN to anybody: CLOSE -> CLOSED, nobody gets through any more", {
    covers: ["793-3.9-CLOSE-LISTEN"],
    steps: [
      user.listenToAnybody(),
      getsThrough(other),
      user.close(),
      stack.isIn("CLOSED"),
      wait.past(RTO),
      isRefused(third),
      other.answersProbe(),
    ],
  }),

  scenario("no-callers", "LISTEN to anybody: many resets -> nothing, and who calls gets through as ever", {
    covers: ["793-3.9-SEGARR-LISTEN-RST"],
    steps: [user.listenToAnybody(), MANY.map(() => peer.sends(RST, { seq: IRS })), getsThrough(other)],
  }),

  scenario("one-caller", "LISTEN to one socket: SYN from another -> RST; from that one -> SYN,ACK", {
    covers: ["793-3.9-OPEN-CLOSED-PASSIVE-SPEC"],
    needs: ["specified-listen"],
    from: listening(),
    steps: [isRefused(other), stack.isIn("LISTEN"), getsThrough(first)],
  }),

  scenario("one-caller-and-anybody", "LISTEN to one socket and to anybody: two SYNs -> each goes to its own", {
    covers: ["793-3.9-OPEN-CLOSED-PASSIVE-SPEC"],
    needs: ["specified-listen"],
    from: listening(),
    steps: [
      other.user.listenToAnybody(),
      getsThrough(first),
      user.isTold("established"),
      getsThrough(third),
      other.stack.isIn("LISTEN"),
    ],
  }),

  scenario("listener-beside-a-connection", "ESTABLISHED: passive OPEN on its port -> it goes on, others get through", {
    covers: ["MUST-41"],
    from: established(),
    steps: [other.user.listen(), answersProbe(), getsThrough(other), answersProbe(), stack.isIn("ESTABLISHED")],
  }),

  scenario("listener-beside-a-handshake", "SYN-RECEIVED, LISTEN: passive OPEN on that port -> all three get through", {
    covers: ["MUST-41", "MUST-42"],
    from: synReceived(),
    steps: [
      other.user.listen(),
      third.user.listen(),
      getsThrough(third),
      finishes(first),
      user.isTold("established"),
      getsThrough(other),
    ],
  }),

  scenario("listener-beside-a-call", "SYN-SENT: passive OPEN on its port -> SYN,ACK for who calls; the call goes on", {
    covers: ["MUST-42"],
    from: synSent(),
    steps: [
      other.user.listen(),
      getsThrough(other),
      peer.sends(SYN_ACK, { seq: IRS, ...OFFER }),
      stack.sends(ACK, { seq: ISS.plus(1), ack: IRS.plus(1) }),
      user.isTold("established"),
      answersProbe(),
    ],
  }),

  scenario("listener-beside-crossing-calls", "SYN-RECEIVED after crossing SYNs: passive OPEN -> both get through", {
    covers: ["MUST-42"],
    needs: ["simultaneous-open"],
    from: synSent(),
    steps: [
      peer.sends(SYN, { seq: IRS, ...OFFER }),
      stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
      stack.isIn("SYN-RECEIVED"),
      other.user.listen(),
      getsThrough(other),
      finishes(first),
      user.isTold("established"),
    ],
  }),
]);
