/** What the ways through the handshake have in common (RFC 9293 3.5). */

import { SECOND } from "../../harness/port/time";
import { FIN } from "../../harness/wire/flags";
import { add, latest, seq } from "../../harness/wire/seq";
import type { Segment } from "../../harness/wire/segment";
import { trim } from "./acceptability";
import { initialWindow, newCongestion } from "./congestion";
import { agreesOnEcn } from "./ecn";
import { sendMss, senderMss } from "./segment-size";
import { initialSequenceNumber, timestampOrigin } from "./isn";
import { agreement, offeredBy } from "./negotiation";
import { hold } from "./reassembly";
import { draftOf } from "./draft";
import { newTcb } from "./tcb";
import type { Draft } from "./tcb";
import { timestampsIn } from "./timestamps";
import { sendSyn } from "./transmit";
import { tell } from "./turn";
import type { Turn } from "./turn";
import { noteUrgent, signalUrgent } from "./urgent";
import { shiftFor, shiftOf } from "./window-scale";

/** Selects an ISS and sends the SYN that the state asks for: SND.UNA <- ISS, SND.NXT <- ISS+1. */
export function sendFirstSyn(turn: Turn): void {
  const { tcb } = turn;
  const isn = initialSequenceNumber(turn.isnKey, turn.now, tcb.local, tcb.foreign);
  // MAY-2 (1): beyond all numbers of the connection before
  const iss = tcb.issFloor === undefined ? isn : latest(isn, add(tcb.issFloor, 1));
  tcb.iss = iss;
  tcb.snd.una = iss;
  tcb.snd.nxt = add(iss, 1);
  tcb.snd.up = iss;
  tcb.lostUntil = iss;
  tcb.highRxt = iss;
  // RFC 6582 3.2
  tcb.congestion = newCongestion(tcb.congestion.cwnd, iss);
  tcb.queue = { first: add(iss, 1), text: tcb.queue.text };
  tcb.timestampOrigin = timestampOrigin(turn.isnKey, tcb.local, tcb.foreign);
  tcb.timed = { end: tcb.snd.nxt, at: turn.now };
  sendSyn(turn);
}

/** Takes the peer's numbers and options from its SYN: RCV.NXT <- SEG.SEQ+1, IRS <- SEG.SEQ. */
export function takeSyn({ tcb, now, options }: Turn, segment: Segment): void {
  tcb.irs = segment.seq;
  tcb.rcv.nxt = add(segment.seq, 1);
  tcb.rcv.up = tcb.rcv.nxt;
  tcb.rcv.upTold = tcb.rcv.nxt;
  tcb.snd.mss = sendMss(segment.options, tcb.local.address);
  tcb.agreed = agreement(offeredBy(options), segment.options, agreesOnEcn(segment.flags, tcb, options));
  if (tcb.agreed.windowScale) {
    tcb.snd.shift = shiftOf(segment.options);
    tcb.rcv.shift = shiftFor(options.receiveBuffer);
  }
  // RFC 7323 5.2
  tcb.rcv.tsRecent = seq(timestampsIn(segment.options)?.value ?? 0);
  tcb.rcv.tsRecentAt = now;
  takeWindow(tcb, segment, segment.window);
  const smss = senderMss(tcb, options);
  tcb.congestion = newCongestion(initialWindow(options.initialWindow, smss, tcb.lostSyns), tcb.iss);
}

/** SND.WND <- SEG.WND, SND.WL1 <- SEG.SEQ, SND.WL2 <- SEG.ACK. */
export function takeWindow(tcb: Draft, segment: Segment, window: number): void {
  tcb.snd.wnd = window;
  tcb.snd.wl1 = segment.seq;
  tcb.snd.wl2 = segment.ack;
  tcb.snd.maxWnd = Math.max(tcb.snd.maxWnd, window);
}

/** Text and controls on a SYN wait until the connection is ESTABLISHED (RFC 9293 3.10.7.2 third, 3.10.7.3 fourth). */
export function keepForLater({ tcb }: Turn, segment: Segment): void {
  const rest = trim(segment, tcb.rcv);
  noteUrgent(tcb, rest);
  tcb.rcv.held = hold(tcb.rcv.held, rest.seq, rest.text);
  if ((rest.flags & FIN) !== 0) tcb.rcv.fin = add(rest.seq, rest.text.length);
}

/** RFC 6298 5.7 */
const RTO_AFTER_LOST_SYN = 3 * SECOND;

/** Our SYN is acknowledged and the peer's is here. */
export function enterEstablished(turn: Turn): void {
  const { tcb } = turn;
  tcb.state = "ESTABLISHED";
  tell(turn, "established");
  signalUrgent(turn);
  // RFC 6298 5.7: whatever sample an echo has brought
  if (tcb.lostSyns > 0 && turn.options.initialRto < RTO_AFTER_LOST_SYN) tcb.rto = RTO_AFTER_LOST_SYN;
  // RFC 9293 3.10.4: a CLOSE that had to wait in SYN-RECEIVED
  if (tcb.closed) tcb.state = "FIN-WAIT-1";
}

/** RFC 9293 3.5: the attempt came to nothing, and the listener is as it was before. */
export function returnToListen({ tcb, options }: Turn): void {
  Object.assign(tcb, draftOf(newTcb(tcb.local, tcb.foreign, "passive", tcb.userTimeout, options)));
}
