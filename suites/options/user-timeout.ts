// RFC 5482: the user timeout option, which does no harm to those that do not use it.

import {
  ACK,
  DATA,
  FIN_ACK,
  IRS,
  ISS,
  listening,
  MINIMUM_RTO,
  mss,
  peer,
  RCV,
  RTO,
  scenario,
  SND,
  stack,
  suite,
  SYN,
  SYN_ACK,
  unknownOption,
  user,
  wait,
  type TcpOption,
} from "../../harness/scenario";

/** RFC 5482 3: a bit for minutes, and fifteen of the value. */
const userTimeout = (minutes: boolean, value: number): TcpOption =>
  unknownOption(28, (minutes ? 0x80 : 0) | (value >>> 8), value & 0xff);

const FORMS = {
  seconds: { said: "300 seconds", option: userTimeout(false, 300) },
  minutes: { said: "5 minutes", option: userTimeout(true, 5) },
  longest: { said: "the longest that there is", option: userTimeout(true, 0x7fff) },
  "too-short": { said: "one octet less", option: unknownOption(28, 1) },
  "too-long": { said: "one octet more", option: unknownOption(28, 1, 44, 0) },
} as const;

export const userTimeoutOption = suite("options/user-timeout", [
  ...Object.entries(FORMS).map(([name, { said, option }]) =>
    scenario(`tolerated-${name}`, `the option with ${said}, on SYN, ACK, text and FIN -> as without it`, {
      covers: ["5482-3.3-TOLERATE"],
      steps: [
        user.listen("echo"),
        peer.sends(SYN, { seq: IRS, options: [mss(1460), option] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        peer.sends(ACK, { options: [option] }),
        peer.sends(DATA, { text: 10, options: [option] }),
        stack.acknowledges(),
        stack.transmits(10),
        peer.sends(ACK, { options: [option] }),
        peer.sends(FIN_ACK, { options: [option] }),
        stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, within: RTO }),
      ],
    }),
  ),

  ...[
    { name: "seconds", zero: userTimeout(false, 0) },
    { name: "minutes", zero: userTimeout(true, 0) },
  ].map(({ name, zero }) =>
    scenario(`zero-${name}`, `ESTABLISHED: a timeout of no ${name} -> text may wait for its ACK all the same`, {
      covers: ["5482-3.4-ZERO"],
      from: [
        ...listening(),
        peer.sends(SYN, { seq: IRS, options: [mss(1460), zero] }),
        stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
        peer.sends(ACK, { options: [zero] }),
        user.isTold("established"),
      ],
      steps: [
        peer.sends(DATA, { text: 10, options: [zero] }),
        stack.acknowledges(),
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        wait.past(MINIMUM_RTO.times(7)),
        peer.sends(ACK),
        user.send(5),
        stack.sends(DATA, { seq: SND.NXT, text: 5 }),
      ],
    }),
  ),
]);
