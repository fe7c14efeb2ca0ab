import type { ChildProcess } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { clausesFor } from "../../../adapters/contract";
import { Peer } from "../../../adapters/contract/peer";
import { attachFilter, encodeFilter } from "../../../adapters/native/packet-filter";
import { PacketRing } from "../../../adapters/native/packet-ring";
import { interfaceIndex } from "../../../adapters/native/routing";
import { SocketDiagnosis } from "../../../adapters/native/socket-diag";
import type { ScenarioResult } from "../../../harness/port/results";
import type { Stack } from "../../../harness/port/stack";
import { SECOND } from "../../../harness/port/time";
import { ACK, encodePacket, formatAddress, PROTOCOL, PSH, RST, seq, SYN } from "../../../harness/wire";
import type { Address } from "../../../harness/wire";
import { rawHost, type RawHost } from "../../../stacks/raw";
import {
  DEVICE,
  DEVICE_THERE,
  HASTY,
  HERE,
  openTestLink,
  OURS,
  requireNamespaces,
  startThere,
  THERE,
  type TestLink,
} from "./link";
import { resultsOf } from "./verdicts";

function synBetween(source: Address, destination: Address): Uint8Array {
  const segment = { sourcePort: 50_000, destinationPort: 7, seq: seq(1), flags: SYN, window: 1000 };
  return encodePacket({ ip: { source, destination }, segment });
}

const ETHER_TYPE_IPV4 = 0x0800;
const PROTOCOL_FIELD = 9;

/** Where the segments of IPv4 come from that arrive at the host under test from now on. */
function watchSegments({ there }: TestLink): { sources(): readonly Address[]; close(): void } {
  const filter = encodeFilter([[{ etherType: ETHER_TYPE_IPV4 }, { octet: PROTOCOL_FIELD, is: PROTOCOL.tcp }]]);
  const ring = there.within(
    () =>
      new PacketRing(interfaceIndex(DEVICE_THERE), (fd) => {
        attachFilter(fd, filter);
      }),
  );
  return {
    sources() {
      const found: Address[] = [];
      ring.drain(({ outgoing, memory, start }) => {
        if (!outgoing) found.push(formatAddress(memory.subarray(start + 12, start + 16)));
      });
      return found;
    },
    close() {
      ring.close();
    },
  };
}

