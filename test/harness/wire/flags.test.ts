import { expect } from "chai";

import { ACK, CWR, ECE, FIN, printFlags, PSH, RST, SYN, SYN_ACK, URG } from "../../../harness/wire/flags";

describe("flags", () => {
  it("are the eight bits of RFC 9293 3.1, each its own", () => {
    // From left to right as the header has them.
    expect([CWR, ECE, URG, ACK, PSH, RST, SYN, FIN]).to.deep.equal([128, 64, 32, 16, 8, 4, 2, 1]);
  });

  it("are printed from the lowest bit up", () => {
    expect(printFlags(SYN_ACK)).to.equal("SYN, ACK");
    expect(printFlags(255, "|")).to.equal("FIN|SYN|RST|PSH|ACK|URG|ECE|CWR");
    expect(printFlags(0)).to.equal("none");
  });
});
