import { expect } from "chai";
import { HTTP_PORT } from "../../../harness/port/http";
import type { Ports } from "../../../harness/port/stack";
import type { Application } from "../../../harness/port/user";
import { connection, peer, SYN, user } from "../../../harness/scenario";
import { AFTERWARDS } from "../../../harness/scenario/vocabulary";
import type { Step } from "../../../harness/scenario/step";
import { answersSyn, judged, made } from "./judged";
import { onSegments, scriptedStack } from "./scripted-stack";

/** The ports of the stack and of the peer in the segments that the peer sends. */
async function portsOf(steps: readonly Step[], ports?: Ports): Promise<readonly (readonly [number, number])[]> {
  const own = ports === undefined ? {} : { ports: () => ports };
  const { run } = await judged(made(steps), { ...scriptedStack(onSegments(answersSyn)), ...own });
  return run.trace.events.flatMap((event) => {
    if (event.kind !== "packet" || event.direction !== "peer->stack") return [];
    if (!event.decoded.ok || event.decoded.value.kind !== "tcp") return [];
    const { sourcePort, destinationPort } = event.decoded.value.segment;
    return [[destinationPort, sourcePort] as const];
  });
}

const called = (application?: Application): readonly Step[] => [user.listen(application), peer.sends(SYN)];

describe("the ports of a scenario", () => {
  const PORTS: Ports = { stack: 7000, peer: 20_000, applications: { echo: 7, discard: 9 } };

  it("are those that the stack wants, the peer's one after the other", async () => {
    const second = connection("second").peer.sends(SYN);
    const third = connection(AFTERWARDS).peer.sends(SYN);
    expect(await portsOf([...called(), second, third], PORTS)).to.deep.equal([
      [7000, 20_000],
      [7000, 20_001],
      [7001, 20_002],
    ]);
  });

  it("are those of the program where it is one's", async () => {
    expect(await portsOf(called("echo"), PORTS)).to.deep.equal([[7, 20_000]]);
    expect(await portsOf(called("discard"), PORTS)).to.deep.equal([[9, 20_000]]);
    expect(await portsOf(called("http"), PORTS)).to.deep.equal([[7000, 20_000]]);
  });

  it("are a web server's on a stack that has no wishes", async () => {
    const http = (await portsOf(called("http")))[0]?.[0];
    expect(http).to.equal(HTTP_PORT);
    const echo = (await portsOf(called("echo")))[0]?.[0];
    expect(echo).to.be.within(1024, 32_767);
  });
});
