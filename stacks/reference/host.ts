/** A host with the reference TCP on it: connections and listeners above, IP below. */

import type { InProcessEnvironment } from "../../adapters/memory/in-process-host";
import type { Time } from "../../harness/port/time";
import type { CallOutcome, ConnectionId, ReceiveOutcome, SocketAddress } from "../../harness/port/user";
import { ACK, RST, SYN } from "../../harness/wire/flags";
import { decodePacket, encodePacket } from "../../harness/wire/packet-codec";
import { verifyChecksums } from "../../harness/wire/verify-checksums";
import { addressVersion } from "../../harness/wire/address";
import type { Address, IpHeader } from "../../harness/wire/packet";
import type { IcmpError } from "../../harness/wire/icmp";
import type { Segment, SegmentToSend } from "../../harness/wire/segment";
import { agenda } from "./agenda";
import { challengeLimit } from "./challenge";
import { connectionOf } from "./connection";
import type { Connection } from "./connection";
import { networkError } from "./network-error";
import { isnKey } from "./isn";
import type { ReferenceOptions } from "./options";
import type { ReferenceHost, ReferenceOpenRequest, ReferenceUser } from "./reference-user";
import { mayReopen } from "./reopening";
import type { Report } from "./report";
import { pairMap } from "./pair-map";
import { segmentArrivesInClosed } from "./segment-arrives/closed";
import { isSpecified, isUnicast, isUnspecified, listenerOf } from "./sockets";
import { step } from "./step";
import type { TcbEvent } from "./step";
import { NEVER, newTcb } from "./tcb";
import type { Tcb } from "./tcb";
import { failure } from "./user-calls";
import { urgentAhead } from "./urgent";

/** Sees the TCB of a connection after each event: for plots of cwnd, ssthresh and what is on its way. */
export type Observer = (id: ConnectionId, tcb: Tcb, now: Time) => void;

/** MUST-47. Whoever wants to hear nothing gives none (SHLD-20). */
export type Reporter = (id: ConnectionId, report: Report, now: Time) => void;

/** What the host stands on; its seed may be a secret as well (RFC 6528 3). */
export interface HostEnvironment extends Omit<InProcessEnvironment, "seed"> {
  readonly seed: number | string;
}

/** RFC 3168 5: the two low bits of the traffic class. */
const ECT_0 = 2;
const CE = 3;

const OK: CallOutcome = { ok: true };

