/** A host of virtual time, run in real time on a link. */

import { alarm } from "../../../adapters/wrap";
import type { IpLink, Timekeeper } from "../../../adapters/wrap";
import type { ConnectionId, IndicationKind, SocketAddress } from "../../../harness/port/user";
import type { Address } from "../../../harness/wire";
import { decodePacket } from "../../../harness/wire";
import { referenceHost } from "../host";
import type { ReferenceOptions } from "../options";
import type { ReferenceUser } from "../reference-user";
import type { Report } from "../report";

/** The two ends of a connection, seen from here. */
export interface SocketPair {
  readonly local: SocketAddress;
  readonly foreign: SocketAddress;
}

export interface RunningHostPlan {
  readonly link: IpLink;
  readonly time: Timekeeper;
  readonly addresses: readonly Address[];
  readonly options: ReferenceOptions;
  readonly seed: number | string;
  /** A user was told something; `cause` are the sockets on the datagram that was the reason, if one was. */
  readonly told: (connection: ConnectionId, what: IndicationKind, cause: SocketPair | undefined) => void;
  /** Something of interest has happened that ends nothing. */
  readonly reported: (connection: ConnectionId, report: Report) => void;
  /** A segment has arrived between these sockets: there may be text to read, or room to write. */
  readonly arrived: (pair: SocketPair) => void;
}

type Timeless<F> = F extends (...parameters: [...infer P, now: number]) => infer R ? (...parameters: P) => R : never;

/** The user calls, made now. */
export interface RunningUser {
  readonly open: Timeless<ReferenceUser["open"]>;
  readonly send: (id: ConnectionId, text: Uint8Array) => ReturnType<ReferenceUser["send"]>;
  readonly receive: Timeless<ReferenceUser["receive"]>;
  readonly close: Timeless<ReferenceUser["close"]>;
  readonly abort: Timeless<ReferenceUser["abort"]>;
  readonly status: ReferenceUser["status"];
  readonly choose: Timeless<ReferenceUser["choose"]>;
}

export interface RunningHost {
  readonly user: RunningUser;
  /** Closes the link and stops all timers. Nothing is called back after it. */
  close(): void;
}

/** Runs a host until it is closed. What it tells is told after the call or the datagram that it comes from is done with. */
export function runHost(plan: RunningHostPlan): RunningHost {
  const { link, time, addresses, options, seed, told, reported, arrived } = plan;
  const news: (() => void)[] = [];
  let cause: SocketPair | undefined;
  let isTelling = false;
  let isClosed = false;

  const host = referenceHost(
    {
      seed,
      addresses,
      transmit(datagram) {
        link.send(datagram);
      },
      tell(connection, what) {
        const about = cause;
        news.push(() => {
          told(connection, what, about);
        });
      },
    },
    options,
    undefined,
    (connection, report) => {
      news.push(() => {
        reported(connection, report);
      });
    },
  );
  const calls = host.user;
  const bell = alarm(time, () => {
    happen(() => {
      host.advance(time.now());
    });
  });

  /** Something happens in the host; then everybody hears of it, and the alarm is set for what comes next. */
  function happen<T>(what: () => T): T {
    const outcome = what();
    spread();
    if (!isClosed) bell.set(host.nextTimer());
    return outcome;
  }

  /** Tells what there is to be told, one thing after the other, also when that sets off more. */
  function spread(): void {
    if (isTelling) return;
    isTelling = true;
    try {
      for (let tell = news.shift(); tell !== undefined && !isClosed; tell = news.shift()) tell();
    } finally {
      isTelling = false;
    }
  }

  link.onDatagram((datagram) => {
    if (isClosed) return;
    const pair = pairOn(datagram);
    happen(() => {
      cause = pair;
      host.receive(datagram, time.now());
      cause = undefined;
      if (pair !== undefined) {
        news.push(() => {
          arrived(pair);
        });
      }
    });
  });

  return {
    user: {
      open: (id, request) => happen(() => calls.open(id, request, time.now())),
      send: (id, text) => happen(() => calls.send(id, text, {}, time.now())),
      receive: (id, limit) => happen(() => calls.receive(id, limit, time.now())),
      close: (id) => happen(() => calls.close(id, time.now())),
      abort: (id) => happen(() => calls.abort(id, time.now())),
      status: (id) => calls.status(id),
      choose: (id, choices) => happen(() => calls.choose(id, choices, time.now())),
    },
    close() {
      isClosed = true;
      bell.set(Infinity);
      link.close();
    },
  };
}

function pairOn(datagram: Uint8Array): SocketPair | undefined {
  const packet = decodePacket(datagram);
  if (!packet.ok || packet.value.kind !== "tcp") return undefined;
  const { ip, segment } = packet.value;
  return {
    local: { address: ip.destination, port: segment.destinationPort },
    foreign: { address: ip.source, port: segment.sourcePort },
  };
}
