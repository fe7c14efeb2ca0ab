import { expect } from "chai";
import {
  ACK,
  answersProbe,
  connection,
  DATA,
  FIN_ACK,
  IRS,
  oneOf,
  peer,
  RCV,
  RST,
  RTO,
  SND,
  stack,
  SYN,
  SYN_ACK,
  timestamps,
  user,
} from "../../../harness/scenario";
import { servants, servedBy } from "../../../harness/scenario/served";

const CALLED = [user.listen(), peer.sends(SYN), stack.sends(SYN_ACK), peer.sends(ACK), user.isTold("established")];

describe("servants", () => {
  it("of a script whose user only waits for a caller is any program", () => {
    expect(servants(CALLED)).to.deep.equal(["discard", "echo", "http"]);
  });

  it("of one in which the handshake stays open is one that speaks unasked as well, and is the last to be asked", () => {
    const refused = [user.listen(), peer.sends(SYN), stack.sends(SYN_ACK), peer.sends(RST)];
    expect(servants(refused)).to.deep.equal(["discard", "echo", "http", "chargen"]);
  });

  it("of one in which text comes is the program that says nothing to it", () => {
    expect(servants([...CALLED, peer.sends(DATA, { text: 5 }), stack.acknowledges()])).to.deep.equal(["discard"]);
  });

  it("are none where the user does anything else, or is told anything else, in an alternative as well", () => {
    for (const more of [
      user.close(),
      user.abort(),
      user.connect(),
      user.receives(1),
      user.isTold("reset"),
      user.listen("echo"),
      oneOf({ a: [stack.sends(ACK)], b: [stack.sends(RST), user.close()] }),
    ])
      expect(servants([...CALLED, more]), JSON.stringify(more)).to.deep.equal([]);
  });

  describe("of a script whose user says something", () => {
    const SAID = [...CALLED, user.send(10), stack.sends(DATA, { seq: SND.NXT, ack: RCV.NXT, text: 10 })];

    it("is an echo", () => {
      expect(servants(SAID)).to.deep.equal(["echo"]);
      expect(servants([...SAID, peer.sends(ACK), user.send("once more")])).to.deep.equal(["echo"]);
    });

    it("may be probed with what is old, which nobody gets to read", () => {
      expect(servants([...SAID, ...answersProbe()])).to.deep.equal(["echo"]);
      expect(servants([...SAID, peer.sends(DATA, { seq: RCV.NXT.minus(1), text: 2 })])).to.deep.equal([]);
    });

    it("is nobody where the peer has to say it too early, in more than a segment, as urgent text, or to a refusal", () => {
      const [listen, ...rest] = CALLED;
      expect(servants([user.listen(), user.send(10), ...rest])).to.deep.equal([]);
      for (const more of [user.send(537), user.sendUrgent(1), user.send(1, "insufficient resources")])
        expect(servants([...SAID, more]), JSON.stringify(more)).to.deep.equal([]);
      expect(listen).to.deep.equal(user.listen());
    });

    it("is nobody where other text would come back as well, or numbers of the peer are written down", () => {
      for (const more of [
        peer.sends(DATA, { text: 1 }),
        peer.resends(),
        peer.sends(ACK, { seq: IRS.plus(1) }),
        stack.sends(ACK, { ack: IRS.plus(1) }),
        stack.sendsNothing(RTO),
      ])
        expect(servants([...SAID, more]), JSON.stringify(more)).to.deep.equal([]);
    });

    it("is nobody where segments need timestamps", () => {
      const [listen, , ...rest] = SAID;
      const offer = peer.sends(SYN, { options: [timestamps(1, 0)] });
      expect(servants([listen, offer, ...rest].filter((step) => step !== undefined))).to.deep.equal([]);
    });
  });

  it("are none where the stream ends, at which programs close", () => {
    expect(servants([...CALLED, peer.sends(FIN_ACK)])).to.deep.equal([]);
  });

  it("are none where nobody listens, or not from the beginning", () => {
    expect(servants([peer.sends(SYN), stack.sends(RST)])).to.deep.equal([]);
    expect(servants([peer.sends(SYN), stack.sends(RST), ...CALLED])).to.deep.equal([]);
    expect(servants([...CALLED, connection("second").peer.sends(SYN)])).to.deep.equal([]);
  });
});

describe("servedBy", () => {
  it("lets the program listen, and leaves the rest as it is", () => {
    const [, ...rest] = CALLED;
    expect(servedBy("discard", CALLED)).to.deep.equal([user.listen("discard"), ...rest]);
  });

  it("looks into alternatives", () => {
    const { user: another } = connection("second");
    const alternatives = (step: ReturnType<typeof user.listen>) => [oneOf({ a: [stack.sends(ACK), step] })];
    expect(servedBy("http", alternatives(another.listen()))).to.deep.equal(alternatives(another.listen("http")));
  });
});
