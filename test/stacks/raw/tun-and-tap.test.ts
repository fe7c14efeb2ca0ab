/** A TCP in user space that brings a TUN or TAP device of its own, tested from the kernel's side of it. */

import { expect } from "chai";
import { readdirSync, writeFileSync } from "node:fs";
import { Peer } from "../../../adapters/contract/peer";
import { ioctl, must, close } from "../../../adapters/native/libc";
import { NetworkNamespace } from "../../../adapters/native/namespace";
import { Netlink } from "../../../adapters/native/netlink";
import { bringUp, interfaceIndex, NETLINK_ROUTE } from "../../../adapters/native/routing";
import { addAddress } from "../../../adapters/tun/interface-address";
import { HTTP_PORT } from "../../../harness/port/http";
import { StackUnavailable, type Stack } from "../../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { ACK, add, FIN, PSH, RST, SYN } from "../../../harness/wire";
import type { Address } from "../../../harness/wire";
import { rawHost } from "../../../stacks/raw/raw";
import type { RawHost } from "../../../stacks/raw/raw";
import { requireLinux } from "../linux/require-linux";
import { OURS, THERE } from "./link";
import { ECHO_PORT, openDevice, openUserSpaceHost, type UserSpaceHost } from "./user-space-host";
import { resultsOf } from "./verdicts";

/** There is nobody else on these links. */
const HASTY = { probes: 1, wait: 50 * MILLISECOND, settle: 50 * MILLISECOND };
/** The host is in this process, and has its turn when the machine sees fit. */
const PATIENCE = 5 * SECOND;
const SOURCES: readonly Address[] = Object.values(OURS);

function hostAt(device: string, more: Partial<RawHost> = {}): RawHost {
  return {
    targets: Object.values(THERE),
    sources: SOURCES,
    interface: device,
    probing: HASTY,
    claimed: (profile) => {
      const { timers } = profile;
      return { ...profile, timers: { ...timers, reaction: { ...timers.reaction, late: PATIENCE } } };
    },
    ...more,
  };
}

/** Opens one seat in the namespace, works on it, and closes it. */
async function onSeat<T>(namespace: NetworkNamespace, host: RawHost, work: (stack: Stack) => Promise<T>): Promise<T> {
  const [stack] = (await namespace.within(() => rawHost(host).open(1))) as [Stack];
  try {
    return await work(stack);
  } finally {
    await stack.close();
  }
}

/** What opening it there is refused with; nothing is left open. */
async function refusal(namespace: NetworkNamespace, host: RawHost): Promise<unknown> {
  const descriptors = readdirSync("/proc/self/fd").length;
  const error: unknown = await namespace
    .within(() => rawHost(host).open(1))
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  expect(readdirSync("/proc/self/fd")).to.have.length(descriptors);
  return error;
}

