import { expect } from "chai";
import { SECOND } from "../../../harness/port/time";
import { ACK, add, FIN_ACK, PSH_ACK, RST, SYN, SYN_ACK } from "../../../harness/wire";
import type { SegmentToSend, Seq } from "../../../harness/wire";
import { inState } from "./driver";
import { IRS, oneHost } from "./one-host";

/** RCV.NXT of a connection from which nothing has come but the handshake. */
const NXT = add(IRS, 1);

function called(choices: Parameters<typeof oneHost>[0] = {}) {
  const h = oneHost({ delayedAck: 0, ...choices });
  h.listen();
  const snd = h.call();
  return { h, snd, challenge: { flags: ACK, seq: snd, ack: NXT } };
}

type Called = ReturnType<typeof called>;

const answers = ({ h }: Called, segment: Partial<SegmentToSend>) => h.sends(segment).map((packet) => packet.segment);

describe("RFC 5961: what a challenge ACK leads to", () => {
  it("a RST somewhere in the window is challenged; the one that answers counts (3.2)", () => {
    const c = called();
    const [challenge] = answers(c, { flags: RST, seq: add(NXT, 500) });
    expect(challenge).to.include(c.challenge);
    // A host without the connection answers the challenge with SEQ=SEG.ACK.
    expect(answers(c, { flags: RST, seq: challenge?.ack ?? NXT })).to.deep.equal([]);
    expect(c.h.told).to.deep.equal(["L/1: established", "L/1: reset"]);
    expect(answers(c, { flags: ACK, seq: NXT, ack: c.snd })[0]).to.include({ flags: RST, seq: c.snd });
  });

  it("a peer that has restarted calls; its RST ends the old connection, its SYN makes the new one (4.2)", () => {
    const c = called();
    const syn = { seq: add(NXT, -100_000) };
    expect(answers(c, syn)[0]).to.include(c.challenge);
    answers(c, { flags: RST, seq: NXT });
    expect(c.h.user.status("L/1").state).to.equal("CLOSED");
    expect(answers(c, syn)[0]).to.include({ flags: SYN_ACK, ack: add(syn.seq, 1) });
    expect(c.h.user.status("L/2").state).to.equal("SYN-RECEIVED");
  });

  it("a SYN just left of RCV.NXT is challenged like any other (4.2)", () => {
    const c = called();
    expect(answers(c, { seq: add(NXT, -1) })[0]).to.include(c.challenge);
    expect(c.h.user.status("L/1").state).to.equal("ESTABLISHED");
  });
});

describe("RFC 5961 5.2: the ACK field of a FIN", () => {
  it("has to be in its range as well", () => {
    const c = called();
    const fin = (ack: Seq) => answers(c, { flags: FIN_ACK, seq: NXT, ack });
    for (const ack of [add(c.snd, 1), add(c.snd, -65536), add(c.snd, 2 ** 31 - 1)]) {
      expect(fin(ack)[0]).to.include(c.challenge);
      expect(c.h.user.status("L/1").state).to.equal("ESTABLISHED");
    }
    expect(fin(c.snd)[0]).to.include({ ...c.challenge, ack: add(NXT, 1) });
    expect(c.h.user.status("L/1").state).to.equal("CLOSE-WAIT");
  });

  it("text with an ACK of what was never sent is not taken, and counts when it comes with a right one", () => {
    const d = inState("ESTABLISHED", { delayedAck: 0 });
    for (const ack of [2, 2 ** 31 - 1]) {
      expect(d.peerSends(PSH_ACK, { ack, text: "abc" })).to.deep.equal(["<SEQ=1><ACK=1><CTL=ACK>"]);
    }
    expect(d.peerSends(PSH_ACK, { text: "abc" })).to.deep.equal(["<SEQ=1><ACK=4><CTL=ACK>"]);
  });
});

describe("RFC 5961 7: how many challenge ACKs", () => {
  it("as many in an interval as the options say, for RSTs and for SYNs, wherever they stand", () => {
    const c = called({ challenges: 3, challengeInterval: 5 * SECOND });
    const provoke = () =>
      [
        { flags: RST, seq: add(NXT, 10) },
        { flags: SYN, seq: add(NXT, 10) },
        { flags: SYN, seq: add(NXT, -1000) },
        { flags: SYN_ACK, seq: add(NXT, 100_000), ack: c.snd },
      ].flatMap((segment) => answers(c, segment));
    expect([...provoke(), ...provoke()]).to.have.length(3);
    c.h.pass(4 * SECOND);
    expect(provoke()).to.deep.equal([]);
    c.h.pass(SECOND);
    expect(provoke()).to.have.length(3);
  });
});
