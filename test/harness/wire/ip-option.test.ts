import { expect } from "chai";
import { encodeIpv4Options, encodeIpv6Extensions, ipOption } from "../../../harness/wire/ip-option";
import { decodePacket, encodePacket } from "../../../harness/wire/packet-codec";
import { printHex } from "../../../harness/wire/octets";
import { seq } from "../../../harness/wire/seq";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { valueOf } from "./value-of";

const EXPERIMENT = ipOption(30, 1, 2);
const SEGMENT = { sourcePort: 1, destinationPort: 2, seq: seq(0), flags: 2, window: 0 };

describe("options of IP", () => {
  it("IPv4: a length that counts the type and itself, and No Operation (RFC 791 3.1)", () => {
    expect(printHex(encodeIpv4Options(["padding", EXPERIMENT]))).to.equal("01" + "1e040102");
  });

  it("IPv6: a length that counts the data, in a header filled up to eight octets (RFC 8200 4.2)", () => {
    const { extensions, nextHeader } = encodeIpv6Extensions([EXPERIMENT], []);
    expect(nextHeader).to.equal(0);
    expect(printHex(extensions)).to.equal("0600" + "1e020102" + "0000");
  });

  it("IPv6: Hop-by-Hop before Destination Options, the chain ending with TCP", () => {
    const { extensions, nextHeader } = encodeIpv6Extensions(["padding"], [ipOption(30, 1, 2, 3, 4, 5)]);
    expect(nextHeader).to.equal(0);
    expect(printHex(extensions)).to.equal("3c00000000000000" + "0601" + "1e050102030405" + "00000000000000");
  });

  it("IPv6: no header at all without an option", () => {
    expect(encodeIpv6Extensions([], [])).to.deep.equal({ extensions: new Uint8Array(0), nextHeader: 6 });
    expect(encodeIpv6Extensions([], ["padding"]).nextHeader).to.equal(60);
  });

  it("stand in a datagram whose segment is found behind them, with the right checksums", () => {
    const options = encodeIpv4Options([EXPERIMENT, "padding"]);
    const sent = [
      encodePacket({ ip: { source: "192.0.2.1", destination: "192.0.2.2", options }, segment: SEGMENT }),
      encodePacket({
        ip: { source: "2001:db8::1", destination: "2001:db8::2", ...encodeIpv6Extensions([EXPERIMENT], [EXPERIMENT]) },
        segment: SEGMENT,
      }),
    ];
    for (const bytes of sent) {
      expect(valueOf(decodePacket(bytes))).to.deep.include({ kind: "tcp" });
      expect(verifyChecksums(bytes)).to.deep.include({ ip: true, transport: true });
    }
  });
});
