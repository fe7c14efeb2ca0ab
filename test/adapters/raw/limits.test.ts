/** What is refused, and what is held back. */

import { expect } from "chai";
import { checkTargets } from "../../../adapters/raw";
import { permissionFor } from "../../../adapters/raw/permitted-target";
import { blockOf, PEER_PORTS, PortPlan } from "../../../adapters/raw/port-plan";
import { candidatesIn, subnetFor } from "../../../adapters/raw/own-address";
import { TokenBucket } from "../../../adapters/raw/token-bucket";
import { MILLISECOND, SECOND } from "../../../harness/port/time";

describe("adapters/raw/permitted-target", () => {
  const KINDS = {
    free: [
      ["127.0.0.1", "127.255.255.255", "10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.254", "192.168.7.7"],
      ["192.0.2.7", "198.51.100.7", "203.0.113.7", "169.254.1.1", "198.18.0.1", "198.19.255.254"],
      ["::1", "fe80::1", "febf::1", "fc00::1", "fdff::1", "2001:db8::7", "2001:2::1"],
    ],
    public: [
      ["8.8.8.8", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.1", "192.167.255.255", "192.169.0.1"],
      ["192.0.3.1", "198.17.255.255", "198.20.0.1", "100.64.0.1", "223.255.255.255"],
      ["2001:4860::8888", "2001:db9::1", "2001:2:1::1", "fec0::1", "fbff::1", "2001:db7:ffff::1", "::2"],
    ],
    never: [
      ["0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
      ["::", "ff02::1", "ffff::1", "::ffff:192.0.2.7"],
    ],
  } as const;
  for (const [kind, addresses] of Object.entries(KINDS))
    it(`${kind}: ${addresses.flat().join(", ")}`, () => {
      for (const address of addresses.flat()) expect(permissionFor(address).kind, address).to.equal(kind);
    });
});

describe("checkTargets", () => {
  it("takes what is among oneself, and public addresses from whoever may", () => {
    checkTargets({ targets: ["192.0.2.7", "2001:db8::7"], sources: ["192.0.2.66"] });
    checkTargets({ targets: ["8.8.8.8"], allowed: true });
  });

  const REFUSED: Readonly<Record<string, readonly [options: Parameters<typeof checkTargets>[0], message: string]>> = {
    "no target": [{ targets: [] }, "no target is named"],
    "a public address": [{ targets: ["8.8.8.8"] }, "8.8.8.8 is a public address, and may be somebody else's"],
    "one beside another": [{ targets: ["192.0.2.7", "2001:4860::1"] }, "2001:4860::1 is a public address"],
    "a group, whoever asks": [{ targets: ["224.0.0.1"], allowed: true }, "224.0.0.1 cannot be a target"],
    "everybody, whoever asks": [{ targets: ["255.255.255.255"], allowed: true }, "cannot be a target"],
    "a group as a source": [{ targets: ["192.0.2.7"], sources: ["ff02::1"] }, "ff02::1 cannot be a source"],
    "two of one version": [{ targets: ["192.0.2.7", "192.0.2.8"] }, "there are two targets of IPv4"],
    "a range": [{ targets: ["192.0.2.0/24"] }, '"192.0.2.0/24" is neither an IPv4 nor an IPv6 address'],
    "a name": [{ targets: ["example.com"] }, "is neither an IPv4 nor an IPv6 address"],
  };
  for (const [what, [options, message]] of Object.entries(REFUSED))
    it(`refuses ${what}`, () => {
      expect(() => {
        checkTargets(options);
      }).to.throw(message);
    });
});

describe("adapters/raw/token-bucket", () => {
  it("lets a burst through at once, and then one thing each interval", () => {
    const bucket = new TokenBucket(100, 5);
    const times = Array.from({ length: 8 }, () => bucket.take(SECOND));
    expect(times.map((time) => (time - SECOND) / MILLISECOND)).to.deep.equal([0, 0, 0, 0, 0, 10, 20, 30]);
  });

  it("fills up again as time passes, and no more than full", () => {
    const bucket = new TokenBucket(100, 2);
    for (let count = 0; count < 4; count++) bucket.take(0);
    // Two went at once, two more took 20 ms; 10 ms later there is room for one.
    expect(bucket.take(30 * MILLISECOND)).to.equal(30 * MILLISECOND);
    expect(bucket.take(30 * MILLISECOND)).to.equal(40 * MILLISECOND);
    const later = Array.from({ length: 3 }, () => bucket.take(100 * SECOND));
    expect(later.map((time) => time - 100 * SECOND)).to.deep.equal([0, 0, 10 * MILLISECOND]);
  });

  it("keeps to the rate however it is asked", () => {
    const bucket = new TokenBucket(1000, 10);
    let now = 0;
    for (let count = 0; count < 5000; count++) now = bucket.take(now);
    expect(now).to.equal((5000 - 10) * MILLISECOND);
  });
});

describe("adapters/raw/port-plan", () => {
  it("no two seats have a port in common, and none is privileged", () => {
    const plan = new PortPlan(12_345_678_901);
    const blocks = Array.from({ length: 64 }, () => plan.take());
    expect(new Set(blocks.map(({ peer }) => peer)).size).to.equal(64);
    expect(new Set(blocks.map(({ stack }) => stack)).size).to.equal(64);
    for (const { peer, stack } of blocks) {
      expect(peer).to.be.within(1024, 65_536 - PEER_PORTS);
      expect(stack).to.be.within(1024, 32_767);
      for (const port of [peer, peer + PEER_PORTS - 1]) expect(blockOf(port)).to.equal(peer);
      expect(blockOf(peer + PEER_PORTS)).not.to.equal(peer);
    }
  });

  it("a scenario with many connections has ports in a row, which nobody else gets meanwhile", () => {
    for (const blocks of [undefined, [2000, 2032, 2048, 2064, 2080, 3008]]) {
      const plan = new PortPlan(5, blocks);
      const small = plan.take();
      const wide = plan.take(2 * PEER_PORTS + 1);
      const range = Array.from({ length: wide.width }, (_, index) => wide.peer + index);
      expect(wide.width).to.equal(3 * PEER_PORTS);
      expect(range).not.to.include(small.peer);
      const next = plan.take();
      expect(range).not.to.include(next.peer);
      for (const each of [wide, small, next]) plan.release(each);
      expect(plan.take(3 * PEER_PORTS).width).to.equal(wide.width);
    }
    expect(() => new PortPlan(0, [2000, 2032, 2064]).take(PEER_PORTS + 1)).to.throw("than there are ports for");
  });

  it("no pair of ports comes again for a long time, and a block that is taken not at all", () => {
    const plan = new PortPlan(0);
    const kept = plan.take();
    const pairs = new Set<string>();
    for (let count = 0; count < 10_000; count++) {
      const block = plan.take();
      expect(block.peer).not.to.equal(kept.peer);
      pairs.add(`${block.peer} ${block.stack}`);
      plan.release(block);
    }
    expect(pairs.size).to.equal(10_000);
  });
});

describe("adapters/raw/own-address", () => {
  const MAC = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x01);
  const inSubnet = (address: string): boolean => /^192\.0\.2\.\d+$/.test(address);

  it("proposes a few addresses of the subnet: none of those that are known, neither the first nor the last", () => {
    const candidates = candidatesIn({ address: "192.0.2.1", length: 24 }, MAC, ["192.0.2.7"]);
    expect(candidates).to.have.length(3);
    expect(new Set(candidates).size).to.equal(3);
    for (const each of candidates) {
      expect(inSubnet(each)).to.equal(true);
      expect(["192.0.2.0", "192.0.2.1", "192.0.2.7", "192.0.2.255"]).not.to.include(each);
    }
  });

  it("takes what is left of a small subnet, and nothing of one that is full", () => {
    const small = { address: "192.0.2.1", length: 29 };
    const others = ["192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"];
    expect(candidatesIn(small, MAC, others)).to.deep.equal(["192.0.2.6"]);
    expect(candidatesIn(small, MAC, [...others, "192.0.2.6"])).to.deep.equal([]);
    expect(candidatesIn({ address: "192.0.2.1", length: 32 }, MAC, [])).to.deep.equal([]);
  });

  it("keeps the prefix of IPv6", () => {
    for (const each of candidatesIn({ address: "2001:db8:1:2::1", length: 64 }, MAC, []))
      expect(each).to.match(/^2001:db8:1:2::/);
  });

  it("others on the link propose others", () => {
    const subnet = { address: "192.0.2.1", length: 24 };
    const [ours] = candidatesIn(subnet, MAC, []);
    const [theirs] = candidatesIn(subnet, MAC.with(5, 2), []);
    expect(ours).not.to.equal(theirs);
  });

  it("the subnet that the target is in comes first, and the one that leads out is not link-local", () => {
    const subnets = [
      { address: "fe80::1", length: 64 },
      { address: "10.0.0.1", length: 8 },
      { address: "192.0.2.1", length: 24 },
      { address: "2001:db8::1", length: 64 },
    ];
    expect(subnetFor(subnets, "192.0.2.7")?.address).to.equal("192.0.2.1");
    expect(subnetFor(subnets, "203.0.113.7")?.address).to.equal("10.0.0.1");
    expect(subnetFor(subnets, "fe80::7")?.address).to.equal("fe80::1");
    expect(subnetFor(subnets, "2001:db8:1::7")?.address).to.equal("2001:db8::1");
    expect(subnetFor(subnets.slice(0, 1), "192.0.2.7")).to.equal(undefined);
  });
});
