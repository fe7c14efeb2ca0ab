import { expect } from "chai";
import { impairedStack } from "../../../adapters/wrap";
import type { LinkImpairments } from "../../../adapters/wrap";
import type { Stack } from "../../../harness/port/stack";
import { MILLISECOND, SECOND } from "../../../harness/port/time";
import { ACK, add, decodePacket, encodePacket, seq, SYN, SYN_ACK } from "../../../harness/wire";
import { reference } from "../../../stacks/reference";

async function opened(impairments: LinkImpairments, seed = 1): Promise<Stack> {
  const [inner] = await reference.open(1);
  if (inner === undefined) throw new Error("the reference has one seat");
  const stack = impairedStack(inner, impairments);
  await stack.reset(seed);
  return stack;
}

const ports = { sourcePort: 5000, destinationPort: 80 };

function syn(stack: Stack): Uint8Array {
  const { stack: destination, peer: source } = stack.endpoints(4);
  return encodePacket({ ip: { source, destination }, segment: { ...ports, seq: seq(1), flags: SYN, window: 1000 } });
}

async function listen(stack: Stack): Promise<void> {
  const { stack: address, peer } = stack.endpoints(4);
  const request = { kind: "passive", local: { address, port: 80 }, foreign: { address: peer, port: 5000 } } as const;
  expect(await stack.user?.open("1", request)).to.deep.include({ ok: true });
}

/** The times and flags of what comes until `deadline`. */
async function heard(stack: Stack, deadline: number): Promise<readonly (readonly [at: number, flags: number])[]> {
  const arrivals: (readonly [number, number])[] = [];
  while (stack.clock.now() < deadline) {
    await stack.clock.pass(deadline);
    // What the user is told is news as well, until somebody has heard it.
    stack.user?.take();
    for (const { at, bytes } of stack.link.take()) {
      const packet = decodePacket(bytes);
      if (packet.ok && packet.value.kind === "tcp") arrivals.push([at / MILLISECOND, packet.value.segment.flags]);
    }
  }
  return arrivals;
}

describe("impairedStack", () => {
  it("is the stack itself when nothing is wrong", async () => {
    const stack = await opened({});
    await listen(stack);
    expect(await stack.link.send(syn(stack))).to.equal(0);
    expect(stack.link.take()).to.have.length(1);
  });

  it("brings an answer after the delays of both ways", async () => {
    const stack = await opened({ toStack: { delay: 30 * MILLISECOND }, fromStack: { delay: 20 * MILLISECOND } });
    await listen(stack);
    await stack.link.send(syn(stack));
    expect(stack.link.take()).to.deep.equal([]);
    expect(await heard(stack, SECOND)).to.deep.equal([[50, SYN_ACK]]);
    expect(stack.clock.now()).to.equal(SECOND);
  });

  it("loses: the stack hears nothing, or is not heard", async () => {
    const deaf = await opened({ toStack: { loss: 1 } });
    await listen(deaf);
    await deaf.link.send(syn(deaf));
    expect(await heard(deaf, SECOND)).to.deep.equal([]);
    expect(await deaf.user?.status("1")).to.include({ state: "LISTEN" });
    const dumb = await opened({ fromStack: { loss: 1 } });
    await listen(dumb);
    await dumb.link.send(syn(dumb));
    expect(await heard(dumb, 10 * SECOND)).to.deep.equal([]);
    expect(await dumb.user?.status("1")).to.include({ state: "SYN-RECEIVED" });
  });

  it("brings what was sent while somebody waited for something else", async () => {
    const stack = await opened({ fromStack: { delay: 300 * MILLISECOND } });
    await listen(stack);
    await stack.link.send(syn(stack));
    // The SYN,ACK, and its repetition one RTO later.
    expect(await heard(stack, 2 * SECOND)).to.deep.equal([
      [300, SYN_ACK],
      [1300, SYN_ACK],
    ]);
  });

  it("lets the user's news end the waiting, and nothing else", async () => {
    const stack = await opened({ toStack: { delay: 10 * MILLISECOND } });
    await listen(stack);
    await stack.link.send(syn(stack));
    await stack.clock.pass(SECOND);
    const [answer] = stack.link.take();
    const synAck = decodePacket(answer?.bytes ?? new Uint8Array(0));
    if (!synAck.ok || synAck.value.kind !== "tcp") throw new Error("there is no answer");
    const { stack: destination, peer: source } = stack.endpoints(4);
    const segment = { ...ports, seq: seq(2), ack: add(synAck.value.segment.seq, 1), flags: ACK, window: 1000 };
    await stack.link.send(encodePacket({ ip: { source, destination }, segment }));
    await stack.clock.pass(SECOND);
    expect(stack.clock.now()).to.equal(20 * MILLISECOND);
    expect(stack.user?.take()).to.deep.equal([{ at: 20 * MILLISECOND, connection: "1", kind: "established" }]);
    await stack.clock.pass(SECOND);
    expect(stack.clock.now()).to.equal(SECOND);
  });

  it("repeats itself by the seed of reset, and begins anew with it", async () => {
    const weather = { loss: 0.3, jitter: 80 * MILLISECOND, duplication: 0.5, reordering: 0.3 };
    const stack = await opened({ toStack: weather, fromStack: weather });
    const run = async (seed: number) => {
      await stack.reset(seed);
      await listen(stack);
      for (let attempt = 0; attempt < 5; attempt++) await stack.link.send(syn(stack));
      return heard(stack, 100 * SECOND);
    };
    const first = await run(5);
    expect(await run(6)).to.not.deep.equal(first);
    expect(await run(5)).to.deep.equal(first);
  });
});
