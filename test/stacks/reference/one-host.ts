/** One reference host, and a peer that sends it datagrams. For tests of this folder. */

import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import type { SocketAddress } from "../../../harness/port/user";
import { ACK, add, decodePacket, encodePacket, mss, seq, SYN } from "../../../harness/wire";
import type { IpToSend, SegmentToSend, Seq, TcpPacket } from "../../../harness/wire";
import { DEFAULT_OPTIONS, referenceHost } from "../../../stacks/reference";
import type { ConnectionChoices, ReferenceOptions } from "../../../stacks/reference";

export const STACK = "192.0.2.1";
export const STACK_TOO = "192.0.2.7";
export const STACK_6 = "2001:db8::1";
export const PEER = "192.0.2.2";
export const PEER_6 = "2001:db8::2";
export const IRS = seq(1000);

export const ANYBODY: SocketAddress = { address: "0.0.0.0", port: 0 };
export const LOCAL: SocketAddress = { address: STACK, port: 80 };

/** A host, and a peer that sends it datagrams from port 4000 to port 80. */
export function oneHost(choices: Partial<ReferenceOptions> = {}) {
  let now = 0;
  let sent: Uint8Array[] = [];
  const told: string[] = [];
  const reports: string[] = [];
  const tcp = referenceHost(
    {
      seed: 1,
      addresses: [STACK, STACK_TOO, STACK_6],
      transmit: (bytes) => void sent.push(bytes),
      tell: (id, what) => void told.push(`${id}: ${what}`),
    },
    { ...DEFAULT_OPTIONS, ...choices },
    undefined,
    (id, { kind }, at) => void reports.push(`${at / SECOND} ${id}: ${kind}`),
  );

  const { user } = tcp;

  const h = {
    told,
    reports,
    user,
    now: () => now,
    listen(id = "L", local = LOCAL, foreign = ANYBODY, choices: ConnectionChoices = {}) {
      expect(user.open(id, { kind: "passive", local, foreign, choices }, now)).to.deep.equal({ ok: true });
    },
    /** What was sent since this was last asked. */
    bytes(): readonly Uint8Array[] {
      const taken = sent;
      sent = [];
      return taken;
    },
    heard(): readonly TcpPacket[] {
      return h.bytes().map((bytes) => {
        const packet = decodePacket(bytes);
        if (!packet.ok || packet.value.kind !== "tcp") throw new Error("a host sends segments");
        return packet.value;
      });
    },
    receives(datagram: Uint8Array): readonly TcpPacket[] {
      tcp.receive(datagram, now);
      return h.heard();
    },
    sends(segment: Partial<SegmentToSend>, ip: Partial<IpToSend> = {}): readonly TcpPacket[] {
      const whole = { sourcePort: 4000, destinationPort: 80, seq: IRS, flags: SYN, window: 65535, ...segment };
      return h.receives(encodePacket({ ip: { source: PEER, destination: STACK, ...ip }, segment: whole }));
    },
    /** The handshake of a caller; resolves to SND.NXT. */
    call(segment: Partial<SegmentToSend> = {}, ip: Partial<IpToSend> = {}): Seq {
      h.bytes();
      const [answer] = h.sends({ options: [mss(1460)], ...segment }, ip);
      if (answer === undefined) throw new Error("nobody listens");
      const ack = add(answer.segment.seq, 1);
      h.sends({ ...segment, flags: ACK, seq: add(IRS, 1), ack, options: [], text: new Uint8Array(0) }, ip);
      return ack;
    },
    /** SEND; the lengths of the segments that it sets off. */
    send(id: string, octets: number, urgent = false): readonly number[] {
      user.send(id, new Uint8Array(octets), { urgent }, now);
      return h.heard().map(({ segment }) => segment.text.length);
    },
    pass(duration: number): readonly TcpPacket[] {
      const until = now + duration;
      for (let next = tcp.nextTimer(); next <= until; next = tcp.nextTimer()) {
        now = next;
        tcp.advance(now);
      }
      now = until;
      return h.heard();
    },
    read(id: string): string {
      const outcome = user.receive(id, 1000, now);
      return outcome.ok ? Buffer.from(outcome.text).toString() : outcome.error;
    },
  };
  return h;
}
