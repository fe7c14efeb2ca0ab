import type { ChildProcess } from "node:child_process";
import { expect } from "chai";
import { clausesFor } from "../../../adapters/contract";
import type { Stack, StackProvider } from "../../../harness/port/stack";
import type { IpVersion } from "../../../harness/wire";
import { linux } from "../../../stacks/linux";
import { rawHost } from "../../../stacks/raw";
import { requireLinux } from "../linux/require-linux";
import { DEVICE, HASTY, openTestLink, OURS, requireNamespaces, startThere, THERE, TOKEN, type TestLink } from "./link";
import { resultsOf } from "./verdicts";

describe("stack raw with an agent", () => {
  let link: TestLink;
  let agent: ChildProcess;
  let provider: StackProvider;

  before(async function () {
    requireNamespaces(this);
    link = await openTestLink();
    agent = await startThere(link, "agent", THERE[4], "7793");
    provider = rawHost({
      targets: Object.values(THERE),
      sources: Object.values(OURS),
      interface: DEVICE,
      agent: { address: { address: THERE[4], port: 7793 }, token: TOKEN },
      probing: HASTY,
    });
  });

  after(() => {
    (agent as ChildProcess | undefined)?.kill("SIGKILL");
    (link as TestLink | undefined)?.close();
  });

  describe("keeps to the contract of stacks", () => {
    let stack: Stack;

    before(async () => {
      const [first] = await link.here.within(() => provider.open(1));
      if (first === undefined) throw new Error("nothing was opened");
      stack = first;
    });

    after(async () => {
      await (stack as Stack | undefined)?.close();
    });

    for (const version of [4, 6] as const satisfies readonly IpVersion[])
      it(`over IPv${version}`, async () => {
        const found: string[] = [];
        for (const { title, check } of clausesFor(stack)) {
          await stack.reset(1);
          await check(stack, version).catch((error: unknown) => found.push(`${title}: ${String(error)}`));
        }
        expect(found).to.deep.equal([]);
      });
  });

  it("calls nobody but the harness: a scenario that wants it is unsupported, and the next one runs", async function () {
    this.timeout(60_000);
    const how = { ips: [4, 6], seats: 1 } as const;
    const selectors = ["user-calls/sockets/{call-to-broadcast,call-to-multicast,filled-in}"];
    const found = await resultsOf(provider, selectors, { ...how, open: (make) => link.here.within(make) });
    const verdicts = (end: string) => found.filter(({ id }) => id.endsWith(end)).map(({ verdict }) => verdict);
    expect(verdicts("broadcast")).to.deep.equal(["unsupported", "unsupported"]);
    expect(verdicts("multicast")).to.deep.equal(["unsupported", "unsupported"]);
    expect(verdicts("filled-in"), "whoever calls").to.deep.equal(["pass", "pass"]);
  });

  it("comes to the same verdicts as the kernel's TCP of this machine does behind a TUN device", async function () {
    requireLinux(this);
    this.timeout(120_000);
    const selectors = [
      "handshake/passive",
      "handshake/closed",
      "close/passive",
      "close/abort",
      "close/reopening",
      "walkthrough",
    ];
    const how = { ips: [4, 6], seats: 16 } as const;
    const [here, there] = await Promise.all([
      resultsOf(linux, selectors, { ...how, open: (make) => make() }),
      resultsOf(provider, selectors, { ...how, open: (make) => link.here.within(make) }),
    ]);
    const verdicts = (results: typeof here) => results.map(({ id, ip, verdict }) => `${id} IPv${ip}: ${verdict}`);
    expect(verdicts(there)).to.deep.equal(verdicts(here));
    expect(there.filter(({ verdict }) => verdict === "pass").length).to.be.greaterThan(40);
    expect(there.filter(({ outcome }) => outcome !== "expected").map(({ id }) => id)).to.deep.equal([]);
  });
});