describe("stacks/raw: a user-space stack behind its own device", () => {
  before(function () {
    requireLinux(this);
  });

  for (const kind of ["tun", "tap"] as const) {
    describe(kind, () => {
      let host: UserSpaceHost;

      before(() => {
        host = openUserSpaceHost(kind);
      });

      after(() => {
        (host as UserSpaceHost | undefined)?.close();
      });

      it("closed ports, and a page from the handshake to both FINs: as the RFC has it", async () => {
        const box = { behaves: "http", port: HTTP_PORT } as const;
        const results = await resultsOf(
          rawHost(hostAt(host.device, { box })),
          ["handshake/closed/*", "walkthrough/http"],
          { ips: [4, 6], seats: 4, open: (make) => host.namespace.within(make) },
        );
        expect(new Set(results.map(({ id }) => id.split("/")[0]))).to.deep.equal(new Set(["handshake", "walkthrough"]));
        const others = results.filter(({ verdict }) => verdict !== "pass");
        expect(others.map(({ id, ip, failure, remark }) => [id, ip, failure?.message ?? remark])).to.deep.equal([]);
      });

      for (const version of [4, 6] as const) {
        it(`IPv${version}: handshake, text and a close, segment by segment`, () =>
          onSeat(host.namespace, hostAt(host.device), async (stack) => {
            await stack.reset(1);
            expect(stack.endpoints(version)).to.deep.equal({ stack: THERE[version], peer: OURS[version] });
            const peer = new Peer(stack, version, { stack: ECHO_PORT });
            await peer.send(SYN);
            const { segment: answer } = await lastOf(peer);
            expect(answer.flags).to.equal(SYN | ACK);
            expect(answer.ack).to.equal(peer.next);
            await peer.send(ACK);
            await peer.send(ACK | PSH, { text: Buffer.from("there and back") });
            const echoed = await hearUntil(peer, ({ text }) => text.length > 0);
            expect(Buffer.from(echoed.text).toString()).to.equal("there and back");
            expect(echoed.ack).to.equal(peer.next);
            // RFC 9293 3.6, case 2: the FIN is acknowledged, and the user's CLOSE sends one.
            await peer.send(FIN | ACK);
            const closing = await hearUntil(peer, ({ flags }) => (flags & FIN) !== 0);
            expect(closing.ack).to.equal(peer.next);
            await peer.send(ACK);
            // 3.10.7.1: nothing is left of the connection.
            await peer.send(ACK);
            const gone = await hearUntil(peer, ({ flags }) => (flags & RST) !== 0);
            expect(gone.seq).to.equal(add(closing.seq, 1));
          }));
      }

      it("an address of our own is found in the kernel's subnet when none is named", () =>
        onSeat(host.namespace, hostAt(host.device, { sources: [] }), async (stack) => {
          const { peer: own } = stack.endpoints(4);
          expect(own).to.match(/^192\.0\.2\.\d+$/);
          await stack.reset(1);
          const peer = new Peer(stack, 4, { stack: ECHO_PORT });
          await peer.send(SYN);
          expect((await lastOf(peer)).segment.flags).to.equal(SYN | ACK);
        }));

      it("seats have ports of their own, and hear nothing of each other", async () => {
        const stacks = await host.namespace.within(() => rawHost(hostAt(host.device)).open(2));
        try {
          const peers = [];
          for (const stack of stacks) {
            await stack.reset(1);
            peers.push(new Peer(stack, 4, { stack: ECHO_PORT }));
          }
          const [left, right] = peers as [Peer, Peer];
          expect(left.foreign.port).not.to.equal(right.foreign.port);
          await left.send(SYN);
          expect((await lastOf(left)).segment.flags).to.equal(SYN | ACK);
          expect(right.listen()).to.deep.equal([]);
        } finally {
          for (const stack of stacks) await stack.close();
        }
      });

      it("nothing is left open behind it", async () => {
        const before = readdirSync("/proc/self/fd").length;
        await onSeat(host.namespace, hostAt(host.device), (stack) => stack.reset(1));
        expect(readdirSync("/proc/self/fd")).to.have.length(before);
      });

      it("the kernel needs no address on its side", async () => {
        const alone = openUserSpaceHost(kind, []);
        try {
          for (const version of [4, 6] as const)
            await onSeat(alone.namespace, hostAt(alone.device), async (stack) => {
              await stack.reset(1);
              const peer = new Peer(stack, version, { stack: ECHO_PORT });
              await peer.send(SYN);
              expect((await lastOf(peer)).segment.flags).to.equal(SYN | ACK);
            });
        } finally {
          alone.close();
        }
      });

      it("a device that nobody holds is refused, and so is one that is down", async () => {
        const namespace = NetworkNamespace.create();
        try {
          namespace.within(() => {
            persistent("idle", kind);
          });
          expect(await refusal(namespace, hostAt("idle")))
            .to.be.instanceOf(StackUnavailable)
            .with.property("message", "idle is down");
          namespace.within(() => {
            settle("idle", []);
          });
          expect(await refusal(namespace, hostAt("idle")))
            .to.be.instanceOf(StackUnavailable)
            .with.property("message", "nobody is at the other end of idle");
        } finally {
          namespace.close();
        }
      });
    });
  }

  describe("TUN, where the kernel cannot tell what is ours", () => {
    let host: UserSpaceHost;

    before(() => {
      host = openUserSpaceHost("tun");
    });

    after(() => {
      (host as UserSpaceHost | undefined)?.close();
    });

    it("an address of this machine is not to be ours, on whatever interface it is", async () => {
      host.namespace.within(() => {
        settle("lo", ["198.51.100.1"]);
      });
      expect(await refusal(host.namespace, hostAt(host.device, { sources: ["198.51.100.1"] })))
        .to.be.instanceOf(StackUnavailable)
        .with.property("message", "198.51.100.1 is this machine's own address");
    });

    for (const [setting, target] of [
      ["net/ipv4/conf/tun-test/forwarding", THERE[4]],
      ["net/ipv6/conf/all/forwarding", THERE[6]],
    ] as const) {
      it(`where ${setting} is on, it is refused with what to do about it`, async () => {
        const set = (value: string): void => {
          host.namespace.within(() => {
            writeFileSync(`/proc/sys/${setting}`, value);
          });
        };
        set("1");
        try {
          const error = await refusal(host.namespace, hostAt(host.device, { targets: [target] }));
          expect(error).to.be.instanceOf(StackUnavailable);
          expect(error).to.have.property("message", "this machine forwards what comes from tun-test");
          expect(error).to.have.property("remedy").that.includes(`sysctl -w ${setting}=0`);
        } finally {
          set("0");
        }
      });
    }
  });
});

const TUNSETPERSIST = 0x400454cb;

/** Makes a device that stays when nobody holds it, as `ip tuntap add` does. */
function persistent(name: string, kind: "tun" | "tap"): void {
  const fd = openDevice(name, kind);
  // The argument is no pointer; anything but 0 says yes.
  must("ioctl TUNSETPERSIST", ioctl(fd, TUNSETPERSIST, Uint8Array.of(1)));
  close(fd);
}

function settle(device: string, addresses: readonly Address[]): void {
  const netlink = new Netlink(NETLINK_ROUTE);
  bringUp(netlink, interfaceIndex(device));
  for (const address of addresses) addAddress(netlink, interfaceIndex(device), address);
  netlink.close();
}

type HeardSegment = Peer["heard"][number]["segment"];

/** The last that was heard, after a wait if there is nothing yet. */
async function lastOf(peer: Peer): Promise<Peer["heard"][number]> {
  return peer.heard.at(-1) ?? (await peer.hear(PATIENCE));
}

/** The first segment of this kind that has come or comes. */
async function hearUntil(peer: Peer, is: (segment: HeardSegment) => boolean): Promise<HeardSegment> {
  for (;;) {
    const found = peer.heard.find(({ segment }) => is(segment));
    if (found !== undefined) return found.segment;
    await peer.hear(PATIENCE);
  }
}
