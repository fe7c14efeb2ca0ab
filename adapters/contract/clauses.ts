/**
 * What every stack under test owes to the harness, whatever TCP is in it and however it is reached (harness/port): the ground
 * on which verdicts stand. None of these is about conformance: a TCP that does much wrong can keep the contract.
 */

import { CHOICE_WORDS } from "../../harness/port/profile";
import type { Capability } from "../../harness/port/profile";
import type { Stack } from "../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../harness/port/time";
import type { Choices } from "../../harness/port/user";
import { ACK, add, decodePacket, FIN, printHex, PSH, RST, SYN, verifyChecksums } from "../../harness/wire";
import type { IpVersion } from "../../harness/wire";
import {
  demand,
  demandOk,
  established,
  isSame,
  PATIENCE,
  TEXT,
  until,
  untilReceived,
  untilSent,
  untilTold,
} from "./demands";
import { Peer, portsOf } from "./peer";

export interface Clause {
  /** A sentence about the stack. */
  readonly title: string;
  /** Without these there is nothing to keep. */
  readonly needs: readonly Capability[];
  /** Only where time is virtual. */
  readonly virtual?: true;
  /** @throws {ContractBroken} */
  readonly check: (stack: Stack, version: IpVersion) => Promise<void>;
}

/** Datagrams that are wrong in ways that a decoder may stumble over; all of them are IP at first sight, or no device takes them. */
const NONSENSE: readonly Uint8Array[] = [
  [0x45],
  [0x60],
  [0x45, ...Array<number>(39).fill(0xff)],
  [0x60, ...Array<number>(39).fill(0xff)],
  // A header longer than the datagram, a total length beyond its end, a data offset of 15 words in 20 octets.
  [0x4f, 0, 0, 20, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 2, 192, 0, 2, 1],
  [0x45, 0, 0xff, 0xff, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 2, 192, 0, 2, 1],
].map((octets) => Uint8Array.from(octets));

/** One after the other, so that the interval is there when keep-alives are switched on. */
const CHOSEN: readonly (readonly [keyof Choices, Choices])[] = [
  ["nagle", { nagle: false }],
  ["keepAliveInterval", { keepAliveInterval: 60 * SECOND }],
  ["keepAlive", { keepAlive: true }],
  ["userTimeout", { userTimeout: 60 * SECOND }],
  ["diffserv", { diffserv: 10 }],
  ["hopLimit", { hopLimit: 37 }],
  ["softErrors", { softErrors: false }],
];

