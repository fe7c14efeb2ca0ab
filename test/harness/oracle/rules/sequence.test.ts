import { expect } from "chai";
import { octetAt, octetsOf } from "../../../../harness/scenario/text";
import { ACK, FIN_ACK, PSH_ACK, RST, RST_ACK, SYN, SYN_ACK } from "../../../../harness/wire/flags";
import { call, peer, stack } from "../conversation";
import { breaches } from "./breaches";

const CALLED = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(ACK)];
/** Five octets are out and acknowledged. */
const SENT = [...CALLED, stack(PSH_ACK, { text: 5 }), peer(ACK, { ack: 6 })];

const NONE: readonly string[] = [];

describe("793-3.3-SYN-FIN-OCCUPY: numbers are used in order", () => {
  const RULE = "793-3.3-SYN-FIN-OCCUPY";

  it("is broken by a number left out, with text, with FIN and without either", () => {
    expect(breaches(...SENT, stack(PSH_ACK, { seq: 7, text: 1 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...SENT, stack(FIN_ACK, { seq: 7 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...SENT, stack(ACK, { seq: 7 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...CALLED, stack(PSH_ACK, { seq: 2, text: 1 }))).to.deep.equal([`${RULE}@3`]);
  });

  it("is broken by a FIN that took no number, and by one that took two", () => {
    const closed = [...SENT, stack(FIN_ACK, { seq: 6 }), peer(FIN_ACK, { ack: 7 })];
    expect(breaches(...closed, stack(ACK, { seq: 7, ack: 2 }))).to.deep.equal(NONE);
    expect(breaches(...closed, stack(ACK, { seq: 8, ack: 2 }))).to.deep.equal([`${RULE}@7`]);
  });

  it("is broken by numbers before the stack's own SYN, and after its FIN", () => {
    expect(breaches(...SENT, stack(ACK, { seq: -1 }))).to.deep.equal([`${RULE}@5`]);
    const closed = [...SENT, stack(FIN_ACK, { seq: 6 })];
    expect(breaches(...closed, stack(PSH_ACK, { seq: 6, text: 2 }))).to.include(`${RULE}@6`);
    expect(breaches(...closed, stack(PSH_ACK, { seq: 7, text: 1 }))).to.include(`${RULE}@6`);
    expect(breaches(...closed, stack(FIN_ACK, { seq: 7 }))).to.deep.equal([`${RULE}@6`, "793-3.7-RETX-CONSISTENT@6"]);
  });

  it("is broken by text in the place of the FIN", () => {
    const closed = [...SENT, stack(FIN_ACK, { seq: 6 })];
    expect(breaches(...closed, stack(PSH_ACK, { seq: 6, text: 1 }))).to.deep.equal([`${RULE}@6`]);
  });

  it("is kept by retransmissions, whole, in part, joined and with new text", () => {
    const out = [...CALLED, stack(PSH_ACK, { text: 5 }), stack(PSH_ACK, { seq: 6, text: 5 })];
    for (const fields of [{ text: 5 }, { seq: 3, text: 2 }, { text: 10 }, { seq: 6, text: 9 }])
      expect(breaches(...out, stack(PSH_ACK, fields))).to.deep.equal(NONE);
    expect(breaches(...out, stack(FIN_ACK, { seq: 11 }), stack(FIN_ACK, { seq: 6, text: 5 }))).to.deep.equal(NONE);
  });

  it("is kept by a keep-alive at SND.NXT-1, which may be that of the SYN (3.8.4)", () => {
    expect(breaches(...SENT, stack(ACK, { seq: 5 }))).to.deep.equal(NONE);
    expect(breaches(...CALLED, stack(ACK, { seq: 0 }))).to.deep.equal(NONE);
  });

  it("is kept by an old SYN,ACK again, and by resets, wherever they stand", () => {
    expect(breaches(...SENT, stack(SYN_ACK, { seq: 0 }))).to.deep.equal(NONE);
    const refused = [...SENT, peer(ACK, { ack: 500 }), stack(RST, { seq: 500 })];
    expect(breaches(...refused)).to.deep.equal(NONE);
    expect(breaches(...refused, stack(ACK, { seq: 500 })), "which use no numbers").to.deep.equal([`${RULE}@7`]);
  });

  it("begins anew with each connection on the same sockets", () => {
    const again = [peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: -900, ack: 5001 })];
    expect(breaches(...SENT, peer(RST), ...again, stack(PSH_ACK, { seq: -899, ack: 5001, text: 3 }))).to.deep.equal(
      NONE,
    );
    expect(breaches(...SENT, peer(RST), ...again, stack(PSH_ACK, { seq: -898, ack: 5001 }))).to.deep.equal([
      `${RULE}@8`,
    ]);
  });

  it("is kept by TIME-WAIT that goes on when the peer refuses the connection after it (3.6.1, MAY-2)", () => {
    const reopened = [
      ...SENT,
      stack(FIN_ACK, { seq: 6 }),
      peer(FIN_ACK, { ack: 7 }),
      stack(ACK, { seq: 7, ack: 2 }),
      peer(SYN, { seq: 5000 }),
      stack(SYN_ACK, { seq: 9000, ack: 5001 }),
    ];
    const refused = [...reopened, peer(RST, { seq: 5001 })];
    expect(breaches(...refused, stack(ACK, { seq: 7, ack: 2 }))).to.deep.equal(NONE);
    expect(breaches(...refused, stack(ACK, { seq: 6, ack: 2 }))).to.include(`${RULE}@11`);
    expect(breaches(...reopened, stack(ACK, { seq: 7, ack: 2 })), "not refused").to.include(`${RULE}@10`);
  });

  it("begins anew with the same ISS, where the connection before can have ended", () => {
    const again = [peer(SYN, { seq: 5000 }), stack(SYN_ACK, { seq: 0, ack: 5001 }), stack(FIN_ACK, { ack: 5001 })];
    expect(breaches(...SENT, stack(FIN_ACK, { seq: 6 }), peer(RST), ...again)).to.deep.equal(NONE);
    expect(breaches(...SENT, stack(FIN_ACK, { seq: 6 }), call("ABORT"), ...again)).to.deep.equal(NONE);
  });

  it("is kept by a SYN,ACK that is repeated after the FIN, when the user closes in SYN-RECEIVED", () => {
    const halfOpen = [call("OPEN"), peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), call("CLOSE")];
    const both = [stack(SYN_ACK, { seq: 0 }), stack(FIN_ACK)];
    expect(
      breaches(...halfOpen, stack(FIN_ACK), ...both, peer(FIN_ACK, { ack: 2 }), stack(ACK, { seq: 2, ack: 2 })),
    ).to.deep.equal(NONE);
  });

  it("looks at each pair of sockets by itself", () => {
    const other = [peer(SYN, { seq: 0, port: 1 }), stack(SYN_ACK, { seq: 700, port: 1 })];
    expect(breaches(...SENT, ...other, stack(ACK, { seq: 701, port: 1 }), stack(ACK, { seq: 6 }))).to.deep.equal(NONE);
  });
});

describe("793-3.3-ACK-CUMULATIVE: only what has arrived is acknowledged", () => {
  const RULE = "793-3.3-ACK-CUMULATIVE";

  it("is broken by an ACK that does not count the SYN, and by one that counts too much", () => {
    expect(breaches(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, ack: 0 }))).to.deep.equal([`${RULE}@1`]);
    expect(breaches(peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, ack: 2 }))).to.deep.equal([`${RULE}@1`]);
    expect(breaches(...CALLED, stack(ACK, { ack: 2 }))).to.deep.equal([`${RULE}@3`]);
  });

  it("is broken by an ACK across a gap, and by one past a FIN", () => {
    expect(breaches(...CALLED, peer(PSH_ACK, { seq: 3, text: 4 }), stack(ACK, { ack: 7 }))).to.deep.equal([
      `${RULE}@4`,
    ]);
    expect(breaches(...CALLED, peer(FIN_ACK), stack(ACK, { ack: 3 }))).to.deep.equal([`${RULE}@4`]);
  });

  it("is broken by an ACK of text whose checksum was wrong", () => {
    expect(breaches(...CALLED, peer(PSH_ACK, { text: 4, checksum: 1 }), stack(ACK, { ack: 5 }))).to.deep.equal([
      `${RULE}@4`,
    ]);
  });

  it("is broken by any ACK while the peer has sent no SYN", () => {
    expect(breaches(stack(SYN, { seq: 0 }), stack(ACK))).to.deep.equal([`${RULE}@1`]);
  });

  it("is kept by an ACK of a part, of text that filled a gap, and of a FIN", () => {
    expect(breaches(...CALLED, peer(PSH_ACK, { text: 4 }), stack(ACK, { ack: 3 }))).to.deep.equal(NONE);
    const filled = [...CALLED, peer(FIN_ACK, { seq: 3, text: 4 }), peer(PSH_ACK, { text: 2 })];
    expect(breaches(...filled, stack(ACK, { ack: 8 }))).to.deep.equal(NONE);
  });

  it("is kept by an ACK of text on the SYN, and by one of the SYN alone", () => {
    for (const ack of [1, 6])
      expect(breaches(peer(SYN, { seq: 0, text: 5 }), stack(SYN_ACK, { seq: 0, ack }))).to.deep.equal(NONE);
  });

  it("is kept by resets, which acknowledge what they answer", () => {
    expect(breaches(peer(SYN, { seq: 0 }), stack(RST_ACK, { seq: 1, ack: 1 }))).to.deep.equal(NONE);
  });

  it("is kept by an answer to the first of two SYNs, and to the second", () => {
    const syns = [peer(SYN, { seq: 0 }), peer(SYN, { seq: 9000 })];
    expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: 1 }))).to.deep.equal(NONE);
    expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: 9001 }))).to.deep.equal(NONE);
    expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: 9000 }))).to.deep.equal([`${RULE}@2`]);
  });

  it("tells SYNs apart that are half the circle away from each other", () => {
    for (const far of [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1]) {
      const syns = [peer(SYN, { seq: 0 }), peer(SYN, { seq: far }), peer(PSH_ACK, { seq: far + 1, text: 5 })];
      expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: 1 }))).to.deep.equal(NONE);
      expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: far + 6 }))).to.deep.equal(NONE);
      expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: far + 7 }))).to.deep.equal([`${RULE}@3`]);
      expect(breaches(...syns, stack(SYN_ACK, { seq: 0, ack: 2 }))).to.deep.equal([`${RULE}@3`]);
    }
  });
});

