import { expect } from "chai";
import { ACK, FIN, FIN_ACK, nop, PSH_ACK, RST, RST_ACK, seq, SYN, SYN_ACK, timestamps } from "../../../harness/wire";
import type { Flags, Segment } from "../../../harness/wire";
import { DEFAULT_OPTIONS } from "../../../stacks/reference/options";
import { resetFor } from "../../../stacks/reference/resets";
import { segmentArrivesInClosed } from "../../../stacks/reference/segment-arrives/closed";
import { driver, inState } from "./driver";

function segment(flags: Flags, octets = 0): Segment {
  return {
    sourcePort: 5000,
    destinationPort: 4000,
    seq: seq(0xffff_ffff),
    ack: seq(77),
    dataOffset: 5,
    reserved: 0,
    flags,
    window: 9,
    checksum: 0,
    urgentPointer: 0,
    options: [],
    text: new Uint8Array(octets),
  };
}

describe("reset generation (RFC 9293 3.5.2)", () => {
  it("takes SEQ from the ACK field if there is one", () => {
    for (const flags of [ACK, SYN_ACK, FIN_ACK, PSH_ACK]) {
      const reset = { sourcePort: 4000, destinationPort: 5000, seq: 77, flags: RST, window: 0, options: [] };
      expect(resetFor(segment(flags, 3), DEFAULT_OPTIONS)).to.deep.equal(reset);
    }
  });

  it("else SEQ is 0 and ACK is SEG.SEQ+SEG.LEN", () => {
    const lengths = [
      [0, 0, 0xffff_ffff],
      [SYN, 0, 0],
      [SYN | FIN, 3, 4],
      [FIN, 1, 1],
    ] as const;
    for (const [flags, octets, ack] of lengths) {
      const reset = resetFor(segment(flags, octets), DEFAULT_OPTIONS);
      expect(reset).to.deep.include({ seq: 0, ack, flags: RST_ACK, window: 0 });
    }
  });

  it("has timestamps when the segment has them: its TSval as TSecr, and 0 (RFC 7323 5.2)", () => {
    const stamped = { ...segment(ACK), options: [nop, nop, timestamps(77, 5)] };
    const echo = [nop, nop, timestamps(0, 77)];
    expect(resetFor(stamped, DEFAULT_OPTIONS)).to.deep.include({ seq: 77, flags: RST, options: echo });
    const call = { ...segment(SYN), options: [timestamps(77, 0)] };
    expect(segmentArrivesInClosed(call, DEFAULT_OPTIONS)).to.deep.include({ flags: RST_ACK, options: echo });
    expect(resetFor(stamped, { timestamps: false })).to.deep.include({ options: [] });
  });

  it("group 1, CLOSED: everything draws one but a RST", () => {
    expect(segmentArrivesInClosed(segment(RST), DEFAULT_OPTIONS)).to.equal(undefined);
    expect(segmentArrivesInClosed(segment(RST_ACK), DEFAULT_OPTIONS)).to.equal(undefined);
    expect(segmentArrivesInClosed(segment(SYN), DEFAULT_OPTIONS)).to.deep.include({ flags: RST_ACK });
    expect(segmentArrivesInClosed(segment(ACK), DEFAULT_OPTIONS)).to.deep.include({ flags: RST });
  });

  it("group 2, LISTEN: an ACK draws one, and the state stays", () => {
    const d = driver();
    expect(d.peerSends(ACK, { ack: 500 })).to.deep.equal(["<SEQ=500><CTL=RST>"]);
    expect(d.peerSends(SYN_ACK, { ack: 500 })).to.deep.equal(["<SEQ=500><CTL=RST>"]);
    expect(d.peerSends(RST_ACK, { ack: 500 })).to.deep.equal([]);
    expect(d.state()).to.equal("LISTEN");
  });

  it("group 2, SYN-SENT: an ACK of anything but the SYN draws one, and the state stays", () => {
    const d = inState("SYN-SENT");
    for (const ack of [0, 2, -5]) {
      expect(d.peerSends(ACK, { ack })).to.deep.equal([`<SEQ=${ack}><CTL=RST>`]);
      expect(d.peerSends(SYN_ACK, { ack })).to.deep.equal([`<SEQ=${ack}><CTL=RST>`]);
      expect(d.peerSends(RST_ACK, { ack })).to.deep.equal([]);
    }
    expect(d.state()).to.equal("SYN-SENT");
  });

  it("group 2, SYN-RECEIVED: the same", () => {
    const d = inState("SYN-RECEIVED");
    for (const ack of [0, 2]) expect(d.peerSends(ACK, { ack })).to.deep.equal([`<SEQ=${ack}><CTL=RST>`]);
    expect(d.state()).to.equal("SYN-RECEIVED");
  });

  it("group 3, synchronized: what is unacceptable draws an empty ACK, and the state stays", () => {
    const closing = ["FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT"] as const;
    const states = ["ESTABLISHED", ...closing] as const;
    for (const state of states) {
      const d = inState(state);
      const { snd, rcv, iss, irs } = d.tcb();
      const answer = `<SEQ=${snd.nxt - iss}><ACK=${(rcv.nxt - irs) >>> 0}><CTL=ACK>`;
      expect(d.peerSends(ACK, { seq: -1 }), state).to.deep.equal([answer]);
      expect(d.peerSends(PSH_ACK, { seq: 70_000, text: 5 }), state).to.deep.equal([answer]);
      expect(d.peerSends(ACK, { seq: (rcv.nxt - irs) >>> 0, ack: 9 }), state).to.deep.equal([answer]);
      expect(d.state()).to.equal(state);
    }
  });
});
