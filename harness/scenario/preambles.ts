/** Scripted ways into each state, shared by all suites: `from: established()`. */

import type { TcpState } from "../port/state";
import { ACK, FIN_ACK, SYN, SYN_ACK } from "../wire/flags";
import { mss, type TcpOption } from "../wire/option";
import { MSL, RTO } from "./duration";
import { IRS, ISS, RCV, SND } from "./expression";
import type { Step } from "./step";
import { connection, DATA, FIRST_CONNECTION, wait } from "./vocabulary";

/** The peer's offer in every handshake that is not itself the matter of a scenario. */
const OFFER = { options: [mss(1460)] } as const;

/** A listener; nobody has called yet. */
export function listening(id = FIRST_CONNECTION): readonly Step[] {
  const { user, stack } = connection(id);
  return [user.listen(), stack.isIn("LISTEN")];
}

/** The stack's SYN is out. */
export function synSent(id = FIRST_CONNECTION): readonly Step[] {
  const { user, stack } = connection(id);
  return [user.connect(), stack.sends(SYN, { as: "the SYN" }), stack.isIn("SYN-SENT")];
}

/** The peer's SYN has been answered. */
export function synReceived(id = FIRST_CONNECTION): readonly Step[] {
  const { user, peer, stack } = connection(id);
  return [
    user.listen(),
    peer.sends(SYN, { seq: IRS, ...OFFER }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT, as: "the SYN+ACK" }),
    stack.isIn("SYN-RECEIVED"),
  ];
}

/** Both sides have called at once, and the peer's SYN has been answered; needs the capability `simultaneous-open`. */
export function synReceivedAfterCrossingSyns(id = FIRST_CONNECTION): readonly Step[] {
  const { peer, stack } = connection(id);
  return [
    ...synSent(id),
    peer.sends(SYN, { seq: IRS, ...OFFER }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    stack.isIn("SYN-RECEIVED"),
  ];
}

/** The three-way handshake, the peer calling. */
export function established(id = FIRST_CONNECTION): readonly Step[] {
  const { user, peer, stack } = connection(id);
  return [...synReceived(id), peer.sends(ACK), user.isTold("established"), stack.isIn("ESTABLISHED")];
}

/** The three-way handshake, the stack calling. */
export function establishedActively(id = FIRST_CONNECTION): readonly Step[] {
  const { user, peer, stack } = connection(id);
  return [
    ...synSent(id),
    peer.sends(SYN_ACK, { seq: IRS, ...OFFER }),
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    user.isTold("established"),
    stack.isIn("ESTABLISHED"),
  ];
}

/** The user has closed; its FIN is not acknowledged yet. */
export function finWait1(id = FIRST_CONNECTION): readonly Step[] {
  const { user, stack } = connection(id);
  return [
    ...established(id),
    user.close(),
    stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, as: "the FIN" }),
    stack.isIn("FIN-WAIT-1"),
  ];
}

/** The user has closed and the peer knows; the other direction is open. */
export function finWait2(id = FIRST_CONNECTION): readonly Step[] {
  const { peer, stack } = connection(id);
  return [...finWait1(id), peer.sends(ACK), stack.isIn("FIN-WAIT-2")];
}

/** The peer has closed; the user has not. */
export function closeWait(id = FIRST_CONNECTION): readonly Step[] {
  const { peer, stack } = connection(id);
  return [
    ...established(id),
    peer.sends(FIN_ACK),
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    stack.isIn("CLOSE-WAIT"),
  ];
}

/** FINs have crossed; the stack's is not acknowledged yet. */
export function closing(id = FIRST_CONNECTION): readonly Step[] {
  const { peer, stack } = connection(id);
  return [
    ...finWait1(id),
    peer.sends(FIN_ACK, { ack: SND.UNA }),
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    stack.isIn("CLOSING"),
  ];
}

/** The peer closed first, then the user; the stack's FIN is not acknowledged yet. */
export function lastAck(id = FIRST_CONNECTION): readonly Step[] {
  const { user, stack } = connection(id);
  return [
    ...closeWait(id),
    user.close(),
    stack.sends(FIN_ACK, { seq: SND.NXT, ack: RCV.NXT, as: "the FIN" }),
    stack.isIn("LAST-ACK"),
  ];
}

/** The user closed first and the exchange is complete. */
export function timeWait(id = FIRST_CONNECTION): readonly Step[] {
  const { peer, stack } = connection(id);
  return [
    ...finWait2(id),
    peer.sends(FIN_ACK),
    stack.sends(ACK, { seq: SND.NXT, ack: RCV.NXT }),
    stack.isIn("TIME-WAIT"),
  ];
}

/** TIME-WAIT after crossing FINs. */
export function timeWaitFromClosing(id = FIRST_CONNECTION): readonly Step[] {
  const { peer, stack } = connection(id);
  return [...closing(id), peer.sends(ACK), stack.isIn("TIME-WAIT")];
}

/** A connection that was there and is gone. */
export function closed(id = FIRST_CONNECTION): readonly Step[] {
  const { stack } = connection(id);
  return [...timeWait(id), wait.past(MSL.times(2)), stack.isIn("CLOSED")];
}

/** More than anybody sends before it has an ACK; the largest window without scaling. */
const WIDE = 65_535;

/**
 * A chargen above the stack has been called: from now on it has more to send than it may, in pieces that are its own choice, so that
 * its first segments may be short ones. The peer says this on its SYN, and has room for `window` octets.
 */
export function generating(options: readonly TcpOption[], window = WIDE): readonly Step[] {
  const { user, peer, stack } = connection(FIRST_CONNECTION);
  return [
    user.listen("chargen"),
    peer.sends(SYN, { seq: IRS, window, options }),
    stack.sends(SYN_ACK, { seq: ISS, ack: RCV.NXT }),
    peer.sends(ACK),
  ];
}

/** The chargen's next text, whatever it is and however much. The program may take an RTO to write it. */
export const goesOnGenerating: Step = connection(FIRST_CONNECTION).stack.sends(DATA, { seq: SND.NXT, within: RTO });

/** What the chargen began with is acknowledged: more is queued by now than the window takes. */
export function generated(options: readonly TcpOption[], window = WIDE): readonly Step[] {
  const { peer, stack } = connection(FIRST_CONNECTION);
  return [...generating(options, window), goesOnGenerating, stack.flight({}), peer.sends(ACK)];
}

/** The ways into each state, each with its name; two where the RFC has an active and a passive one. */
export const WAYS: Readonly<Record<TcpState, Readonly<Record<string, (id?: string) => readonly Step[]>>>> = {
  LISTEN: { "": listening },
  "SYN-SENT": { "": synSent },
  "SYN-RECEIVED": { "passive open": synReceived },
  ESTABLISHED: { "passive open": established, "active open": establishedActively },
  "FIN-WAIT-1": { "": finWait1 },
  "FIN-WAIT-2": { "": finWait2 },
  "CLOSE-WAIT": { "": closeWait },
  CLOSING: { "": closing },
  "LAST-ACK": { "": lastAck },
  "TIME-WAIT": { "normal close": timeWait, "simultaneous close": timeWaitFromClosing },
  CLOSED: { "": closed },
};
