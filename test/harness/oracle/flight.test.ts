import { expect } from "chai";
import type { Profile } from "../../../harness/port/profile";
import { octetsOfFlight, senderMss } from "../../../harness/oracle/flight";
import { NO_CONNECTION } from "../../../harness/oracle/sequence-view";
import { SYN } from "../../../harness/wire/flags";
import { mss } from "../../../harness/wire/option";
import { peer, PROFILE, viewAfter } from "./conversation";

const claiming = (initialWindow: NonNullable<Profile["initialWindow"]>): Profile => ({ ...PROFILE, initialWindow });

describe("senderMss", () => {
  it("is what the peer's SYN offers, and without an offer what MUST-15 says", () => {
    expect(senderMss(viewAfter(peer(SYN, { seq: 0, options: [mss(700)] })), 6)).to.equal(700);
    expect(senderMss(NO_CONNECTION, 4)).to.equal(536);
    expect(senderMss(NO_CONNECTION, 6)).to.equal(1220);
  });
});

describe("octetsOfFlight", () => {
  it("a number is that many segments", () => {
    expect(octetsOfFlight(3, 100, PROFILE)).to.equal(300);
    expect(octetsOfFlight(2.5, 101, PROFILE)).to.equal(253);
  });

  it("IW by RFC 5681 3.1 is four segments, or three, or 4380 octets (RFC 3390 1), or two", () => {
    const sizes = [536, 1095, 1096, 1460, 2190, 2191].map((smss) => octetsOfFlight("IW", smss, claiming("rfc5681")));
    expect(sizes).to.deep.equal([4 * 536, 4 * 1095, 4380, 4380, 3 * 2190, 2 * 2191]);
  });

  it("IW by RFC 6928 2 is ten segments, 14600 octets, or two segments; the bound where nothing is claimed", () => {
    for (const profile of [claiming("rfc6928"), PROFILE]) {
      const sizes = [536, 1460, 2000, 7300, 9000].map((smss) => octetsOfFlight("IW", smss, profile));
      expect(sizes).to.deep.equal([5360, 14_600, 14_600, 14_600, 18_000]);
    }
  });

  it("IW1, after a lost SYN, is one segment by RFC 5681 and all of it by RFC 6928", () => {
    expect(octetsOfFlight("IW1", 100, claiming("rfc5681"))).to.equal(100);
    expect(octetsOfFlight("IW1", 100, claiming("rfc6928"))).to.equal(1000);
  });

  it("and so many segments more", () => {
    expect(octetsOfFlight("IW+2", 100, claiming("rfc5681"))).to.equal(600);
    expect(octetsOfFlight("IW1+0.5", 100, claiming("rfc5681"))).to.equal(150);
  });
});
