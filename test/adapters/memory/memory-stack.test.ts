import { expect } from "chai";
import { memoryStack } from "../../../adapters/memory";
import type { InProcessEnvironment, InProcessHost } from "../../../adapters/memory";
import { MINUTE, SECOND } from "../../../harness/port/time";
import type { Stack } from "../../../harness/port/stack";
import { StackFailed } from "../../../harness/port/stack";
import { ACK, add, FIN_ACK, PSH_ACK, RST_ACK, SYN, SYN_ACK } from "../../../harness/wire";
import { reference, referenceWith } from "../../../stacks/reference";
import { call, datagram, exchange, firstOf, heard, ID, IRS, sockets } from "./peer";

async function open() {
  const stack = await firstOf(reference.open(1));
  await stack.reset(1);
  return stack;
}

/** A few lines of a scenario, and every byte and time of it. */
async function record(stack: Stack, seed: number): Promise<unknown> {
  await stack.reset(seed);
  await stack.user?.open(ID, { kind: "active", ...sockets(stack) });
  const arrivals = [...stack.link.take()];
  for (let i = 0; i < 5; i++) {
    await stack.clock.pass(10 * MINUTE);
    arrivals.push(...stack.link.take());
  }
  return arrivals;
}

describe("memory stack", () => {
  for (const ip of [4, 6] as const) {
    it(`IPv${ip}: what a datagram sets off has happened when send resolves`, async () => {
      const stack = await open();
      await stack.user.open(ID, { kind: "passive", ...sockets(stack, ip) });
      const [synAck] = await exchange(stack, { flags: SYN }, ip);
      expect(synAck).to.deep.include({ flags: SYN_ACK, ack: add(IRS, 1) });
      expect(await stack.user.status(ID)).to.include({ state: "SYN-RECEIVED" });
    });
  }

  it("time stands still unless it is passed, and then goes to the deadline", async () => {
    const stack = await open();
    expect(stack.clock.now()).to.equal(0);
    await stack.clock.pass(3 * SECOND);
    expect(stack.clock.now()).to.equal(3 * SECOND);
    await stack.clock.pass(SECOND);
    expect(stack.clock.now()).to.equal(3 * SECOND);
  });

  it("time stops at news, and does not move while any is waiting", async () => {
    const stack = await open();
    await stack.user.open(ID, { kind: "active", ...sockets(stack) });
    await stack.clock.pass(MINUTE);
    expect(stack.clock.now()).to.equal(0);
    expect(heard(stack)).to.have.length(1);
    await stack.clock.pass(MINUTE);
    expect(stack.clock.now()).to.equal(SECOND);
    expect(stack.link.take().map(({ at }) => at)).to.deep.equal([SECOND]);
  });

  it("an indication is news", async () => {
    const stack = await open();
    await stack.user.open(ID, { kind: "active", ...sockets(stack), timeout: SECOND / 2 });
    stack.link.take();
    await stack.clock.pass(MINUTE);
    expect(stack.user.take()).to.deep.equal([{ at: SECOND / 2, connection: ID, kind: "timeout" }]);
    expect(stack.user.take()).to.deep.equal([]);
  });

  it("the same seed gives the same bytes at the same times, another seed others", async () => {
    const stack = await open();
    const first = await record(stack, 7);
    const other = await record(stack, 8);
    expect(await record(stack, 7)).to.deep.equal(first);
    expect(other).to.not.deep.equal(first);
    expect(await record(await open(), 7)).to.deep.equal(first);
  });

  it("reset leaves nothing behind", async () => {
    const stack = await open();
    await stack.user.open(ID, { kind: "passive", ...sockets(stack) });
    await call(stack);
    await stack.clock.pass(SECOND);
    await stack.reset(1);
    expect(stack.clock.now()).to.equal(0);
    expect(stack.link.take()).to.deep.equal([]);
    expect(stack.user.take()).to.deep.equal([]);
    expect(await stack.user.status(ID)).to.include({ state: "CLOSED" });
    expect(await exchange(stack, { flags: SYN })).to.have.nested.property("[0].flags", RST_ACK);
  });

  it("a whole connection, handshake to the end of TIME-WAIT", async () => {
    const stack = await open();
    await stack.user.open(ID, { kind: "passive", ...sockets(stack) });
    const ack = await call(stack);
    await stack.user.close(ID);
    await exchange(stack, { flags: FIN_ACK, seq: add(IRS, 1), ack: add(ack, 1) });
    expect(await stack.user.status(ID)).to.include({ state: "TIME-WAIT" });
    stack.user.take();
    await stack.clock.pass(10 * MINUTE);
    expect(await stack.user.status(ID)).to.include({ state: "CLOSED" });
  });

  it("a host that throws is a stack that failed", async () => {
    const stack = memoryStack({
      name: "broken",
      version: "0",
      profile: (await open()).profile,
      make: () => brokenHost(),
    });
    const failures: (() => Promise<unknown> | undefined)[] = [
      () => stack.link.send(new Uint8Array(1)),
      () => stack.clock.pass(SECOND),
      () => stack.user?.status(ID),
    ];
    for (const failure of failures) {
      const error: unknown = await Promise.resolve()
        .then(failure)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      expect(error).to.be.instanceOf(StackFailed);
    }
  });

  it("a timer that never runs out is a fault of the host, and no end of the run", async () => {
    const { profile } = await open();
    const make = (): InProcessHost => ({
      receive: () => undefined,
      nextTimer: () => SECOND,
      advance: () => undefined,
    });
    const stack = memoryStack({ name: "stuck", version: "0", profile, make });
    const error: unknown = await stack.clock.pass(MINUTE).catch((reason: unknown) => reason);
    expect(error)
      .to.be.instanceOf(StackFailed)
      .and.to.have.property("message", "the timer that is due at 1000000000 ns never runs out");
  });

  it("a host without user calls is a stack without a user", async () => {
    const { profile } = await open();
    const make = (environment: InProcessEnvironment): InProcessHost => ({
      receive: (bytes) => {
        environment.transmit(bytes);
      },
      nextTimer: () => Number.POSITIVE_INFINITY,
      advance: () => undefined,
    });
    const stack = memoryStack({ name: "mirror", version: "0", profile, make });
    expect(stack.user).to.equal(undefined);
    await stack.link.send(Uint8Array.of(1, 2, 3));
    expect(stack.link.take()).to.deep.equal([{ at: 0, bytes: Uint8Array.of(1, 2, 3) }]);
  });
});

