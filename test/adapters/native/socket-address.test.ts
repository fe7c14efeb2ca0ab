import { expect } from "chai";
import { decodeSocketAddress, encodeSocketAddress } from "../../../adapters/native/socket-address";
import { printHex } from "../../../harness/wire";

describe("adapters/native/socket-address", () => {
  // struct sockaddr_in: family 2 in host order, port and address in network order, eight octets of nothing.
  const ipv4 = { address: "198.18.0.1", port: 4000 };
  // struct sockaddr_in6: family 10, port, flow label, address, scope.
  const ipv6 = { address: "2001:2:0:1::ab", port: 80 };

  it("lays IPv4 out as ip(7) does", () => {
    expect(hex(encodeSocketAddress(ipv4))).to.equal("02000fa0c61200010000000000000000");
  });

  it("lays IPv6 out as ipv6(7) does", () => {
    expect(hex(encodeSocketAddress(ipv6))).to.equal("0a00005000000000200100020000000100000000000000ab00000000");
  });

  it("reads what it has written", () => {
    expect(decodeSocketAddress(encodeSocketAddress(ipv4))).to.deep.equal(ipv4);
    expect(decodeSocketAddress(encodeSocketAddress(ipv6))).to.deep.equal(ipv6);
  });
});

function hex(bytes: Uint8Array): string {
  return printHex(bytes).replaceAll(" ", "");
}
