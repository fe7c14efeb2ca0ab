import { expect } from "chai";
import { readFileSync, readlinkSync } from "node:fs";
import { endpointsOf } from "../../../adapters/tun/address-plan";
import { TunNetwork } from "../../../adapters/tun/tun-network";
import { encodePacket, seq, SYN } from "../../../harness/wire";
import { requireLinux } from "../../stacks/linux/require-linux";

describe("adapters/tun/tun-network", () => {
  let network: TunNetwork;

  before(function () {
    requireLinux(this);
    network = new TunNetwork();
  });

  after(() => {
    (network as TunNetwork | undefined)?.close();
  });

  /** A SYN to a port where nobody listens. */
  function syn(serial: number, port = 1): Uint8Array {
    const { stack, peer } = endpointsOf(serial, 4);
    const segment = { sourcePort: 5000, destinationPort: port, seq: seq(7), flags: SYN, window: 100 };
    return encodePacket({ ip: { source: peer, destination: stack }, segment });
  }

  it("has a namespace with nothing in it but the loopback and the device, and the process is not in it", () => {
    const home = readlinkSync("/proc/thread-self/ns/net");
    const inside = network.namespace.within(() => readlinkSync("/proc/thread-self/ns/net"));
    expect(inside).not.to.equal(home);
    expect(readlinkSync("/proc/thread-self/ns/net")).to.equal(home);
    const devices = network.namespace.within(() => readFileSync("/proc/thread-self/net/dev", "latin1"));
    expect(
      devices
        .match(/^ *\w+(?=:)/gm)
        ?.map((name) => name.trim())
        .sort(),
    ).to.deep.equal(["lo", "tcpspec0"]);
  });

  it("comes back from a namespace when something is thrown there", () => {
    const home = readlinkSync("/proc/thread-self/ns/net");
    expect(() =>
      network.namespace.within(() => {
        throw new Error("thrown");
      }),
    ).to.throw("thrown");
    expect(readlinkSync("/proc/thread-self/ns/net")).to.equal(home);
  });

  it("hands each datagram to whom it is for, once", () => {
    const left: Uint8Array[] = [];
    const right: Uint8Array[] = [];
    const leftSerial = network.join((bytes) => left.push(bytes));
    const rightSerial = network.join((bytes) => right.push(bytes));
    expect(leftSerial).not.to.equal(rightSerial);
    network.inject(syn(leftSerial));
    network.inject(syn(rightSerial, 2));
    network.collect();
    expect(left).to.have.length(1);
    expect(right).to.have.length(1);
    network.leave(leftSerial);
    network.inject(syn(leftSerial));
    expect(left).to.have.length(1);
  });

  it("keeps what it has handed over apart from what comes later", () => {
    const heard: Uint8Array[] = [];
    const serial = network.join((bytes) => heard.push(bytes));
    const count = 3000; // more than there are frames in the ring and than a slab holds
    for (let port = 1; port <= count; port++) network.inject(syn(serial, port));
    expect(heard).to.have.length(count);
    const ports = heard.map((bytes) => ((bytes[20] ?? 0) << 8) | (bytes[21] ?? 0));
    expect(ports).to.deep.equal(Array.from({ length: count }, (_, index) => index + 1));
  });

  it("gives every datagram its time, in order", () => {
    const times: number[] = [];
    const serial = network.join((_, at) => times.push(at));
    for (let round = 0; round < 100; round++) times.push(network.inject(syn(serial)));
    // The time of the injection is known last, so it stands behind that of the answer.
    for (let index = 0; index < times.length; index += 2) {
      expect(times[index]).to.be.at.least(times[index + 1] ?? NaN);
      if (index > 0) expect(times[index + 1]).to.be.at.least(times[index - 2] ?? NaN);
    }
  });

  it("says so when the device will not take what is no datagram", () => {
    expect(() => network.inject(Uint8Array.of(0x50))).to.throw("the TUN device refuses a datagram: EINVAL");
    expect(() => network.inject(new Uint8Array())).to.throw("the TUN device refuses a datagram");
  });

  it("is silent by itself: no router solicitation, no report, nothing", async () => {
    const fresh = new TunNetwork();
    let heard = 0;
    for (let each = 0; each < 3; each++) fresh.join(() => heard++);
    await new Promise((resolve) => setTimeout(resolve, 300));
    fresh.collect();
    const [, sent] = /tcpspec0:(?:\s+\d+){9}\s+(\d+)/.exec(
      fresh.namespace.within(() => readFileSync("/proc/thread-self/net/dev", "latin1")),
    ) ?? ["", ""];
    fresh.close();
    expect(heard).to.equal(0);
    expect(sent).to.equal("0");
  });
});