function brokenHost(): InProcessHost {
  const fail = (): never => {
    throw new Error("this host is broken");
  };
  return {
    receive: fail,
    nextTimer: fail,
    advance: fail,
    user: { open: fail, send: fail, receive: fail, close: fail, abort: fail, status: fail },
  };
}

describe("the reference behind IP", () => {
  it("a wrong checksum is a lost segment (MUST-3)", async () => {
    const stack = await open();
    await stack.user.open(ID, { kind: "passive", ...sockets(stack) });
    for (const at of [10, 36, 30]) {
      const bytes = datagram(stack, { flags: SYN });
      bytes.set([(bytes[at] ?? 0) ^ 1], at);
      await stack.link.send(bytes);
      expect(heard(stack), `octet ${at}`).to.deep.equal([]);
    }
    expect(await exchange(stack, { flags: SYN })).to.have.length(1);
  });

  it("datagrams that are no segments, or not for this host, are dropped", async () => {
    const stack = await open();
    const toAnother = datagram(stack, { flags: SYN });
    toAnother[19] = 77;
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0x45, 0, 0), new Uint8Array(40).fill(0xff), toAnother]) {
      await stack.link.send(bytes);
    }
    expect(heard(stack)).to.deep.equal([]);
  });

  it("no connection: a reset (group 1)", async () => {
    const stack = await open();
    expect(await exchange(stack, { flags: SYN })).to.have.nested.property("[0].flags", RST_ACK);
  });

  it("OPEN: the errors that need no connection", async () => {
    const stack = await open();
    const { local, foreign } = sockets(stack);
    const errorOf = async (request: Parameters<typeof stack.user.open>[1]) => {
      const outcome = await stack.user.open("x", request);
      return outcome.ok ? "ok" : outcome.error;
    };
    expect(await errorOf({ kind: "active", local, foreign: { ...foreign, port: 0 } })).to.equal(
      "foreign socket unspecified",
    );
    expect(await errorOf({ kind: "active", local: { ...local, address: "203.0.113.9" }, foreign })).to.equal(
      "connection illegal for this process",
    );
    expect(await errorOf({ kind: "active", local, foreign: { ...foreign, address: "224.0.0.1" } })).to.equal("other");
    expect(await errorOf({ kind: "passive", local, foreign })).to.equal("ok");
    const again = await stack.user.open("y", { kind: "passive", local, foreign });
    expect(again).to.deep.include({ error: "connection already exists" });
  });

  it("a listener that takes anybody goes on listening, with no more half-open callers than its backlog", async () => {
    const stack = await firstOf(referenceWith({ backlog: 2 }).open(1));
    const { local } = sockets(stack);
    await stack.user.open(ID, { kind: "passive", local, foreign: { address: "0.0.0.0", port: 0 } });
    const answers = [];
    for (const sourcePort of [1, 2, 3]) answers.push((await exchange(stack, { sourcePort, flags: SYN }))[0]);
    expect(answers.map((answer) => answer?.flags)).to.deep.equal([SYN_ACK, SYN_ACK, undefined]);
    const ack = add(answers[0]?.seq ?? IRS, 1);
    await exchange(stack, { sourcePort: 1, flags: ACK, seq: add(IRS, 1), ack });
    expect(stack.user.take()).to.deep.include({ at: 0, connection: `${ID}/1`, kind: "established" });
    expect(await exchange(stack, { sourcePort: 3, flags: SYN })).to.have.nested.property("[0].flags", SYN_ACK);
    expect(await stack.user.status(ID)).to.include({ state: "LISTEN" });
  });

  it("connections do not hear of each other", async () => {
    const stack = await open();
    const { local, foreign } = sockets(stack);
    await stack.user.open("1", { kind: "passive", local, foreign });
    await stack.user.open("2", { kind: "passive", local, foreign: { ...foreign, port: 4001 } });
    const ack = await call(stack);
    await exchange(stack, { flags: PSH_ACK, seq: add(IRS, 1), ack, text: Buffer.from("to 1") });
    expect(await stack.user.status("2")).to.include({ state: "LISTEN" });
    expect(await stack.user.receive("2", 10)).to.deep.include({ text: new Uint8Array(0) });
    const outcome = await stack.user.receive("1", 10);
    expect(outcome.ok && Buffer.from(outcome.text).toString()).to.equal("to 1");
  });
});
