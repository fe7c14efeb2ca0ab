import { expect } from "chai";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeArp, encodeArp, type ArpPacket } from "../../../adapters/raw/arp";
import { encodeFrame, ETHER_TYPE, multicastMac, ownMac } from "../../../adapters/raw/ethernet";
import {
  decodeNeighborMessage,
  encodeNeighborMessage,
  solicitedNode,
  type NeighborMessage,
} from "../../../adapters/raw/neighbor-discovery";
import { printHex } from "../../../harness/wire";
import { verifyChecksums } from "../../../harness/wire";
import { requireOrSkip } from "../../requirement";

const HERE = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x01);
const THERE = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x02);
const NOBODY = new Uint8Array(6);

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

describe("adapters/raw/ethernet", () => {
  it("a frame is destination, source, type and payload", () => {
    const frame = encodeFrame(THERE, HERE, ETHER_TYPE.arp, Uint8Array.of(1, 2));
    expect(printHex(frame)).to.equal("02005e000002" + "02005e000001" + "0806" + "0102");
  });

  it("a group's frames go to 33-33 and its last four octets", () => {
    // RFC 2464 7
    expect(printHex(multicastMac("ff02::1:ff00:66"))).to.equal("3333ff000066");
  });

  it("our own MAC address is unicast, locally administered, and never the interface's", () => {
    for (let first = 0; first < 256; first++) {
      const mac = Uint8Array.of(first, 1, 2, 3, 4, 5);
      const own = ownMac(mac);
      expect((own[0] ?? 0) & 3).to.equal(2);
      expect(printHex(own)).not.to.equal(printHex(mac));
    }
  });
});

describe("adapters/raw/arp", () => {
  /** Put together by hand from the packet format of RFC 826: hardware 1, protocol 0x0800, lengths 6 and 4, operation. */
  const REQUEST = "0001 0800 06 04 0001  02005e000001 c0000242  000000000000 c0000207";
  const request: ArpPacket = {
    operation: "request",
    senderMac: HERE,
    sender: "192.0.2.66",
    targetMac: NOBODY,
    target: "192.0.2.7",
  };

  it("a request has every field where RFC 826 has it", () => {
    expect(printHex(encodeArp(request))).to.equal(printHex(bytes(REQUEST)));
  });

  it("a reply is operation 2", () => {
    expect(encodeArp({ ...request, operation: "reply" })[7]).to.equal(2);
  });

  it("what is encoded is decoded, with the padding of short frames behind it", () => {
    const padded = Uint8Array.of(...encodeArp(request), ...new Uint8Array(18));
    expect(decodeArp(padded)).to.deep.equal(request);
    const reply = { ...request, operation: "reply", targetMac: THERE } as const;
    expect(decodeArp(encodeArp(reply))).to.deep.equal(reply);
  });

  const others: Readonly<Record<string, (packet: Uint8Array) => Uint8Array>> = {
    "a packet that is cut short": (packet) => packet.subarray(0, 27),
    "other hardware": (packet) => packet.with(1, 6),
    "another protocol": (packet) => packet.with(2, 0x86),
    "hardware addresses of another length": (packet) => packet.with(4, 8),
    "protocol addresses of another length": (packet) => packet.with(5, 16),
    "another operation (3, of reverse ARP)": (packet) => packet.with(7, 3),
  };
  for (const [what, change] of Object.entries(others))
    it(`is not ${what}`, () => {
      expect(decodeArp(change(encodeArp(request)))).to.equal(undefined);
    });
});

