import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, FIN_ACK, PSH_ACK, SYN } from "../../../harness/wire";
import type { TcpOption } from "../../../harness/wire";
import { driver } from "./driver";

const unknown = (code: number, octets: readonly number[]): TcpOption => ({
  kind: "unknown",
  code,
  data: Uint8Array.from(octets),
});

const options: readonly [string, TcpOption][] = [
  ["a user timeout of 2 min (RFC 5482 3)", unknown(28, [0x80, 2])],
  ["a user timeout of 0 s (RFC 5482 3.4)", unknown(28, [0, 0])],
  ["a user timeout of 0 min (RFC 5482 3.4)", unknown(28, [0x80, 0])],
  ["a user timeout that is too long an option (RFC 5482 3.3)", unknown(28, [0, 0, 1])],
  ["a user timeout without a value (RFC 5482 3.3)", unknown(28, [])],
  ["a request for a Fast Open cookie (RFC 7413 4.1.1)", unknown(34, [])],
  ["a Fast Open cookie (RFC 7413 4.1.1)", unknown(34, [1, 2, 3, 4, 5, 6, 7, 8])],
  ["a Fast Open cookie of odd length (RFC 7413 4.1.1)", unknown(34, [1, 2, 3])],
];

describe("options that the reference does not use", () => {
  for (const [name, option] of options) {
    it(`${name}: a connection goes its way, whatever segment has it`, () => {
      const d = driver({ delayedAck: 0 });
      const kinds: string[] = [];
      const spec = { options: [option] };
      const note = (seen: readonly string[]) => {
        for (const { options: sent = [] } of d.sent()) kinds.push(...sent.map(({ kind }) => kind));
        return seen;
      };
      // RFC 7413 4.2, 4.2.2: text on a SYN is neither acknowledged nor brought before the handshake is over
      expect(note(d.peerSends(SYN, { ...spec, seq: 0, text: "abc" }))).to.deep.equal(["<SEQ=0><ACK=1><CTL=SYN,ACK>"]);
      expect(d.receive()).to.equal("");
      d.peerSends(ACK, { ...spec, seq: 1 });
      expect(note(d.peerSends(PSH_ACK, { ...spec, text: "abcdef" }))).to.deep.equal(["<SEQ=1><ACK=7><CTL=ACK>"]);
      expect(d.receive()).to.equal("abcdef");
      note(d.send("xyz"));
      expect(d.tcb().timers.user).to.equal(300 * SECOND);
      expect(note(d.pass(SECOND))).to.deep.equal(["1.000 <SEQ=1><ACK=7><CTL=PSH,ACK><DATA=3>"]);
      note(d.peerSends(FIN_ACK, { ...spec, seq: 7, ack: 4 }));
      note(d.close());
      d.peerSends(ACK, { ...spec, seq: 8, ack: 5 });
      expect(d.state()).to.equal("CLOSED");
      expect(kinds).to.deep.equal(["mss"]);
    });
  }
});
