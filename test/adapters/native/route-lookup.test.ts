import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { Netlink } from "../../../adapters/native/netlink";
import { isLocal, wayTo, type Way } from "../../../adapters/native/route-lookup";
import { interfaceIndex, NETLINK_ROUTE } from "../../../adapters/native/routing";
import { requireOrSkip } from "../../requirement";
import { DEVICE, HERE, openTestLink, requireNamespaces, THERE, type TestLink } from "../../stacks/raw/link";

describe("adapters/native/route-lookup", () => {
  let link: TestLink;

  before(async function () {
    requireNamespaces(this);
    link = await openTestLink();
  });

  after(() => {
    (link as TestLink | undefined)?.close();
  });

  function asked<T>(question: (netlink: Netlink) => T): T {
    return link.here.within(() => {
      const netlink = new Netlink(NETLINK_ROUTE);
      try {
        return question(netlink);
      } finally {
        netlink.close();
      }
    });
  }

  const way = (address: string): Way => asked((netlink) => wayTo(netlink, address, interfaceIndex(DEVICE)));

  for (const version of [4, 6] as const) {
    const far = version === 4 ? "203.0.113.9" : "2001:db8:9::9";

    it(`who is on the link is the next one to get what is for him, IPv${version}`, () => {
      expect(way(THERE[version])).to.deep.equal({ kind: "next hop", address: THERE[version] });
    });

    it(`an address of this host's is its own, by whatever interface, IPv${version}`, () => {
      expect(way(HERE[version])).to.deep.equal({ kind: "local" });
      expect(asked((netlink) => isLocal(netlink, HERE[version]))).to.equal(true);
      expect(asked((netlink) => isLocal(netlink, THERE[version]))).to.equal(false);
    });

    it(`beyond a router it is the router, IPv${version}`, function () {
      requireOrSkip(this, "iproute2", spawnSync("ip", ["-V"]).status === 0, "apt-get install iproute2");
      const route = ["route", "add", `${far}/${version === 4 ? 32 : 128}`, "via", THERE[version]];
      const { status } = link.here.within(() => spawnSync("ip", route));
      expect(status).to.equal(0);
      expect(way(far)).to.deep.equal({ kind: "next hop", address: THERE[version] });
    });
  }

  it("nobody knows the way to where no route leads", () => {
    expect(way("2001:db8:8::8")).to.deep.equal({ kind: "none" });
  });

  it("an address that means everybody on the link is no host", () => {
    expect(way("192.0.2.255")).to.deep.equal({ kind: "none" });
  });
});