describe("adapters/raw/neighbor-discovery", () => {
  const solicitation: NeighborMessage = {
    kind: "solicitation",
    source: "2001:db8::66",
    destination: "ff02::1:ff00:7",
    target: "2001:db8::7",
    mac: HERE,
  };
  const advertisement: NeighborMessage = {
    kind: "advertisement",
    source: "2001:db8::7",
    destination: "2001:db8::66",
    target: "2001:db8::7",
    mac: THERE,
    router: false,
    solicited: true,
    override: true,
  };

  it("the solicited-node group has the last three octets of the address", () => {
    // RFC 4291 2.7.1 has this one as its example.
    expect(solicitedNode("4037::01:800:200e:8c6c")).to.equal("ff02::1:ff0e:8c6c");
  });

  it("a solicitation has every field where RFC 4861 4.3 has it, and a right checksum", () => {
    const datagram = encodeNeighborMessage(solicitation);
    // Version 6, 32 octets of ICMPv6, hop limit 255.
    expect(printHex(datagram.subarray(0, 8))).to.equal("6000000000203aff");
    expect(printHex(datagram.subarray(40, 42))).to.equal("8700");
    const rest = "00000000 20010db8000000000000000000000007 01 01 02005e000001";
    expect(printHex(datagram.subarray(44))).to.equal(printHex(bytes(rest)));
    expect(verifyChecksums(datagram)).to.deep.equal({ ip: true, transport: true });
  });

  it("an advertisement is type 136, with R, S and O in the first bits", () => {
    const flags = (message: NeighborMessage) => encodeNeighborMessage(message)[44];
    expect(encodeNeighborMessage(advertisement)[40]).to.equal(136);
    expect(flags(advertisement)).to.equal(0x60);
    expect(flags({ ...advertisement, router: true, solicited: false, override: false })).to.equal(0x80);
  });

  it("what is encoded is decoded", () => {
    for (const message of [
      solicitation,
      advertisement,
      { ...advertisement, router: true, solicited: false },
      { kind: "solicitation", source: "::", destination: solicitedNode("2001:db8::7"), target: "2001:db8::7" } as const,
    ])
      expect(decodeNeighborMessage(encodeNeighborMessage(message))).to.deep.equal(message);
  });

  describe("discards what RFC 4861 7.1 has receivers discard:", () => {
    const right = encodeNeighborMessage(solicitation);
    const discarded: Readonly<Record<string, Uint8Array>> = {
      "a hop limit under 255": right.with(7, 254),
      "a wrong checksum": right.with(43, (right[43] ?? 0) ^ 1),
      "a target that is a group": encodeNeighborMessage({ ...solicitation, target: "ff02::1" }),
      "a solicitation from nobody that says where he is": encodeNeighborMessage({ ...solicitation, source: "::" }),
      "a solicitation from nobody that is not for the solicited node's group": encodeNeighborMessage({
        kind: "solicitation",
        source: "::",
        destination: "2001:db8::7",
        target: "2001:db8::7",
      }),
      "an answer to everybody that claims to be solicited": encodeNeighborMessage({
        ...advertisement,
        destination: "ff02::1",
      }),
      "nothing but a header": right.subarray(0, 40),
    };
    for (const [what, datagram] of Object.entries(discarded))
      it(what, () => {
        expect(decodeNeighborMessage(datagram)).to.equal(undefined);
      });
  });

  it("reads nothing into octets that are no such message", () => {
    for (let length = 0; length < 72; length++)
      for (const octet of [0x00, 0x45, 0x60, 0xff])
        expect(decodeNeighborMessage(new Uint8Array(length).fill(octet))).to.equal(undefined);
  });
});

describe("tshark reads", () => {
  before(function () {
    requireOrSkip(this, "tshark", spawnSync("tshark", ["--version"]).status === 0, "apt-get install tshark");
  });

  /** What it says of one frame, field by field. */
  function fields(frame: Uint8Array, names: readonly string[]): readonly string[] {
    const folder = mkdtempSync(join(tmpdir(), "tcpspec-raw-"));
    try {
      const file = join(folder, "frame.pcap");
      // The header of a pcap file (link type 1, Ethernet), and that of its only record.
      const header = Buffer.alloc(40);
      [0xa1b2c3d4, 0x0004_0002, 0, 0, 65_535, 1, 0, 0, frame.length, frame.length].forEach((word, index) =>
        header.writeUInt32LE(word, 4 * index),
      );
      writeFileSync(file, Buffer.concat([header, frame]));
      const words = ["-r", file, "-T", "fields", "-E", "separator=|", ...names.flatMap((name) => ["-e", name])];
      const { stdout } = spawnSync("tshark", words, { encoding: "utf8" });
      return stdout.trimEnd().split("|");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it("our ARP", () => {
    const packet: ArpPacket = {
      operation: "reply",
      senderMac: HERE,
      sender: "192.0.2.66",
      targetMac: THERE,
      target: "192.0.2.7",
    };
    const frame = encodeFrame(THERE, HERE, ETHER_TYPE.arp, encodeArp(packet));
    expect(
      fields(frame, ["eth.dst", "arp.opcode", "arp.src.hw_mac", "arp.src.proto_ipv4", "arp.dst.proto_ipv4"]),
    ).to.deep.equal(["02:00:5e:00:00:02", "2", "02:00:5e:00:00:01", "192.0.2.66", "192.0.2.7"]);
  });

  it("our Neighbor Advertisements", () => {
    const message: NeighborMessage = {
      kind: "advertisement",
      source: "2001:db8::66",
      destination: "2001:db8::7",
      target: "2001:db8::66",
      mac: HERE,
      router: false,
      solicited: true,
      override: true,
    };
    const frame = encodeFrame(THERE, HERE, ETHER_TYPE.ipv6, encodeNeighborMessage(message));
    const names = [
      "icmpv6.type",
      "icmpv6.nd.na.target_address",
      "icmpv6.opt.linkaddr",
      "icmpv6.nd.na.flag.s",
      "icmpv6.checksum.status",
    ];
    const [type, target, mac, solicited, checksum] = fields(frame, names);
    expect([type, target, mac, checksum]).to.deep.equal(["136", "2001:db8::66", "02:00:5e:00:00:01", "1"]);
    expect(solicited).to.match(/^(?:1|True)$/);
  });
});
