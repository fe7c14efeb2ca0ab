/**
 * A copy of a TCB that may be written to, written out field by field: that takes a twentieth of the time that spreading
 * does, and each event makes one. The compiler sees to it that no field is left out.
 */

import type { Draft, Tcb } from "./tcb";

/** Queues are shared with the original; whoever changes one puts a new one in its place. */
export function draftOf(tcb: Tcb): Draft {
  const { snd, rcv, timers } = tcb;
  return {
    local: tcb.local,
    foreign: tcb.foreign,
    state: tcb.state,
    origin: tcb.origin,
    iss: tcb.iss,
    irs: tcb.irs,
    agreed: tcb.agreed,
    timestampOrigin: tcb.timestampOrigin,
    snd: {
      una: snd.una,
      nxt: snd.nxt,
      wnd: snd.wnd,
      wl1: snd.wl1,
      wl2: snd.wl2,
      up: snd.up,
      maxWnd: snd.maxWnd,
      mss: snd.mss,
      shift: snd.shift,
      cwr: snd.cwr,
      held: snd.held,
    },
    rcv: {
      nxt: rcv.nxt,
      wnd: rcv.wnd,
      up: rcv.up,
      upTold: rcv.upTold,
      text: rcv.text,
      held: rcv.held,
      blocks: rcv.blocks,
      repeated: rcv.repeated,
      fin: rcv.fin,
      unacknowledged: rcv.unacknowledged,
      marked: rcv.marked,
      shift: rcv.shift,
      tsRecent: rcv.tsRecent,
      tsRecentAt: rcv.tsRecentAt,
      lastAckSent: rcv.lastAckSent,
    },
    queue: tcb.queue,
    closed: tcb.closed,
    userTimeout: tcb.userTimeout,
    roundTrip: tcb.roundTrip,
    rto: tcb.rto,
    timed: tcb.timed,
    retransmissions: tcb.retransmissions,
    congestion: tcb.congestion,
    scoreboard: tcb.scoreboard,
    lostUntil: tcb.lostUntil,
    highRxt: tcb.highRxt,
    rescueRxt: tcb.rescueRxt,
    lastSent: tcb.lastSent,
    lostSyns: tcb.lostSyns,
    pathMtu: tcb.pathMtu,
    softError: tcb.softError,
    issFloor: tcb.issFloor,
    keepAlives: tcb.keepAlives,
    probeInterval: tcb.probeInterval,
    probing: tcb.probing,
    timers: {
      user: timers.user,
      retransmission: timers.retransmission,
      persist: timers.persist,
      delayedAck: timers.delayedAck,
      timeWait: timers.timeWait,
      keepAlive: timers.keepAlive,
    },
  };
}