describe("stack raw, a black box", () => {
  let link: TestLink;
  let servers: ChildProcess;

  before(async function () {
    requireNamespaces(this);
    link = await openTestLink();
    servers = await startThere(link, "servers");
  });

  after(() => {
    (servers as ChildProcess | undefined)?.kill("SIGKILL");
    (link as TestLink | undefined)?.close();
  });

  const host = (more: Partial<RawHost> = {}) =>
    rawHost({
      targets: Object.values(THERE),
      sources: Object.values(OURS),
      interface: DEVICE,
      probing: HASTY,
      ...more,
    });

  /** Opens seats, works on them, and closes them. */
  async function onSeats<T>(
    provider: ReturnType<typeof host>,
    count: number,
    work: (stacks: readonly Stack[]) => Promise<T>,
  ): Promise<T> {
    const stacks = await link.here.within(() => provider.open(count));
    try {
      return await work(stacks);
    } finally {
      for (const stack of stacks) await stack.close();
    }
  }

  const only = ([first]: readonly Stack[]): Stack => {
    if (first === undefined) throw new Error("nothing was opened");
    return first;
  };

  for (const version of [4, 6] as const)
    it(`keeps to what a black box owes of the contract, IPv${version}`, async () => {
      const found = await onSeats(host({ box: { behaves: "echo", port: 7 } }), 1, async (stacks) => {
        const stack = only(stacks);
        const broken: string[] = [];
        for (const { title, check } of clausesFor(stack)) {
          await stack.reset(1);
          await check(stack, version).catch((error: unknown) => broken.push(`${title}: ${String(error)}`));
        }
        return broken;
      });
      expect(found).to.deep.equal([]);
    });

  const SELECTORS = [
    "handshake/closed",
    "close/passive/three-segments",
    "walkthrough/http",
    "window/without-end/obeyed",
    "options/mss/without-end-300",
  ];

  async function verdicts(more: Partial<RawHost>): Promise<Readonly<Record<string, string>>> {
    const open = <T>(make: () => T): T => link.here.within(make);
    const results = await resultsOf(host(more), SELECTORS, { ips: [4, 6], seats: 8, open });
    // What went wrong is to be seen in the test's own failure.
    const told = ({ verdict, failure }: ScenarioResult): string =>
      failure === undefined ? verdict : [`${verdict}: ${failure.message}`, ...failure.exchange].join("\n");
    return Object.fromEntries(results.map((result) => [`${result.id} IPv${result.ip}`, told(result)]));
  }

  it("what a script does without calls runs on any host, and a script of a program where that program is", async () => {
    const found = await verdicts({ box: { behaves: "discard", port: 9 } });
    for (const ip of [4, 6]) {
      expect(found).to.include({
        [`close/passive/three-segments IPv${ip}`]: "pass",
        [`walkthrough/http IPv${ip}`]: "unsupported",
      });
      expect(Object.entries(found).filter(([id]) => id.startsWith("handshake/closed") && id.endsWith(`IPv${ip}`)))
        .to.have.length.greaterThan(3)
        .and.satisfy((rows: readonly (readonly [string, string])[]) => rows.every(([, verdict]) => verdict === "pass"));
    }
  });

  it("a web server's page is read from its own port", async () => {
    const found = await verdicts({ box: { behaves: "http", port: 80 } });
    expect(found).to.include({
      "walkthrough/http IPv4": "pass",
      "walkthrough/http IPv6": "pass",
      "close/passive/three-segments IPv4": "unsupported",
    });
  });

  it("a sender without end is judged by how much it sends and when, whatever that is", async () => {
    const found = await verdicts({ box: { behaves: "chargen", port: 19 } });
    for (const ip of [4, 6])
      expect(found).to.include({
        [`window/without-end/obeyed IPv${ip}`]: "pass",
        [`options/mss/without-end-300 IPv${ip}`]: "pass",
        [`close/passive/three-segments IPv${ip}`]: "unsupported",
      });
  });

  it("scripts over a version that no target has are unsupported", async () => {
    const found = await verdicts({ targets: [THERE[4]], sources: [OURS[4]], box: { behaves: "http", port: 80 } });
    expect(found).to.include({ "walkthrough/http IPv4": "pass", "walkthrough/http IPv6": "unsupported" });
  });

  it("finds addresses of its own in the subnets of the interface", async () => {
    await onSeats(host({ sources: [] }), 1, (stacks) => {
      const stack = only(stacks);
      expect(stack.endpoints(4).peer).to.match(/^192\.0\.2\.\d+$/);
      expect([HERE[4], THERE[4]]).not.to.include(stack.endpoints(4).peer);
      expect(stack.endpoints(6).peer).to.match(/^2001:db8::/);
      return Promise.resolve();
    });
  });

  it("does not take an address that somebody has", async () => {
    const opened = link.here.within(() => host({ targets: [THERE[4]], sources: [THERE[4]] }).open(1));
    expect(await opened.catch(String)).to.match(/192\.0\.2\.7: taken by others/);
  });

  it("each seat hears what is for its own ports, and the kernel of this host resets nothing", async () => {
    await onSeats(host({ box: { behaves: "echo", port: 7 } }), 2, async (stacks) => {
      const peers = stacks.map((stack) => new Peer(stack, 4, { stack: 7 }));
      for (const peer of peers) {
        await peer.send(SYN);
        if (peer.heard.length === 0) await peer.hear(SECOND);
        await peer.send(ACK);
      }
      for (const [index, peer] of peers.entries()) {
        await peer.send(ACK | PSH, { text: Uint8Array.of(index, index) });
        while (!peer.heard.some(({ segment }) => segment.text.length > 0)) await peer.hear(SECOND);
      }
      for (const [index, { heard }] of peers.entries()) {
        const texts = heard.flatMap(({ segment }) => [...segment.text]);
        expect(texts).to.deep.equal([index, index]);
        expect(heard.some(({ segment }) => (segment.flags & RST) !== 0)).to.equal(false);
      }
    });
  });

  it("leaves nothing open on the host: what a scenario has not closed is reset", async () => {
    await onSeats(host({ box: { behaves: "echo", port: 7 } }), 1, async (stacks) => {
      const stack = only(stacks);
      const peer = new Peer(stack, 4, { stack: 7 });
      await peer.send(SYN);
      if (peer.heard.length === 0) await peer.hear(SECOND);
      await peer.send(ACK);
      const diagnosis = link.there.within(() => new SocketDiagnosis());
      const state = () => diagnosis.stateOf(peer.local, peer.foreign);
      while (state() !== "ESTABLISHED") await setTimeout(5);
      await stack.reset(2);
      // Where there is no connection the listener shows.
      while (state() !== "LISTEN") await setTimeout(5);
      diagnosis.close();
    });
  });

  it("sends nothing that is not from us to the target", async () => {
    await onSeats(host(), 1, async (stacks) => {
      const stack = only(stacks);
      const { peer, stack: target } = stack.endpoints(4);
      const arrived = watchSegments(link);
      const strangers = [
        { source: peer, destination: HERE[4] },
        { source: HERE[4], destination: target },
        { source: peer, destination: "255.255.255.255" },
      ];
      for (const { source, destination } of strangers) await stack.link.send(synBetween(source, destination));
      await stack.link.send(synBetween(peer, target));
      expect(arrived.sources()).to.deep.equal([peer]);
      arrived.close();
    });
  });

  it("keeps to its rate, over all seats", async () => {
    await onSeats(host({ rate: 50 }), 2, async (stacks) => {
      const began = performance.now();
      await Promise.all(
        stacks.map(async (stack) => {
          const { peer, stack: target } = stack.endpoints(4);
          for (let count = 0; count < 15; count++) await stack.link.send(synBetween(peer, target));
        }),
      );
      // Five at once, and the other 25 one each 20 ms.
      expect(performance.now() - began).to.be.at.least(25 * 20 - 1);
    });
  });
});