describe("793-3.3-ACK-MONOTONIC: what was acknowledged stays so", () => {
  const RULE = "793-3.3-ACK-MONOTONIC";
  const RECEIVED = [...CALLED, peer(PSH_ACK, { text: 4 }), stack(ACK, { ack: 5 })];

  it("is broken by a lesser ACK, with text and without", () => {
    expect(breaches(...RECEIVED, stack(ACK, { ack: 4 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...RECEIVED, stack(PSH_ACK, { ack: 1, text: 3 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...RECEIVED, stack(FIN_ACK, { ack: 1 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...RECEIVED, stack(ACK, { ack: 3 }), stack(ACK, { ack: 4 }))).to.deep.equal([
      `${RULE}@5`,
      `${RULE}@6`,
    ]);
  });

  it("is kept by the same ACK again, and by greater ones", () => {
    expect(breaches(...RECEIVED, stack(ACK, { ack: 5 }))).to.deep.equal(NONE);
    expect(breaches(...RECEIVED, peer(PSH_ACK, { seq: 5, text: 1 }), stack(ACK, { ack: 6 }))).to.deep.equal(NONE);
  });

  it("is kept by the SYN,ACK again, which bears the number that it had, and by resets", () => {
    expect(breaches(...RECEIVED, stack(SYN_ACK, { seq: 0 }))).to.deep.equal(NONE);
    expect(breaches(...RECEIVED, stack(RST_ACK, { ack: 1 }))).to.deep.equal(NONE);
  });

  it("is kept by a retransmission that is the same to the last bit, its ACK with it (MAY-4)", () => {
    const before = [...CALLED, stack(PSH_ACK, { text: 3 }), peer(PSH_ACK, { text: 4 }), stack(ACK, { seq: 4, ack: 5 })];
    expect(breaches(...before, stack(PSH_ACK, { text: 3 }))).to.deep.equal(NONE);
    expect(breaches(...before, stack(PSH_ACK, { seq: 2, text: 2 }))).to.deep.equal(NONE);
    expect(breaches(...before, stack(PSH_ACK, { text: 4 })), "with a new octet").to.deep.equal([`${RULE}@6`]);
    expect(breaches(...before, stack(ACK, { seq: 4 })), "without text").to.deep.equal([`${RULE}@6`]);
  });

  it("begins anew with each connection, by another ISS or by the answer to another SYN", () => {
    for (const iss of [0, 4000]) {
      const again = [peer(SYN, { seq: -700 }), stack(SYN_ACK, { seq: iss, ack: -699 })];
      const later = [peer(ACK, { seq: -699, ack: iss + 1 }), stack(ACK, { seq: iss + 1, ack: -699 })];
      expect(breaches(...RECEIVED, peer(RST, { seq: 5 }), ...again, ...later)).to.deep.equal(NONE);
      expect(breaches(...RECEIVED, ...again, ...later), "after TIME-WAIT").to.deep.equal(NONE);
    }
  });

  it("is kept where a FIN ended a half-open connection and the same SYN opens the next (SYN-RECEIVED)", () => {
    const halfOpen = [
      call("OPEN"),
      peer(SYN, { seq: 0 }),
      stack(SYN_ACK, { seq: 0 }),
      peer(FIN_ACK),
      stack(ACK, { ack: 2 }),
    ];
    const next = [call("ABORT"), stack(RST), call("OPEN"), peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 })];
    expect(breaches(...halfOpen, ...next, stack(ACK))).to.deep.equal(NONE);
  });
});

describe("793-3.7-RETX-CONSISTENT: a number that is sent again carries the same octet", () => {
  const RULE = "793-3.7-RETX-CONSISTENT";
  const text = (position: number, length: number) => Buffer.from(octetsOf(length, position)).toString("latin1");

  it("is broken by another octet, wherever it is", () => {
    for (const at of [0, 2, 4]) {
      const other = `${text(0, at)}\x7f${text(at + 1, 4 - at)}`;
      expect(breaches(...SENT, stack(PSH_ACK, { text: other }))).to.deep.equal([`${RULE}@5`]);
    }
  });

  it("is broken by the right octets out of place", () => {
    expect(octetAt(0)).not.to.equal(octetAt(1));
    expect(breaches(...SENT, stack(PSH_ACK, { seq: 2, text: text(0, 4) }))).to.deep.equal([`${RULE}@5`]);
  });

  it("is broken by a FIN that moves, and by one in the place of an octet", () => {
    const closed = [...SENT, stack(FIN_ACK, { seq: 6 })];
    expect(breaches(...closed, stack(FIN_ACK, { seq: 5 }))).to.deep.equal([`${RULE}@6`]);
    expect(breaches(...SENT, stack(FIN_ACK, { seq: 3 }))).to.deep.equal([`${RULE}@5`]);
    expect(breaches(...SENT, stack(FIN_ACK, { text: 3 }))).to.deep.equal([`${RULE}@5`]);
  });

  it("is kept by the same octets in other pieces, and by new ones after them", () => {
    const more = [...SENT, stack(PSH_ACK, { seq: 6, text: 5 })];
    for (const [seq, length] of [
      [1, 10],
      [3, 1],
      [4, 5],
      [9, 20],
    ] as const)
      expect(breaches(...more, stack(ACK, { seq, text: length }))).to.deep.equal(NONE);
  });

  it("is kept by a FIN where it was, alone and with text", () => {
    const closed = [...SENT, stack(FIN_ACK, { seq: 6 })];
    expect(breaches(...closed, stack(FIN_ACK, { seq: 6 }))).to.deep.equal(NONE);
    expect(breaches(...closed, stack(FIN_ACK, { seq: 1, text: 5 }))).to.deep.equal(NONE);
  });

  it("is kept by a keep-alive with one octet of garbage in the place of one that was acknowledged (3.8.4)", () => {
    expect(breaches(...SENT, stack(ACK, { seq: 5, text: "\0" }))).to.deep.equal(NONE);
    const finished = [...SENT, stack(FIN_ACK, { seq: 6 }), peer(ACK, { ack: 7 })];
    expect(breaches(...finished, stack(ACK, { seq: 6, text: "\0" }))).to.deep.equal(NONE);
    const unanswered = [...CALLED, stack(PSH_ACK, { text: 5 })];
    expect(breaches(...unanswered, stack(ACK, { seq: 5, text: "\0" })), "not acknowledged").to.deep.equal([
      `${RULE}@4`,
    ]);
  });

  it("is kept by the same octet of garbage as a probe of a closed window, with text on its way", () => {
    const probing = [...CALLED, stack(PSH_ACK, { text: 5 }), peer(ACK, { ack: 4 })];
    expect(breaches(...probing, stack(ACK, { seq: 3, text: "\0" }))).to.deep.equal(NONE);
    expect(breaches(...probing, stack(ACK, { seq: 4, text: "\0" })), "not acknowledged").to.deep.equal([`${RULE}@5`]);
  });

  it("begins anew with each connection, and with the same ISS where the one before can have ended", () => {
    const again = (iss: number) => [
      peer(SYN, { seq: 5000 }),
      stack(SYN_ACK, { seq: iss, ack: 5001 }),
      stack(PSH_ACK, { seq: iss + 1, ack: 5001, text: "other" }),
    ];
    expect(breaches(...SENT, peer(RST), ...again(3))).to.deep.equal(NONE);
    expect(breaches(...SENT, peer(RST), ...again(0))).to.deep.equal(NONE);
    expect(breaches(...SENT, stack(SYN_ACK, { seq: 0 }), stack(PSH_ACK, { text: "other" }))).to.deep.equal([
      `${RULE}@6`,
    ]);
  });

  it("begins anew with the same numbers on both sides, when a reset or a call has come between", () => {
    const sent = [...CALLED, stack(PSH_ACK, { text: 5 })];
    const again = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), peer(ACK), stack(PSH_ACK, { text: "other" })];
    expect(breaches(...sent, ...again)).to.deep.equal([`${RULE}@7`]);
    expect(breaches(...sent, peer(RST), ...again)).to.deep.equal(NONE);
    expect(breaches(...sent, stack(RST, { seq: 6 }), ...again)).to.deep.equal(NONE);
    expect(breaches(...sent, call("ABORT"), ...again)).to.deep.equal(NONE);
    const twice = [...again, peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0 }), stack(PSH_ACK, { text: "texts" })];
    expect(breaches(...sent, peer(RST), ...twice), "once for each").to.deep.equal([`${RULE}@11`]);
  });

  it("counts text on a SYN from the number after it", () => {
    const opened = [peer(SYN, { seq: 0 }), stack(SYN_ACK, { seq: 0, text: "hello" })];
    expect(breaches(...opened, stack(PSH_ACK, { text: "hello" }))).to.deep.equal(NONE);
    expect(breaches(...opened, stack(PSH_ACK, { text: "jello" }))).to.deep.equal([`${RULE}@2`]);
  });

  it("reserves no gigabytes for a wild number", () => {
    const wild = [
      ...CALLED,
      stack(PSH_ACK, { seq: 2 ** 30, text: 5 }),
      stack(PSH_ACK, { seq: 2 ** 30, text: "other" }),
    ];
    expect(breaches(...wild)).to.deep.equal(["793-3.3-SYN-FIN-OCCUPY@3"]);
  });
});
