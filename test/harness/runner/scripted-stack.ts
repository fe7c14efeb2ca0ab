/** A stack that does what a test tells it, right or wrong, in virtual time. */

import { CAPABILITIES, type Profile } from "../../../harness/port/profile";
import type { Arrival } from "../../../harness/port/link";
import type { Endpoints, Stack } from "../../../harness/port/stack";
import type { TcpState } from "../../../harness/port/state";
import { SECOND, type Time } from "../../../harness/port/time";
import type {
  CallOutcome,
  Choices,
  ConnectionId,
  Indication,
  IndicationKind,
  OpenRequest,
  ReceiveOutcome,
  SendOptions,
} from "../../../harness/port/user";
import { ACK, SYN, type Flags } from "../../../harness/wire/flags";
import type { TcpOption } from "../../../harness/wire/option";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import type { IpVersion } from "../../../harness/wire/packet";
import type { Segment } from "../../../harness/wire/segment";
import { add, seq } from "../../../harness/wire/seq";

/** The number that the stack begins with, unless it says another; near the end of the space. */
export const FIRST = seq(-2);

interface Sending {
  /** Counted from {@link FIRST}; 1 when left out. */
  readonly seq?: number;
  /** Counted from the peer's SYN; 1 when left out and ACK is set. */
  readonly ack?: number;
  /** As it stands in the header, instead of {@link seq}. */
  readonly exactly?: { readonly seq: number };
  readonly text?: Uint8Array;
  readonly window?: number;
  readonly reserved?: number;
  readonly options?: readonly TcpOption[];
  /** In seconds from now. */
  readonly after?: number;
  /** When it is said to have been sent, in seconds; the truth when left out. */
  readonly dated?: number;
}

/** What happens to the stack. */
export type Happening =
  | { readonly kind: "segment"; readonly segment: Segment }
  | { readonly kind: "call"; readonly name: "open"; readonly request: OpenRequest }
  | { readonly kind: "call"; readonly name: "send"; readonly text: Uint8Array; readonly options: SendOptions }
  | { readonly kind: "call"; readonly name: "choose"; readonly choices: Choices }
  | { readonly kind: "call"; readonly name: "receive" | "close" | "abort" };

/** What it may do about it. */
export interface Hands {
  readonly now: Time;
  sends(flags: Flags, sending?: Sending): void;
  tells(what: IndicationKind, after?: number): void;
  /** What STATUS tells from then on. */
  becomes(state: TcpState, after?: number): void;
}

/** What it does about one thing; what a call comes to, `ok` when nothing is said. */
export type Behaviour = (hands: Hands, happening: Happening) => CallOutcome | ReceiveOutcome | undefined;

const exactly = (seconds: number) => ({ value: seconds * SECOND, early: 0, late: 0 });

/** RTO 1 s, ACKs held back for 0.2 s at most, everything else at once. */
export const PROFILE: Profile = {
  capabilities: CAPABILITIES,
  timers: {
    msl: exactly(120),
    initialRto: exactly(1),
    minimumRto: exactly(1),
    delayedAck: exactly(0.2),
    reaction: exactly(0),
    answerSpacing: exactly(0),
  },
  synRetries: 5,
  synAckRetries: 5,
};

const ENDPOINTS: Readonly<Record<IpVersion, Endpoints>> = {
  4: { stack: "192.0.2.1", peer: "192.0.2.2" },
  6: { stack: "2001:db8::1", peer: "2001:db8::2" },
};

export interface Means {
  readonly name?: string;
  readonly profile?: Partial<Profile>;
  /** False: a black box. */
  readonly user?: boolean;
}

