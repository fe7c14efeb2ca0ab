import { expect } from "chai";
import { decodeArp, encodeArp, UNKNOWN_MAC, type ArpPacket } from "../../../adapters/raw/arp";
import { BROADCAST, ETHER_TYPE, type Mac } from "../../../adapters/raw/ethernet";
import {
  decodeNeighborMessage,
  encodeNeighborMessage,
  solicitedNode,
  type NeighborMessage,
} from "../../../adapters/raw/neighbor-discovery";
import { hear, probe, question, type Station } from "../../../adapters/raw/station";

const OUR_MAC: Mac = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x01);
const THEIR_MAC: Mac = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x02);
const OURS = "192.0.2.66";
const THEIRS = "192.0.2.7";
const OURS6 = "2001:db8::66";
const THEIRS6 = "2001:db8::7";
const STATION: Station = { mac: OUR_MAC, addresses: [OURS, OURS6], tentative: [] };
const PROBING: Station = { mac: OUR_MAC, addresses: [], tentative: [OURS, OURS6] };

const hearArp = (station: Station, packet: Partial<ArpPacket>) =>
  hear(
    station,
    ETHER_TYPE.arp,
    encodeArp({
      operation: "request",
      senderMac: THEIR_MAC,
      sender: THEIRS,
      targetMac: UNKNOWN_MAC,
      target: OURS,
      ...packet,
    }),
    THEIR_MAC,
  );

const hearNeighbor = (station: Station, message: NeighborMessage) =>
  hear(station, ETHER_TYPE.ipv6, encodeNeighborMessage(message), THEIR_MAC);

const SOLICITATION: NeighborMessage = {
  kind: "solicitation",
  source: THEIRS6,
  destination: solicitedNode(OURS6),
  target: OURS6,
  mac: THEIR_MAC,
};
const ADVERTISEMENT: NeighborMessage = {
  kind: "advertisement",
  source: THEIRS6,
  destination: OURS6,
  target: THEIRS6,
  mac: THEIR_MAC,
  router: false,
  solicited: true,
  override: true,
};

/** A frame, taken apart. */
function opened(frame: Uint8Array | undefined) {
  if (frame === undefined) throw new Error("there is no frame");
  return { destination: frame.subarray(0, 6), source: frame.subarray(6, 12), payload: frame.subarray(14) };
}

describe("adapters/raw/station, IPv4 (RFC 826)", () => {
  it("who asks for our address gets a reply to himself, and we know where he is", () => {
    const { answer, neighbor, rival } = hearArp(STATION, {});
    const { destination, source, payload } = opened(answer);
    expect(destination).to.deep.equal(THEIR_MAC);
    expect(source).to.deep.equal(OUR_MAC);
    expect(decodeArp(payload)).to.deep.equal({
      operation: "reply",
      senderMac: OUR_MAC,
      sender: OURS,
      targetMac: THEIR_MAC,
      target: THEIRS,
    });
    expect(neighbor).to.deep.equal({ address: THEIRS, mac: THEIR_MAC });
    expect(rival).to.equal(undefined);
  });

  it("who probes for it gets a reply, too, and is nobody's neighbor yet (RFC 5227 2.1.1)", () => {
    const { answer, neighbor } = hearArp(STATION, { sender: "0.0.0.0" });
    expect(decodeArp(opened(answer).payload)).to.include({ operation: "reply", sender: OURS });
    expect(neighbor).to.equal(undefined);
  });

  it("who asks for another address gets nothing", () => {
    expect(hearArp(STATION, { target: "192.0.2.99" })).to.deep.equal({ neighbor: { address: THEIRS, mac: THEIR_MAC } });
  });

  it("a reply is not answered, and tells where somebody is", () => {
    expect(hearArp(STATION, { operation: "reply" })).to.deep.equal({ neighbor: { address: THEIRS, mac: THEIR_MAC } });
  });

  it("who speaks as if our address were his is a rival, while it is ours and while we probe for it", () => {
    for (const station of [STATION, PROBING])
      for (const operation of ["request", "reply"] as const)
        expect(hearArp(station, { operation, sender: OURS, target: THEIRS })).to.deep.equal({
          rival: { address: OURS, mac: THEIR_MAC },
        });
  });

  it("while we probe, nobody is told of the address, and who probes for it as well is a rival", () => {
    expect(hearArp(PROBING, {})).to.deep.equal({ neighbor: { address: THEIRS, mac: THEIR_MAC } });
    expect(hearArp(PROBING, { sender: "0.0.0.0" })).to.deep.equal({ rival: { address: OURS, mac: THEIR_MAC } });
  });

  it("what we said ourselves says nothing", () => {
    expect(hearArp(PROBING, { senderMac: OUR_MAC, sender: "0.0.0.0" })).to.deep.equal({});
  });

  it("a question goes to everybody, from our address; a probe from nobody's", () => {
    const asked = opened(question(OUR_MAC, OURS, THEIRS));
    expect(asked.destination).to.deep.equal(BROADCAST);
    expect(decodeArp(asked.payload)).to.include({ operation: "request", sender: OURS, target: THEIRS });
    expect(decodeArp(opened(probe(OUR_MAC, OURS)).payload)).to.include({ sender: "0.0.0.0", target: OURS });
  });
});

