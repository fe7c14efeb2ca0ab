import { expect } from "chai";
import { ACK, connection, DATA, FIN_ACK, oneOf, peer, RST, stack, SYN, SYN_ACK, user } from "../../../harness/scenario";
import { servants, servedBy } from "../../../harness/scenario/served";

const CALLED = [user.listen(), peer.sends(SYN), stack.sends(SYN_ACK), peer.sends(ACK), user.isTold("established")];

describe("servants", () => {
  it("of a script whose user only waits for a caller is any program", () => {
    expect(servants(CALLED)).to.deep.equal(["discard", "echo", "http"]);
  });

  it("of one in which text comes is the program that says nothing to it", () => {
    expect(servants([...CALLED, peer.sends(DATA, { text: 5 }), stack.acknowledges()])).to.deep.equal(["discard"]);
  });

  it("are none where the user does anything else, or is told anything else, in an alternative as well", () => {
    for (const more of [
      user.close(),
      user.send(1),
      user.abort(),
      user.connect(),
      user.receives(1),
      user.isTold("reset"),
      user.listen("echo"),
      oneOf({ a: [stack.sends(ACK)], b: [stack.sends(RST), user.close()] }),
    ])
      expect(servants([...CALLED, more]), JSON.stringify(more)).to.deep.equal([]);
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
