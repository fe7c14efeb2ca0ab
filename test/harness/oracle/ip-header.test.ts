import { expect } from "chai";
import { ipDifferences, printIpFields, printIpPattern, resolveIp } from "../../../harness/oracle/ip-header";
import { ipOption } from "../../../harness/wire/ip-option";
import { ACK } from "../../../harness/wire/flags";
import { packetOf, stack } from "./conversation";

const PLAIN = packetOf(stack(ACK));
const MARKED = packetOf(stack(ACK, { ip: { trafficClass: 0b101110_10, hopLimit: 1, dontFragment: false } }));

const LINK = { address: "192.0.2.1", mtu: 1500 };

describe("IP header", () => {
  describe("what the peer sends", () => {
    it("is the usual where the spec says nothing", () => {
      expect(resolveIp({}, 4)).to.deep.equal({ trafficClass: 0, options: new Uint8Array(0) });
      expect(resolveIp({}, 6)).to.deep.equal({ trafficClass: 0, extensions: new Uint8Array(0), nextHeader: 6 });
    });

    it("is what it says otherwise", () => {
      expect(resolveIp({ ecn: "CE", diffserv: 46, hopLimit: 1 }, 4)).to.include({
        trafficClass: 0b101110_11,
        hopLimit: 1,
      });
    });

    it("has options in the IPv4 header, and before it in headers of IPv6", () => {
      const spec = { options: [ipOption(30)], destinationOptions: [ipOption(31)] };
      expect(resolveIp(spec, 4).options).to.deep.equal(Uint8Array.of(30, 2));
      expect(resolveIp(spec, 6).extensions).to.deep.equal(
        Uint8Array.of(60, 0, 30, 0, 0, 0, 0, 0, 6, 0, 31, 0, 0, 0, 0, 0),
      );
    });
  });

  describe("what the stack sends", () => {
    it("is no difference where the pattern says nothing", () => {
      expect(ipDifferences({}, MARKED, LINK)).to.deep.equal([]);
      expect(printIpPattern({}, LINK)).to.deep.equal([]);
    });

    it("is what the pattern says, one codepoint of ECN or any of several", () => {
      expect(
        ipDifferences({ ecn: "ECT(0)", diffserv: 46, hopLimit: 1, dontFragment: false }, MARKED, LINK),
      ).to.deep.equal([]);
      expect(ipDifferences({ ecn: ["ECT(1)", "ECT(0)"] }, MARKED, LINK)).to.deep.equal([]);
      expect(ipDifferences({ ecn: ["ECT(1)", "CE"] }, MARKED, LINK)).to.have.length(1);
    });

    it("differs in each field that is another", () => {
      expect(
        ipDifferences({ ecn: ["ECT(0)", "ECT(1)"], diffserv: 46, hopLimit: 1, dontFragment: false }, PLAIN, LINK),
      ).to.deep.equal([
        { field: "ECN", expected: "ECT(0)|ECT(1)", actual: "Not-ECT" },
        { field: "DSCP", expected: "46", actual: "0" },
        { field: "TTL", expected: "1", actual: "64" },
        { field: "DF", expected: "0", actual: "1" },
      ]);
    });

    it("has no Don't Fragment in IPv6", () => {
      const sixth = {
        ...PLAIN,
        ip: { ...PLAIN.ip, version: 6, flowLabel: 0, extensions: new Uint8Array(0), nextHeader: 6 } as const,
      };
      expect(ipDifferences({ dontFragment: true }, sixth, LINK)).to.deep.equal([]);
      expect(printIpFields({ dontFragment: true }, sixth, LINK)).to.deep.equal([]);
    });

    it("comes from the stack's address, and fits the link", () => {
      const pattern = { source: "stack", fitsLink: true } as const;
      expect(ipDifferences(pattern, PLAIN, { address: "192.0.2.1", mtu: 40 })).to.deep.equal([]);
      expect(ipDifferences(pattern, PLAIN, { address: "192.0.2.9", mtu: 39 })).to.deep.equal([
        { field: "From", expected: "192.0.2.9", actual: "192.0.2.1" },
        { field: "Datagram", expected: "<=39", actual: "40" },
      ]);
    });

    it("is told beside what was asked for, in the same fields", () => {
      const pattern = { ecn: "CE", hopLimit: 1 } as const;
      expect(printIpPattern(pattern, LINK)).to.deep.equal(["ECN=CE", "TTL=1"]);
      expect(printIpFields(pattern, MARKED, LINK)).to.deep.equal(["ECN=ECT(0)", "TTL=1"]);
    });
  });
});