export const CONTRACT: readonly Clause[] = [
  {
    title: "after a reset time begins anew and nothing is waiting",
    needs: [],
    async check(stack) {
      const now = stack.clock.now();
      const isAnew = stack.clock.kind === "virtual" ? now === 0 : now < SECOND;
      demand(isAnew, () => `the clock stands at ${now}`);
      demand(stack.link.take().length === 0, () => "a datagram is waiting");
      demand((stack.user?.take().length ?? 0) === 0, () => "the user is told something");
      return Promise.resolve();
    },
  },
  {
    title: "time passes to the deadline when nothing happens, and never back",
    needs: [],
    async check({ clock }) {
      const deadline = clock.now() + 20 * MILLISECOND;
      await clock.pass(deadline);
      const now = clock.now();
      const isThere = clock.kind === "virtual" ? now === deadline : now >= deadline;
      demand(isThere, () => `the deadline was ${deadline}, and the clock stands at ${now}`);
      await clock.pass(0);
      demand(clock.now() >= now, () => `a deadline in the past put the clock back to ${clock.now()}`);
    },
  },
  {
    title: "nonsense does no harm",
    needs: [],
    async check(stack) {
      for (const datagram of NONSENSE) await stack.link.send(Uint8Array.from(datagram));
      await stack.clock.pass(stack.clock.now() + MILLISECOND);
      stack.link.take();
      await stack.reset(2);
      demand(stack.link.take().length === 0, () => "it is still answering after a reset");
    },
  },
  {
    title: "what it sends are IP datagrams with right checksums, from its own address to its caller's",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = new Peer(stack, version);
      demandOk("OPEN (passive)", await peer.open("passive"));
      await stack.link.send(peer.encode(SYN));
      await stack.clock.pass(stack.clock.now() + PATIENCE);
      const sent = stack.link.take();
      demand(sent.length > 0, () => "a SYN to a listener was not answered");
      for (const { bytes } of sent) {
        const decoded = decodePacket(bytes);
        demand(decoded.ok, () => `the datagram cannot be read: ${printHex(bytes)}`);
        const { source, destination } = decoded.value.ip;
        const ends = stack.endpoints(version);
        demand(source === ends.stack, () => `the source is ${source}, not ${ends.stack}`);
        demand(destination === ends.peer, () => `the destination is ${destination}, not ${ends.peer}`);
        const right = verifyChecksums(bytes);
        demand(right.ip && right.transport, () => `a checksum is wrong: ${printHex(bytes)}`);
      }
    },
  },
  {
    title: "a listener answers a SYN, and its user is told once when the connection is there",
    needs: ["user-calls"],
    async check(stack, version) {
      await established(stack, version);
    },
  },
  {
    title: "STATUS tells LISTEN, SYN-RECEIVED, ESTABLISHED, and CLOSED for what never was",
    needs: ["user-calls", "status"],
    async check(stack, version) {
      const peer = new Peer(stack, version);
      const demandState = async (state: string): Promise<void> => {
        const seen = await peer.state();
        demand(seen === state, () => `STATUS told ${seen}, not ${state}`);
      };
      await demandState("CLOSED");
      demandOk("OPEN (passive)", await peer.open("passive"));
      await demandState("LISTEN");
      await peer.send(SYN);
      await untilSent(peer, SYN | ACK, "SYN,ACK");
      await demandState("SYN-RECEIVED");
      await peer.send(ACK);
      await untilTold(peer, "established");
      await demandState("ESTABLISHED");
    },
  },
  {
    title: "text goes through, octet by octet, both ways",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = await established(stack, version);
      const nothing = await peer.user.receive(peer.id, 1000);
      demandOk("RECEIVE before there is anything", nothing);
      demand(nothing.ok && nothing.text.length === 0, () => "RECEIVE brought octets that nobody has sent");
      await peer.send(ACK | PSH, { text: TEXT });
      const received = await untilReceived(peer, TEXT.length);
      demand(isSame(received, TEXT), () => `RECEIVE brought other octets: ${printHex(received)}`);
      demandOk("SEND", await peer.user.send(peer.id, TEXT, { push: true }));
      const sent: number[] = [];
      await until(
        peer,
        () => {
          for (const { segment } of peer.heard.splice(0)) if (segment.text.length > 0) sent.push(...segment.text);
          return sent.length >= TEXT.length;
        },
        () => `of ${TEXT.length} octets ${sent.length} were sent`,
      );
      demand(isSame(Uint8Array.from(sent.slice(0, TEXT.length)), TEXT), () => "other octets were sent");
    },
  },
  {
    title: "no more is received at once than was asked for, and nothing is lost by it",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = await established(stack, version);
      await peer.send(ACK | PSH, { text: TEXT });
      const pieces: number[] = [];
      await until(
        peer,
        async () => {
          const outcome = await peer.user.receive(peer.id, 2);
          demandOk("RECEIVE", outcome);
          if (!outcome.ok) return false;
          demand(outcome.text.length <= 2, () => `RECEIVE brought ${outcome.text.length} octets; 2 were asked for`);
          pieces.push(...outcome.text);
          return pieces.length >= TEXT.length;
        },
        () => `RECEIVE brought ${pieces.length} of ${TEXT.length} octets`,
      );
      demand(isSame(Uint8Array.from(pieces), TEXT), () => "RECEIVE brought other octets");
    },
  },
  {
    title: "the end of the stream is told once, and RECEIVE tells it too",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = await established(stack, version);
      await peer.send(FIN | ACK);
      await untilTold(peer, "end of stream");
      const outcome = await peer.user.receive(peer.id, 1000);
      const tells = outcome.ok ? outcome.endOfStream : outcome.error === "connection closing";
      demand(tells, () => "RECEIVE does not tell the end of the stream");
    },
  },
  {
    title: "CLOSE sends a FIN",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = await established(stack, version);
      demandOk("CLOSE", await peer.user.close(peer.id));
      await untilSent(peer, FIN, "FIN");
    },
  },
  {
    title: "ABORT ends the connection, and calls to it are errors from then on",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = await established(stack, version);
      const outcome = await peer.user.abort(peer.id);
      // Where there is no such call there is nothing to keep.
      if (!outcome.ok && outcome.error === "not supported") return;
      demandOk("ABORT", outcome);
      const { ok } = await peer.user.send(peer.id, TEXT);
      demand(!ok, () => "SEND after ABORT was taken");
    },
  },
  {
    title: "calls to a connection that never was are errors",
    needs: ["user-calls"],
    async check(stack, version) {
      const { user } = new Peer(stack, version);
      const outcomes = [
        ["SEND", await user.send("nobody", TEXT)],
        ["RECEIVE", await user.receive("nobody", 1)],
        ["CLOSE", await user.close("nobody")],
        ["ABORT", await user.abort("nobody")],
      ] as const;
      for (const [call, { ok }] of outcomes) demand(!ok, () => `${call} was taken`);
    },
  },
  {
    title: "what its user can choose is chosen for a connection, and for none that never was",
    needs: ["user-calls"],
    async check(stack, version) {
      const chosen = CHOSEN.filter(([name]) => stack.profile.capabilities.includes(`choose-${CHOICE_WORDS[name]}`));
      if (chosen.length === 0) return;
      const peer = await established(stack, version);
      for (const [name, choices] of chosen) {
        demandOk(`choosing ${CHOICE_WORDS[name]}`, await peer.user.choose(peer.id, choices));
        const { ok } = await peer.user.choose("nobody", choices);
        demand(!ok, () => `${CHOICE_WORDS[name]} was chosen for a connection that never was`);
      }
    },
  },
  {
    title: "the user is told of a reset",
    needs: ["user-calls"],
    async check(stack, version) {
      const peer = await established(stack, version);
      await peer.send(RST);
      await untilTold(peer, "reset");
    },
  },
  {
    title: "an active OPEN sends a SYN, and its user is told when it is refused",
    needs: ["user-calls", "active-open"],
    async check(stack, version) {
      const peer = new Peer(stack, version);
      demandOk("OPEN (active)", await peer.open("active"));
      await untilSent(peer, SYN, "SYN");
      await peer.send(RST | ACK);
      // RFC 9293 3.10.7.3 has another word for it than most systems.
      await untilTold(peer, "refused", "reset");
    },
  },
  {
    title: "connections to one port are told apart",
    needs: ["user-calls"],
    async check(stack, version) {
      const { peer } = portsOf(stack);
      const first = await established(stack, version, { peer: peer + 1 });
      const second = await established(stack, version, { peer: peer + 2 });
      await second.send(ACK | PSH, { text: TEXT });
      const received = await untilReceived(second, TEXT.length);
      demand(isSame(received, TEXT), () => "RECEIVE brought other octets");
      const other = await first.user.receive(first.id, 1000);
      demand(other.ok && other.text.length === 0, () => "the text of one connection came to the other");
    },
  },
  {
    title: "time stops where the stack has something to say",
    needs: ["user-calls"],
    async check(stack, version) {
      const { timers, synAckRetries } = stack.profile;
      // Such a stack has nothing to say by itself.
      if (synAckRetries === 0) return;
      const peer = new Peer(stack, version);
      demandOk("OPEN (passive)", await peer.open("passive"));
      await peer.send(SYN);
      await untilSent(peer, SYN | ACK, "SYN,ACK");
      // It is sent again, as nothing acknowledges it.
      const { initialRto } = timers;
      const deadline = stack.clock.now() + 10 * (initialRto.value + initialRto.late);
      await stack.clock.pass(deadline);
      const [again] = stack.link.take();
      demand(again !== undefined, () => "a SYN,ACK that nothing acknowledged was not sent again");
      const now = stack.clock.now();
      demand(now < deadline && again.at <= now, () => `it was sent at ${again.at}, and the clock stands at ${now}`);
      await stack.link.send(peer.encode(RST, { seq: add(peer.next, 0) }));
    },
  },
  {
    title: "after a reset nothing is left of what was",
    needs: ["user-calls", "status"],
    async check(stack, version) {
      const peer = await established(stack, version);
      await stack.reset(3);
      const state = await peer.state();
      demand(state === "CLOSED", () => `the connection is in ${state}`);
      const next = new Peer(stack, version);
      demandOk("OPEN (passive)", await next.open("passive"));
      await next.send(SYN);
      await untilSent(next, SYN | ACK, "SYN,ACK");
    },
  },
  {
    title: "an echo application sends back what it receives",
    needs: ["application-echo"],
    async check(stack, version) {
      const { applications, stack: port } = portsOf(stack);
      const peer = new Peer(stack, version, { stack: applications.echo ?? port });
      demandOk("OPEN (passive)", await peer.open("passive", { application: "echo" }));
      await peer.send(SYN);
      await untilSent(peer, SYN | ACK, "SYN,ACK");
      await peer.send(ACK);
      await peer.send(ACK | PSH, { text: TEXT });
      const echoed = () => peer.heard.reduce((sum, { segment }) => sum + segment.text.length, 0);
      await until(
        peer,
        () => echoed() >= TEXT.length,
        () => `of ${TEXT.length} octets ${echoed()} came back`,
      );
    },
  },
  {
    title: "after the same seed and the same segments it says the same, to the octet",
    needs: ["user-calls"],
    virtual: true,
    async check(stack, version) {
      const story = async (): Promise<string> => {
        await stack.reset(7);
        const peer = await established(stack, version);
        await peer.send(ACK | PSH, { text: TEXT });
        await peer.user.send(peer.id, TEXT);
        await peer.user.close(peer.id);
        const said: string[] = [];
        const deadline = stack.clock.now() + 30 * SECOND;
        for (let before = -1; before < said.length;) {
          before = said.length;
          await stack.clock.pass(deadline);
          for (const { at, bytes } of stack.link.take()) said.push(`${at} ${printHex(bytes)}`);
          for (const { at, kind } of stack.user?.take() ?? []) said.push(`${at} ${kind}`);
        }
        return said.join("\n");
      };
      const once = await story();
      demand(once === (await story()), () => "it said something else the second time");
    },
  },
];

/** The clauses that this stack can keep or break. */
export function clausesFor({ profile, clock }: Stack): readonly Clause[] {
  return CONTRACT.filter(
    ({ needs, virtual }) =>
      needs.every((need) => profile.capabilities.includes(need)) && (virtual === undefined || clock.kind === "virtual"),
  );
}