describe("adapters/raw/station, IPv6 (RFC 4861 7.2, RFC 4862 5.4)", () => {
  it("who solicits our address gets an advertisement, solicited and overriding", () => {
    const { answer, neighbor } = hearNeighbor(STATION, SOLICITATION);
    const { destination, payload } = opened(answer);
    expect(destination).to.deep.equal(THEIR_MAC);
    expect(decodeNeighborMessage(payload)).to.deep.equal({
      kind: "advertisement",
      source: OURS6,
      destination: THEIRS6,
      target: OURS6,
      mac: OUR_MAC,
      router: false,
      solicited: true,
      override: true,
    });
    expect(neighbor).to.deep.equal({ address: THEIRS6, mac: THEIR_MAC });
  });

  it("who looks for duplicates of it hears so with everybody", () => {
    const { kind, destination: group, target } = SOLICITATION;
    const bare = { kind, source: "::", destination: group, target };
    const { answer, neighbor } = hearNeighbor(STATION, bare);
    const { destination, payload } = opened(answer);
    expect(destination).to.deep.equal(Uint8Array.of(0x33, 0x33, 0, 0, 0, 1));
    expect(decodeNeighborMessage(payload)).to.include({ destination: "ff02::1", target: OURS6, solicited: false });
    expect(neighbor).to.equal(undefined);
    expect(hearNeighbor(PROBING, bare)).to.deep.equal({ rival: { address: OURS6, mac: THEIR_MAC } });
  });

  it("an advertisement tells where somebody is, and that of our address that he is a rival", () => {
    expect(hearNeighbor(STATION, ADVERTISEMENT)).to.deep.equal({ neighbor: { address: THEIRS6, mac: THEIR_MAC } });
    for (const station of [STATION, PROBING])
      expect(hearNeighbor(station, { ...ADVERTISEMENT, target: OURS6 })).to.deep.equal({
        rival: { address: OURS6, mac: THEIR_MAC },
      });
  });

  it("a question goes to the solicited node's group and says where we are; a probe does not", () => {
    const asked = opened(question(OUR_MAC, OURS6, THEIRS6));
    expect(asked.destination).to.deep.equal(Uint8Array.of(0x33, 0x33, 0xff, 0, 0, 7));
    expect(decodeNeighborMessage(asked.payload)).to.deep.include({ source: OURS6, mac: OUR_MAC, target: THEIRS6 });
    const probed = decodeNeighborMessage(opened(probe(OUR_MAC, OURS6)).payload);
    expect(probed).to.include({ source: "::", target: OURS6 }).and.not.to.have.property("mac");
  });
});