/** The TCP host itself. */
export function referenceHost(
  environment: HostEnvironment,
  options: ReferenceOptions,
  observe?: Observer,
  report?: Reporter,
): ReferenceHost {
  const key = isnKey(environment.seed);
  const byName = new Map<ConnectionId, Connection>();
  /** Connections, and listeners that wait for one caller, by their pair of sockets. */
  const byPair = pairMap<Connection>();
  /** Listeners that take anybody, by their local socket. */
  const openEnded = new Map<string, Connection>();
  const timetable = agenda<Connection>();
  const challenges = challengeLimit(options);

  function add(connection: Connection): void {
    const { local, foreign } = connection.tcb;
    byName.set(connection.id, connection);
    if (isSpecified(foreign)) byPair.set(local, foreign, connection);
    else openEnded.set(listenerOf(local), connection);
  }

  function remove(connection: Connection): void {
    const { local, foreign } = connection.tcb;
    byName.delete(connection.id);
    if (isSpecified(foreign)) byPair.delete(local, foreign);
    else openEnded.delete(listenerOf(local));
  }

  /** One event on one connection, and everything that it brings about. */
  function run(connection: Connection, event: TcbEvent, now: Time): ReceiveOutcome {
    const before = connection.tcb;
    const surroundings = {
      now,
      options: connection.options,
      isnKey: key,
      challengesLeft: challenges.leftAt(now),
    };
    const { tcb, actions, outcome, challengesLeft } = step(before, event, surroundings);
    connection.tcb = tcb;
    challenges.keep(challengesLeft);
    observe?.(connection.id, tcb, now);
    const { listener, resumes } = connection;
    if (listener !== undefined && before.state === "SYN-RECEIVED" && tcb.state !== "SYN-RECEIVED") {
      listener.halfOpen -= 1;
    }
    // A caller of an open-ended listener has nothing to go back to: the listener never left LISTEN.
    const isGone = tcb.state === "CLOSED" || (tcb.state === "LISTEN" && listener !== undefined);
    if (isGone) remove(connection);
    else timetable.update(connection);
    // MAY-2 (2): its SYN was an old one, and TIME-WAIT goes on
    if (isGone && before.state === "SYN-RECEIVED" && resumes !== undefined) {
      add(resumes);
      timetable.update(resumes);
    }
    for (const action of actions) {
      switch (action.kind) {
        case "send":
          transmit(tcb.local, tcb.foreign, action.segment, connection.options, action.ect);
          break;
        case "tell":
          environment.tell(connection.id, action.what);
          break;
        case "report":
          report?.(connection.id, action.report, now);
          // MUST-47, SHLD-20
          if (connection.options.softErrors) environment.tell(connection.id, "soft error");
      }
    }
    return outcome;
  }

  function transmit(
    local: SocketAddress,
    foreign: SocketAddress,
    segment: SegmentToSend,
    { diffserv, hopLimit }: ReferenceOptions,
    ect = false,
  ): void {
    // SHLD-22
    const trafficClass = (diffserv << 2) | (ect ? ECT_0 : 0);
    const ip = { source: local.address, destination: foreign.address, hopLimit, trafficClass };
    environment.transmit(encodePacket({ ip, segment }));
  }

  function receive(datagram: Uint8Array, now: Time): void {
    const packet = decodePacket(datagram);
    if (!packet.ok || packet.value.kind === "other") return;
    const { ip } = packet.value;
    if (!environment.addresses.includes(ip.destination)) return;
    // MUST-57, MUST-63, RFC 1122 4.2.3.10
    if (!isUnicast(ip.source)) return;
    // MUST-3
    const checksums = verifyChecksums(datagram);
    if (!checksums.ip || !checksums.transport) return;
    if (packet.value.kind === "tcp") arrive(ip, packet.value.segment, now);
    else errorArrives(ip, packet.value.error, now);
  }

  function arrive(ip: IpHeader, segment: Segment, now: Time): void {
    const local = { address: ip.destination, port: segment.destinationPort };
    const foreign = { address: ip.source, port: segment.sourcePort };
    const connection = byPair.get(local, foreign);
    if (connection !== undefined && mayReopen(connection.tcb, segment, options)) {
      if (reopen(connection, segment, now)) return;
    }
    if (connection !== undefined) {
      const isMarked = (ip.trafficClass & CE) === CE;
      run(connection, { kind: "segment", segment, isMarked }, now);
      return;
    }
    const listener = openEnded.get(listenerOf(local));
    if (listener !== undefined) {
      callListener(listener, foreign, segment, now);
      return;
    }
    const reset = segmentArrivesInClosed(segment, options);
    if (reset !== undefined) transmit(local, foreign, reset, options);
  }

  /** MAY-2: TIME-WAIT ends early, if there is a listener with room for the caller. */
  function reopen(connection: Connection, segment: Segment, now: Time): boolean {
    const { local, foreign } = connection.tcb;
    const listener = openEnded.get(listenerOf(local));
    if (listener === undefined || listener.halfOpen >= options.backlog) return false;
    remove(connection);
    const resumes = connectionOf(connection.id, connection.tcb, connection.options, connection);
    connection.tcb = { ...connection.tcb, state: "CLOSED" };
    callListener(listener, foreign, segment, now, resumes);
    return true;
  }

  /** MUST-54: the quoted header tells whose segment it was. */
  function errorArrives(ip: IpHeader, error: IcmpError, now: Time): void {
    const known = networkError(ip.version, error);
    if (known === undefined || error.quoted === undefined) return;
    const { source, sourcePort, destination, destinationPort } = error.quoted;
    const local = { address: source, port: sourcePort };
    const foreign = { address: destination, port: destinationPort };
    const connection = byPair.get(local, foreign);
    if (connection !== undefined) run(connection, { kind: "error", error: known }, now);
  }

  /** A listener that takes anybody goes on listening; the caller gets a TCB of its own. */
  function callListener(
    listener: Connection,
    foreign: SocketAddress,
    segment: Segment,
    now: Time,
    resumes?: Connection,
  ): void {
    const isCall = (segment.flags & (SYN | ACK | RST)) === SYN;
    if (isCall && listener.halfOpen >= options.backlog) return;
    const { local, userTimeout } = listener.tcb;
    // MAY-2 (1)
    const issFloor = resumes?.tcb.snd.nxt;
    const tcb = { ...newTcb(local, foreign, "passive", userTimeout, listener.options), issFloor };
    const from = { listener, ...(resumes !== undefined && { resumes }) };
    const caller = connectionOf(`${listener.id}/${listener.callers + 1}`, tcb, listener.options, from);
    if (isCall) {
      listener.callers += 1;
      listener.halfOpen += 1;
      add(caller);
    }
    run(caller, { kind: "segment", segment }, now);
  }

  /** MUST-44: where the user names no address, IP has one. */
  function ownAddress(asked: Address): Address {
    if (!isUnspecified(asked)) return asked;
    return environment.addresses.find((each) => addressVersion(each) === addressVersion(asked)) ?? asked;
  }

  /** RFC 9293 3.10.1 */
  function open(id: ConnectionId, request: ReferenceOpenRequest, now: Time): CallOutcome {
    const { kind, foreign, timeout = options.userTimeout, choices } = request;
    const local = kind === "active" ? { ...request.local, address: ownAddress(request.local.address) } : request.local;
    const known = byName.get(id);
    if (known !== undefined) {
      if (kind !== "active" || known.tcb.state !== "LISTEN") return failure("connection already exists");
      known.options = { ...known.options, ...choices };
      return activate(known, foreign, now);
    }
    // MUST-41: an OPEN leaves alone whatever was opened before
    const isTaken = isSpecified(foreign) ? byPair.get(local, foreign) !== undefined : openEnded.has(listenerOf(local));
    if (!environment.addresses.includes(local.address)) return failure("connection illegal for this process");
    if (isTaken) return failure("connection already exists");
    if (isSpecified(foreign) && !isUnicast(foreign.address)) {
      // MUST-46
      return { ok: false, error: "other", detail: `${foreign.address} is no host's address` };
    }
    const tcb = newTcb(local, foreign, kind, timeout, options);
    const connection = connectionOf(id, tcb, { ...options, ...choices });
    if (kind === "passive") {
      add(connection);
      return OK;
    }
    if (!isSpecified(foreign)) return failure("foreign socket unspecified");
    add(connection);
    return run(connection, { kind: "call", call: { kind: "open" } }, now);
  }

  /** An active OPEN of a listener; it may name another peer than the listener waited for. */
  function activate(connection: Connection, foreign: SocketAddress, now: Time): CallOutcome {
    remove(connection);
    connection.tcb = { ...connection.tcb, foreign: isSpecified(foreign) ? foreign : connection.tcb.foreign };
    add(connection);
    return run(connection, { kind: "call", call: { kind: "open" } }, now);
  }

  const MISSING = failure("connection does not exist");

  const user: ReferenceUser = {
    open,
    send(id, text, { urgent = false, timeout }, now) {
      const connection = byName.get(id);
      if (connection === undefined) return MISSING;
      const call = { kind: "send", text: text.slice(), urgent, ...(timeout !== undefined && { timeout }) } as const;
      return run(connection, { kind: "call", call }, now);
    },
    receive(id, limit, now) {
      const connection = byName.get(id);
      if (connection === undefined) return MISSING;
      return run(connection, { kind: "call", call: { kind: "receive", limit } }, now);
    },
    close(id, now) {
      const connection = byName.get(id);
      return connection === undefined ? MISSING : run(connection, { kind: "call", call: { kind: "close" } }, now);
    },
    abort(id, now) {
      const connection = byName.get(id);
      return connection === undefined ? MISSING : run(connection, { kind: "call", call: { kind: "abort" } }, now);
    },
    status(id) {
      const tcb = byName.get(id)?.tcb;
      if (tcb === undefined) return { state: "CLOSED" };
      const variables = {
        unacknowledged: String(tcb.queue.text.length),
        "urgent-ahead": urgentAhead(tcb) > 0 ? "yes" : "no",
      };
      return { state: tcb.state, variables };
    },
    choose(id, choices, now) {
      const connection = byName.get(id);
      if (connection === undefined) return MISSING;
      const { keepAliveInterval: keepAliveSpacing, userTimeout = connection.tcb.userTimeout } = choices;
      const spacing = keepAliveSpacing === undefined ? {} : { keepAliveSpacing };
      connection.options = { ...connection.options, ...spacing, ...choices };
      // Text that Nagle held back may go now, and timers are set anew.
      const timers = { ...connection.tcb.timers, keepAlive: NEVER, user: NEVER };
      connection.tcb = { ...connection.tcb, userTimeout, timers };
      return run(connection, { kind: "timeout" }, now);
    },
    urgentAhead(id) {
      const connection = byName.get(id);
      return connection === undefined ? 0 : urgentAhead(connection.tcb);
    },
  };

  return {
    receive,
    nextTimer: () => timetable.next(),
    advance(now) {
      for (let due = timetable.takeDue(now); due !== undefined; due = timetable.takeDue(now)) {
        run(due, { kind: "timeout" }, now);
      }
    },
    user,
  };
}
