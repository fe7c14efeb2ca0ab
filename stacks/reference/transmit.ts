/** How segments are formed: the fields that all of them have in common (RFC 9293 3.1, 3.10). */

import { ACK, RST, SYN, URG } from "../../harness/wire/flags";
import type { Flags } from "../../harness/wire/flags";
import type { Seq } from "../../harness/wire/seq";
import { ecnFlags, ecnOfSyn, ecnOfSynAck } from "./ecn";
import { abortOptions, segmentOptions, synOptions } from "./header-options";
import { offeredBy } from "./negotiation";
import { adjustWindow } from "./receive-window";
import { NEVER } from "./tcb";
import type { Turn } from "./turn";
import { urgentPointerAt } from "./urgent";
import { LARGEST_FIELD, windowField } from "./window-scale";

const NO_TEXT = new Uint8Array(0);

/** <SEQ=seq><ACK=RCV.NXT><CTL=flags>; every segment but the first SYN acknowledges what has come. */
export function transmit(turn: Turn, seq: Seq, flags: Flags, text: Uint8Array = NO_TEXT, isNewText = false): void {
  const { tcb } = turn;
  adjustWindow(turn);
  const urgentPointer = urgentPointerAt(tcb, seq);
  const urg = urgentPointer === 0 ? 0 : URG;
  turn.actions.push({
    kind: "send",
    // RFC 3168 6.1.4 to 6.1.6: neither what was sent before, nor an ACK alone, nor a probe
    ect: isNewText && tcb.agreed.ecn,
    segment: {
      sourcePort: tcb.local.port,
      destinationPort: tcb.foreign.port,
      seq,
      ack: tcb.rcv.nxt,
      flags: flags | urg | ecnFlags(turn, isNewText),
      window: windowField(tcb),
      urgentPointer,
      options: segmentOptions(tcb, turn.now),
      text,
    },
  });
  // RFC 9293 3.8.6.3: the acknowledgment rides on whatever goes out
  tcb.rcv.unacknowledged = 0;
  tcb.rcv.lastAckSent = tcb.rcv.nxt;
  // RFC 2883 4 (2)
  tcb.rcv.repeated = undefined;
  tcb.timers.delayedAck = NEVER;
  turn.ackNow = false;
}

/** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
export function sendAck(turn: Turn): void {
  transmit(turn, turn.tcb.snd.nxt, ACK);
}

/** <SEQ=ISS><CTL=SYN>, or <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK> once the peer's SYN is here. */
export function sendSyn(turn: Turn): void {
  const { tcb } = turn;
  const isAnswer = tcb.state !== "SYN-SENT";
  // RFC 7323 2.2, 3.2: an answer has those options only that the call had
  const those = isAnswer ? tcb.agreed : offeredBy(turn.options);
  turn.actions.push({
    kind: "send",
    segment: {
      sourcePort: tcb.local.port,
      destinationPort: tcb.foreign.port,
      seq: tcb.iss,
      flags: isAnswer ? SYN | ACK | ecnOfSynAck(tcb) : SYN | ecnOfSyn(tcb, turn.options),
      // RFC 7323 2.2: never scaled
      window: Math.min(tcb.rcv.wnd, LARGEST_FIELD),
      options: synOptions(tcb, those, turn.now, turn.options),
      ...(isAnswer && { ack: tcb.rcv.nxt }),
    },
  });
  if (isAnswer) tcb.rcv.lastAckSent = tcb.rcv.nxt;
}

/** ABORT's reset (RFC 9293 3.10.5): <SEQ=SND.NXT><CTL=RST> */
export function sendAbort(turn: Turn): void {
  const { tcb } = turn;
  turn.actions.push({
    kind: "send",
    segment: {
      sourcePort: tcb.local.port,
      destinationPort: tcb.foreign.port,
      seq: tcb.snd.nxt,
      flags: RST,
      window: 0,
      options: abortOptions(tcb, turn.now),
    },
  });
}
