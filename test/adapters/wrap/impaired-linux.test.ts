import { expect } from "chai";
import { impairedStack } from "../../../adapters/wrap";
import type { Stack } from "../../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { decodePacket, encodePacket, RST_ACK, seq, SYN } from "../../../harness/wire";
import { linux } from "../../../stacks/linux";
import { requireLinux } from "../../stacks/linux/require-linux";

describe("impairedStack in real time", () => {
  let inner: Stack;
  before(async function () {
    requireLinux(this);
    const [stack] = await linux.open(1);
    if (stack === undefined) throw new Error("one seat was asked for");
    inner = stack;
  });
  after(() => inner.close());

  async function answerTo(stack: Stack) {
    await stack.reset(1);
    const { stack: destination, peer: source } = stack.endpoints(4);
    const segment = { sourcePort: 5000, destinationPort: 81, seq: seq(1), flags: SYN, window: 1000 };
    const sentAt = await stack.link.send(encodePacket({ ip: { source, destination }, segment }));
    await stack.clock.pass(sentAt + SECOND);
    const [answer] = stack.link.take();
    const packet = decodePacket(answer?.bytes ?? new Uint8Array(0));
    const flags = packet.ok && packet.value.kind === "tcp" ? packet.value.segment.flags : undefined;
    return { flags, after: (answer?.at ?? Infinity) - sentAt, waited: stack.clock.now() - sentAt };
  }

  it("delays both ways, and wakes who waits when it is time", async () => {
    const delay = { delay: 60 * MILLISECOND };
    const { flags, after, waited } = await answerTo(impairedStack(inner, { toStack: delay, fromStack: delay }));
    expect(flags).to.equal(RST_ACK);
    expect(after).to.be.within(120 * MILLISECOND, 400 * MILLISECOND);
    expect(waited).to.be.within(120 * MILLISECOND, 400 * MILLISECOND);
  });

  it("waits in vain for what is lost", async () => {
    const { flags, waited } = await answerTo(impairedStack(inner, { toStack: { loss: 1 } }));
    expect(flags).to.equal(undefined);
    expect(waited).to.be.at.least(SECOND);
  });
});
