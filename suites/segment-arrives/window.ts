/** RFC 9293 3.10.7.4, fifth: which segments set the send window. All of these say that it is closed. */

import {
  ACK,
  DATA,
  MINIMUM_RTO,
  peer,
  scenario,
  SND,
  stack,
  suite,
  user,
  type Scenario,
  type Step,
  type TcpState,
} from "../../harness/scenario";
import { ACK_BEYOND, ACK_NXT, ACK_OLD, LEFT, LEFT_EDGE, NO_ACK, type AckPlace, type SeqPlace } from "./places";
import { EMPTY, flagsOf, TEXT_ALONE, type Kind } from "./segments";
import { PEERS_FIN, TALKED, TALKING } from "./ways";

const OPEN = 65_535;

interface Start {
  readonly state: TcpState;
  readonly settled: readonly Step[];
  readonly waiting: readonly Step[];
}

const STARTS: readonly Start[] = [
  { state: "ESTABLISHED", settled: TALKED, waiting: TALKING },
  { state: "CLOSE-WAIT", settled: [...TALKED, ...PEERS_FIN], waiting: [...TALKING, ...PEERS_FIN] },
];

/** Those that are unacceptable, say nothing, or something that is no news. */
const OF_NO_ACCOUNT: readonly (readonly [Kind, SeqPlace, AckPlace])[] = [
  [EMPTY, LEFT, ACK_NXT],
  [TEXT_ALONE, LEFT, ACK_NXT],
  [EMPTY, LEFT_EDGE, NO_ACK],
  [TEXT_ALONE, LEFT_EDGE, NO_ACK],
  [EMPTY, LEFT_EDGE, ACK_OLD],
  [EMPTY, LEFT_EDGE, ACK_BEYOND],
  [TEXT_ALONE, LEFT_EDGE, ACK_BEYOND],
];

const closes = (kind: Kind, seq: SeqPlace, ack: AckPlace): Step =>
  peer.sends(flagsOf(kind, ack.isOn), {
    seq: seq.seq(kind),
    ...(ack.ack === undefined ? {} : { ack: ack.ack }),
    window: 0,
    ...(kind.text === 0 ? {} : { text: kind.text }),
  });

const nameOf = (kind: Kind, seq: SeqPlace, ack: AckPlace) => `${kind.name}-${seq.name}-${ack.name}`;

const titleOf = (kind: Kind, seq: SeqPlace, ack: AckPlace, { state }: Start) =>
  `${state}: ${kind.title}, ${seq.title}, ${ack.title}, window 0`;

/** With a new ACK the window is the peer's latest word: what the user gives waits until it opens. */
function obeyed(kind: Kind, start: Start): Scenario {
  const at = [kind, LEFT_EDGE, ACK_NXT] as const;
  return scenario(
    `${nameOf(...at)}-in-${start.state.toLowerCase()}`,
    `${titleOf(...at, start)} -> nothing is sent before it opens`,
    {
      covers: ["793-3.9-SEGARR-ACK-WNDUPD"],
      from: start.waiting,
      steps: [
        closes(...at),
        user.send(10),
        // A probe may follow, but not before the RTO (RFC 9293 3.8.6.1).
        stack.staysSilent(MINIMUM_RTO.times(0.5)),
        peer.sends(ACK, { window: OPEN }),
        stack.transmits(10),
      ],
    },
  );
}

/** The window is still what it was. */
function passedOver(kind: Kind, seq: SeqPlace, ack: AckPlace, start: Start): Scenario {
  return scenario(
    `${nameOf(kind, seq, ack)}-in-${start.state.toLowerCase()}`,
    `${titleOf(kind, seq, ack, start)} -> the window stays open`,
    {
      covers: ["793-3.9-SEGARR-ACK-WNDUPD"],
      from: start.settled,
      steps: [
        closes(kind, seq, ack),
        user.send(10),
        stack.sends(DATA, { seq: SND.NXT, text: 10 }),
        peer.sends(ACK, { window: OPEN }),
      ],
    },
  );
}

export const sendWindow = suite(
  "segment-arrives/window",
  STARTS.flatMap((start) => [
    // Text behind the peer's FIN is no matter of this.
    ...(start.state === "ESTABLISHED" ? [EMPTY, TEXT_ALONE] : [EMPTY]).map((kind) => obeyed(kind, start)),
    ...OF_NO_ACCOUNT.map(([kind, seq, ack]) => passedOver(kind, seq, ack, start)),
  ]),
);
