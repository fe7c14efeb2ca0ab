/** What goes wrong on a link while something is tested, and a host that is not on it. */

import { spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect } from "chai";
import { encodeArp } from "../../../adapters/raw/arp";
import { BROADCAST, encodeFrame, ETHER_TYPE } from "../../../adapters/raw/ethernet";
import { FrameSocket } from "../../../adapters/native/frame-socket";
import { Netlink } from "../../../adapters/native/netlink";
import { interfaceIndex, NETLINK_ROUTE } from "../../../adapters/native/routing";
import { Peer, portsOf } from "../../../adapters/contract/peer";
import { addAddress } from "../../../adapters/tun/interface-address";
import { StackFailed, StackLost, type Stack } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { ACK, encodePacket, PSH, seq, SYN } from "../../../harness/wire";
import { rawHost, type RawHost } from "../../../stacks/raw";
import { requireOrSkip } from "../../requirement";
import { DEVICE, DEVICE_THERE, HASTY, openTestLink, OURS, requireNamespaces, startThere, THERE, TOKEN } from "./link";
import type { TestLink } from "./link";

describe("stack raw in trouble", () => {
  let link: TestLink;
  const running: ChildProcess[] = [];

  before(async function () {
    requireNamespaces(this);
    link = await openTestLink();
    running.push(await startThere(link, "servers"));
  });

  after(() => {
    for (const child of running) child.kill("SIGKILL");
    (link as TestLink | undefined)?.close();
  });

  async function opened(more: Partial<RawHost> = {}): Promise<Stack> {
    const host = { targets: [THERE[4]], sources: [OURS[4]], interface: DEVICE, probing: HASTY, ...more };
    const [stack] = await link.here.within(() => rawHost(host).open(1));
    if (stack === undefined) throw new Error("nothing was opened");
    return stack;
  }

  it("an agent that dies is a stack that is lost, and is closed all the same", async () => {
    const agent = await startThere(link, "agent", THERE[4], "7793");
    const stack = await opened({ agent: { address: { address: THERE[4], port: 7793 }, token: TOKEN } });
    expect(await stack.user?.status("nobody")).to.include({ state: "CLOSED" });
    agent.kill("SIGKILL");
    await once(agent, "exit");
    const failure: unknown = await stack.reset(1).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(StackLost);
    expect(String(failure)).to.match(/the agent at 192\.0\.2\.7 port 7793 is of no use: /);
    await stack.close();
  });

  it("somebody else who takes our address ends it, with a word about it", async () => {
    const stack = await opened();
    const mac = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x99);
    const claim = { operation: "request", senderMac: mac, sender: OURS[4], targetMac: mac, target: OURS[4] } as const;
    link.there.within(() => {
      const socket = new FrameSocket(interfaceIndex(DEVICE_THERE));
      socket.send(encodeFrame(BROADCAST, mac, ETHER_TYPE.arp, encodeArp(claim)));
      socket.close();
    });
    const failure: unknown = await stack.clock.pass(stack.clock.now() + 5 * SECOND).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(StackFailed);
    expect(String(failure)).to.include("somebody else on the link has the address 192.0.2.66 as well");
    await stack.close();
  });

  it("several segments in one frame are no verdict, and nobody else's trouble", async function () {
    requireOrSkip(this, "iproute2", spawnSync("ip", ["-V"]).status === 0, "apt-get install iproute2");
    const segmentsInAFrame = (count: number): void => {
      const words = ["link", "set", "dev", DEVICE_THERE, "gso_max_segs", String(count)];
      expect(link.there.within(() => spawnSync("ip", words)).status).to.equal(0);
    };
    segmentsInAFrame(65_535);
    const host = { targets: [THERE[4]], sources: [OURS[4]], interface: DEVICE, probing: HASTY };
    const box = { behaves: "echo", port: 7 } as const;
    const stacks = await link.here.within(() => rawHost({ ...host, box }).open(2));
    const peers = stacks.map((stack) => new Peer(stack, 4, { stack: 7 }));
    for (const peer of peers) {
      await peer.send(SYN, { options: [{ kind: "mss", value: 536 }] });
      if (peer.heard.length === 0) await peer.hear(SECOND);
      await peer.send(ACK);
    }
    const [one, other] = peers;
    if (one === undefined || other === undefined) throw new Error("there are too few seats");
    const failure: unknown = await one
      .send(ACK | PSH, { text: new Uint8Array(1400) })
      .then(async () => {
        for (;;) await one.hear(SECOND);
      })
      .catch((error: unknown) => error);
    expect(failure)
      .to.be.instanceOf(StackFailed)
      .with.property("message")
      .that.includes("several segments came in one");
    await other.send(ACK | PSH, { text: Uint8Array.of(7) });
    while (!other.heard.some(({ segment }) => segment.text.length === 1)) await other.hear(SECOND);
    await one.stack.reset(1);
    expect(one.stack.link.take()).to.deep.equal([]);
    for (const stack of stacks) await stack.close();
    segmentsInAFrame(1);
  });

  it("segments that overtake one another on the link are put in order, and a gap that stays is seen", async () => {
    const stack = await opened();
    await stack.reset(1);
    const { stack: port, peer } = portsOf(stack);
    const text = new Uint8Array(10);
    const sent = [0, 10, 20, 40].map((from) =>
      encodePacket({
        ip: { source: THERE[4], destination: OURS[4] },
        segment: {
          sourcePort: port,
          destinationPort: peer,
          seq: seq(from),
          ack: seq(0),
          flags: ACK,
          window: 1000,
          text,
        },
      }),
    );
    const [first, second, third, last] = sent as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    link.there.within(() => {
      const socket = new FrameSocket(interfaceIndex(DEVICE_THERE));
      const mac = Uint8Array.of(0x02, 0, 0x5e, 0, 0, 0x07);
      for (const each of [first, last, third, second]) socket.send(encodeFrame(BROADCAST, mac, ETHER_TYPE.ipv4, each));
      socket.close();
    });
    const seen: Uint8Array[] = [];
    while (seen.length < sent.length) {
      await stack.clock.pass(stack.clock.now() + SECOND);
      seen.push(...stack.link.take().map(({ bytes }) => bytes));
    }
    expect(seen).to.deep.equal(sent);
    await stack.close();
  });

  it("a host beyond a router is reached by way of it", async function () {
    requireOrSkip(this, "iproute2", spawnSync("ip", ["-V"]).status === 0, "apt-get install iproute2");
    // The host on the link has this one as well, as a router would have it behind itself.
    const far = "203.0.113.7";
    link.there.within(() => {
      const netlink = new Netlink(NETLINK_ROUTE);
      addAddress(netlink, interfaceIndex("lo"), far);
      netlink.close();
    });
    link.here.within(() => spawnSync("ip", ["route", "add", `${far}/32`, "via", THERE[4]]));
    const stack = await opened({ targets: [far], sources: [], box: { behaves: "echo", port: 7 } });
    await stack.reset(1);
    expect(stack.endpoints(4).stack).to.equal(far);
    const peer = new Peer(stack, 4, { stack: 7 });
    await peer.send(SYN);
    const [{ segment } = await peer.hear(SECOND)] = peer.heard;
    expect(segment.flags & SYN).to.equal(SYN);
    await stack.close();
  });
});
