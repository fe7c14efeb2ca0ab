/** Settings of the kernel: in the network namespace of a run, and nowhere else. */

import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { freshPeer } from "../../../adapters/contract/peer";
import { StackUnavailable, type Stack } from "../../../harness/port/stack";
import { MILLISECOND } from "../../../harness/port/time";
import { SYN } from "../../../harness/wire";
import type { TcpOption } from "../../../harness/wire";
import { isSettingName } from "../../../stacks/linux/kernel-settings";
import { linuxProvider } from "../../../stacks/linux/linux";
import { requireLinux } from "./require-linux";

const TIMESTAMPS = "net.ipv4.tcp_timestamps";

const here = (name: string): string => readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "latin1").trim();

describe("isSettingName", () => {
  it("takes what is below net, and nothing that leads out of there", () => {
    for (const name of ["net.ipv4.tcp_sack", "net.core.somaxconn", "net.ipv4.conf.tcpspec0.rp_filter"])
      expect(isSettingName(name), name).to.equal(true);
    const others = [
      "",
      "net",
      "net.",
      "kernel.hostname",
      "vm.net.x",
      "net..kernel",
      "net/ipv4/tcp_sack",
      "net.ipv4.",
      "net.a/../b",
    ];
    for (const name of others) expect(isSettingName(name), name).to.equal(false);
  });
});

describe("stacks/linux: settings of the kernel", () => {
  before(function () {
    requireLinux(this);
  });

  /** Opens a stack with these settings, works on it and closes it. */
  async function within<T>(
    settings: Readonly<Record<string, string>>,
    work: (stack: Stack) => T | Promise<T>,
  ): Promise<T> {
    const [stack] = (await linuxProvider({ settings }).open(1)) as [Stack];
    try {
      return await work(stack);
    } finally {
      await stack.close();
    }
  }

  /** RFC 7323 3.2: a SYN,ACK has the option if the SYN had it and the stack uses it. */
  async function answersTimestamps(stack: Stack): Promise<boolean> {
    const peer = await freshPeer(stack);
    await peer.open("passive");
    const options: readonly TcpOption[] = [{ kind: "timestamps", value: 1, echo: 0 }];
    await peer.send(SYN, { options });
    return peer.heard.some(({ segment }) => segment.options.some(({ kind }) => kind === "timestamps"));
  }

  it("tcp_timestamps=0: there are none in the SYN,ACK; with 1 there are", async () => {
    expect(await within({ [TIMESTAMPS]: "0" }, answersTimestamps)).to.equal(false);
    expect(await within({ [TIMESTAMPS]: "1" }, answersTimestamps)).to.equal(true);
  });

  it("they are another run's no more than this machine's", async () => {
    const before = here(TIMESTAMPS);
    const [first] = (await linuxProvider({ settings: { [TIMESTAMPS]: "0" } }).open(1)) as [Stack];
    try {
      expect(here(TIMESTAMPS)).to.equal(before);
      expect(await within({ [TIMESTAMPS]: "1" }, answersTimestamps)).to.equal(true);
      expect(await answersTimestamps(first)).to.equal(false);
    } finally {
      await first.close();
    }
    expect(here(TIMESTAMPS)).to.equal(before);
  });

  it("the profile follows from them, and so does what is known of the kernel", async () => {
    const settings = {
      "net.ipv4.tcp_syn_retries": "3",
      "net.ipv4.tcp_synack_retries": "2",
      "net.ipv4.tcp_invalid_ratelimit": "200",
    };
    await within(settings, (stack) => {
      expect(stack.settings).to.deep.equal(settings);
      const { synRetries, synLinearRetries = 0, synAckRetries, timers } = stack.profile;
      expect(synRetries - synLinearRetries).to.equal(3);
      expect(synAckRetries).to.equal(2);
      expect(timers.answerSpacing.value).to.equal(200 * MILLISECOND);
    });
    const backOff = linuxProvider({ settings: { "net.ipv4.tcp_syn_linear_timeouts": "0" } }).baseline ?? [];
    expect(backOff.map(({ scenario }) => scenario)).not.to.include("handshake/active/syn-back-off");
  });

  it("a value of several numbers is one value", () =>
    within({ "net.ipv4.tcp_rmem": "4096 16384 65536" }, (stack) => {
      expect(stack.settings).to.deep.equal({ "net.ipv4.tcp_rmem": "4096 16384 65536" });
    }));

  const REFUSED: Readonly<Record<string, RegExp>> = {
    "net.ipv4.no_such_thing=1": /no setting net\.ipv4\.no_such_thing that is a network namespace's own/,
    // The whole machine's: it is there, but not in a namespace that is not the first.
    "net.ipv4.tcp_max_orphans=1": /no setting net\.ipv4\.tcp_max_orphans that is/,
    "net.ipv4.tcp_sack=many": /refuses net\.ipv4\.tcp_sack=many in a network namespace: EINVAL/,
  };

  for (const [text, said] of Object.entries(REFUSED)) {
    it(`${text} is refused, and nothing is left of the attempt`, async () => {
      const [name = "", value = ""] = text.split("=");
      const open = (): Promise<unknown> =>
        linuxProvider({ settings: { [name]: value } })
          .open(1)
          .catch((error: unknown) => error);
      expect(await open())
        .to.be.instanceOf(StackUnavailable)
        .with.property("message")
        .that.matches(said);
      const descriptors = readdirSync("/proc/self/fd").length;
      await open();
      expect(readdirSync("/proc/self/fd")).to.have.length(descriptors);
    });
  }

  it("what is no network's is not touched", async () => {
    const before = here("kernel.hostname");
    const error: unknown = await linuxProvider({ settings: { "kernel.hostname": "x" } })
      .open(1)
      .catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(TypeError);
    expect(here("kernel.hostname")).to.equal(before);
  });
});