/** A new behaviour for each reset, as scenarios must not know of each other. */
export function scriptedStack(
  behaviour: () => Behaviour,
  { name = "scripted", profile, user = true }: Means = {},
): Stack {
  let now: Time = 0;
  let behave = behaviour();
  let state: TcpState = "CLOSED";
  let arrivals: Arrival[] = [];
  let indications: Indication[] = [];
  let agenda: { readonly at: Time; readonly act: () => void }[] = [];
  let version: IpVersion = 4;
  let [ownPort, otherPort, irs] = [0, 0, seq(0)];
  let connection: ConnectionId = "1";

  /** Does it now, before anything else that is due then, or puts it on the agenda. */
  function later(after: number, act: () => void): void {
    if (after === 0) act();
    else agenda = [...agenda, { at: now + after * SECOND, act }].sort((a, b) => a.at - b.at);
  }

  function encode(flags: Flags, sending: Sending): Uint8Array {
    const { stack: source, peer: destination } = ENDPOINTS[version];
    const { text, reserved, options } = sending;
    const segment = {
      sourcePort: ownPort,
      destinationPort: otherPort,
      seq: sending.exactly === undefined ? add(FIRST, sending.seq ?? 1) : seq(sending.exactly.seq),
      ack: (flags & ACK) === 0 ? seq(0) : add(irs, sending.ack ?? 1),
      flags,
      window: sending.window ?? 1000,
      ...(text !== undefined && { text }),
      ...(reserved !== undefined && { reserved }),
      ...(options !== undefined && { options }),
    };
    return encodePacket({ ip: { source, destination }, segment });
  }

  const hands: Hands = {
    get now() {
      return now;
    },
    sends(flags, sending = {}) {
      const bytes = encode(flags, sending);
      later(sending.after ?? 0, () => {
        arrivals.push({ at: sending.dated === undefined ? now : sending.dated * SECOND, bytes });
      });
    },
    tells(kind, after = 0) {
      later(after, () => {
        indications.push({ at: now, connection, kind });
      });
    },
    becomes(next, after = 0) {
      later(after, () => {
        state = next;
      });
    },
  };

  const OK: ReceiveOutcome = { ok: true, text: new Uint8Array(0), endOfStream: false };
  /** What the behaviour throws is what the call throws. */
  const call = (made: Happening): Promise<CallOutcome | ReceiveOutcome> =>
    new Promise((resolve) => {
      resolve(behave(hands, made) ?? OK);
    });

  return {
    name,
    version: "1",
    adapter: "memory",
    profile: { ...PROFILE, ...profile },
    clock: {
      kind: "virtual",
      now: () => now,
      pass(deadline) {
        while (arrivals.length === 0 && indications.length === 0) {
          const [next, ...rest] = agenda;
          now = Math.max(now, Math.min(deadline, next?.at ?? Infinity));
          if (next === undefined || next.at > deadline) break;
          agenda = rest;
          next.act();
        }
        return Promise.resolve();
      },
    },
    link: {
      send(datagram) {
        const packet = decodePacket(datagram);
        if (!packet.ok || packet.value.kind !== "tcp") throw new Error("the harness sent something unreadable");
        const { ip, segment } = packet.value;
        version = ip.version;
        [ownPort, otherPort] = [segment.destinationPort, segment.sourcePort];
        if ((segment.flags & SYN) !== 0) irs = segment.seq;
        return new Promise((resolve) => {
          behave(hands, { kind: "segment", segment });
          resolve(now);
        });
      },
      take() {
        const taken = arrivals;
        arrivals = [];
        return taken;
      },
    },
    ...(user && {
      user: {
        open(id: ConnectionId, request: OpenRequest) {
          connection = id;
          version = request.local.address.includes(":") ? 6 : 4;
          [ownPort, otherPort] = [request.local.port, request.foreign.port];
          return call({ kind: "call", name: "open", request });
        },
        send: (_: ConnectionId, text: Uint8Array, options: SendOptions = {}) =>
          call({ kind: "call", name: "send", text, options }),
        receive: async () => ({ ...OK, ...(await call({ kind: "call", name: "receive" })) }),
        close: () => call({ kind: "call", name: "close" }),
        abort: () => call({ kind: "call", name: "abort" }),
        status: () => Promise.resolve({ state }),
        choose: (_: ConnectionId, choices: Choices) => call({ kind: "call", name: "choose", choices }),
        take() {
          const taken = indications;
          indications = [];
          return taken;
        },
      },
    }),
    endpoints: (ip) => ENDPOINTS[ip],
    reset() {
      [now, state, arrivals, indications, agenda] = [0, "CLOSED", [], [], []];
      behave = behaviour();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** Does this about the first thing that happens, that about the second, and so on; nothing about what comes after. */
export function oneByOne(...acts: readonly ((hands: Hands) => void)[]): () => Behaviour {
  return () => {
    let next = 0;
    return (hands) => {
      acts[next++]?.(hands);
      return undefined;
    };
  };
}

/** Does something about each segment of the peer, the calls coming to `ok`. */
export function onSegments(...acts: readonly ((hands: Hands) => void)[]): () => Behaviour {
  return () => {
    let next = 0;
    return (hands, { kind }) => {
      if (kind === "segment") acts[next++]?.(hands);
      return undefined;
    };
  };
}
