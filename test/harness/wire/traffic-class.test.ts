import { expect } from "chai";
import { joinTrafficClass, printTrafficClass, splitTrafficClass } from "../../../harness/wire/traffic-class";

describe("traffic class", () => {
  it("has six bits of Diffserv before two of ECN (RFC 2474 3, RFC 3168 5)", () => {
    expect(splitTrafficClass(0b101110_00)).to.deep.equal({ diffserv: 46, ecn: "Not-ECT" });
    expect(splitTrafficClass(0b000000_01).ecn).to.equal("ECT(1)");
    expect(splitTrafficClass(0b000000_10).ecn).to.equal("ECT(0)");
    expect(splitTrafficClass(0b111111_11)).to.deep.equal({ diffserv: 63, ecn: "CE" });
  });

  it("every octet comes back", () => {
    for (let octet = 0; octet < 256; octet++) expect(joinTrafficClass(splitTrafficClass(octet))).to.equal(octet);
  });

  it("is printed as far as it is not zero", () => {
    expect(printTrafficClass(0)).to.equal("");
    expect(printTrafficClass(0b101110_00)).to.equal("DSCP=46");
    expect(printTrafficClass(0b101110_11)).to.equal("DSCP=46 ECN=CE");
  });
});
