import { expect } from "chai";
import { withApplications } from "../../../adapters/applications";
import { HTTP_ANSWER, HTTP_REQUEST } from "../../../harness/port/http";
import type { Application, CallOutcome, ReceiveOutcome, User } from "../../../harness/port/user";
import { ACK, add, diff, FIN, FIN_ACK, mss, PSH_ACK, SYN } from "../../../harness/wire";
import type { Segment, Seq } from "../../../harness/wire";
import { reference, referenceWith } from "../../../stacks/reference";
import { call, exchange, firstOf, heard, ID, IRS, sockets } from "./peer";

async function serving(application: Application, provider = reference) {
  const stack = await firstOf(provider.open(1));
  await stack.reset(1);
  await stack.user.open(ID, { kind: "passive", ...sockets(stack), application });
  const ack = await call(stack);
  stack.user.take();
  return { stack, ack };
}

function textOf(segments: readonly Segment[]): string {
  return Buffer.concat(segments.map(({ text }) => text)).toString("latin1");
}

/** IRS + octets. */
function at(octets: number): Seq {
  return add(IRS, octets);
}

describe("applications", () => {
  it("echo sends back what it receives, with the acknowledgment", async () => {
    const { stack, ack } = await serving("echo");
    const answer = await exchange(stack, { flags: PSH_ACK, seq: at(1), ack, text: Buffer.from("hello") });
    expect(textOf(answer)).to.equal("hello");
    expect(answer[0]?.ack).to.equal(at(6));
  });

  it("echo closes at the end of the stream, after the last octet", async () => {
    const { stack, ack } = await serving("echo");
    const answer = await exchange(stack, { flags: FIN_ACK, seq: at(1), ack, text: Buffer.from("last") });
    expect(textOf(answer)).to.equal("last");
    expect(await stack.user.status(ID)).to.include({ state: "LAST-ACK" });
  });

  it("echo waits when the stack takes no more, and goes on when it does", async () => {
    const { stack, ack } = await serving("echo", referenceWith({ sendBuffer: 5000, receiveBuffer: 8000 }));
    const closed = { flags: ACK, ack, window: 0, text: new Uint8Array(1000) };
    let taken = at(1);
    for (let octets = 1; octets < 20_000; octets += 1000) {
      for (const segment of await exchange(stack, { ...closed, seq: at(octets) })) taken = segment.ack;
    }
    // The echo filled SEND's buffer, and then nobody read any more until RECEIVE's was full as well.
    expect(diff(taken, at(1))).to.be.within(8000 + 4000, 8000 + 5000 + 4096);
    let sent = ack;
    for (let turn = 0; turn < 20; turn++) {
      for (const segment of await exchange(stack, { flags: ACK, seq: taken, ack: sent })) {
        sent = add(segment.seq, segment.text.length);
      }
    }
    expect(diff(sent, ack)).to.equal(diff(taken, at(1)));
  });

  it("discard reads everything, says nothing and closes", async () => {
    const { stack, ack } = await serving("discard");
    const answer = await exchange(stack, { flags: FIN_ACK, seq: at(1), ack, text: Buffer.from("anything") });
    expect(textOf(answer)).to.equal("");
    expect(answer.some(({ flags }) => (flags & FIN) !== 0)).to.equal(true);
  });

  describe("chargen", () => {
    it("says nothing before the handshake is over, and then as much as it may, whatever the peer says", async () => {
      const stack = await firstOf(reference.open(1));
      await stack.reset(1);
      await stack.user.open(ID, { kind: "passive", ...sockets(stack), application: "chargen" });
      const [synAck, ...more] = await exchange(stack, { flags: SYN, options: [mss(1000)], window: 3000 });
      if (synAck === undefined) throw new Error("nobody listens");
      expect(more).to.deep.equal([]);
      let ack = add(synAck.seq, 1);
      let text = "";
      for (let octets = 1; octets < 100; octets += 10) {
        const asked = { flags: ACK, seq: at(octets), ack, window: 3000, text: new Uint8Array(10) };
        const flight = (await exchange(stack, asked)).filter((each) => each.text.length > 0);
        expect(textOf(flight)).to.have.lengthOf(3000);
        text += textOf(flight);
        ack = add(ack, 3000);
      }
      // RFC 864: 95 lines of 72 characters, each one character further.
      const lines = text.split("\r\n");
      expect(lines.slice(0, -1).every((line) => /^[ -~]{72}$/.test(line))).to.equal(true);
      expect(lines[1]?.slice(0, 71)).to.equal(lines[0]?.slice(1));
      expect(lines[95]).to.equal(lines[0]);
    });

    it("closes at the end of the stream, behind all that it has said", async () => {
      const { stack, ack } = await serving("chargen");
      await exchange(stack, { flags: FIN_ACK, seq: at(1), ack, window: 0 });
      expect(await stack.user.status(ID)).to.include({ state: "CLOSE-WAIT" });
      let next = ack;
      for (let turn = 0; turn < 40; turn++)
        for (const { seq, text, flags } of await exchange(stack, { flags: ACK, seq: at(2), ack: next }))
          next = add(seq, text.length + ((flags & FIN) === 0 ? 0 : 1));
      expect(await stack.user.status(ID)).to.include({ state: "CLOSED" });
      expect(diff(next, ack)).to.be.within(50_000, 65_535 + 1);
    });

    it("gives a stack that takes everything no more in a turn than the largest window without scaling, or a little", async () => {
      let taken = 0;
      const fine: CallOutcome = { ok: true };
      const nothing: ReceiveOutcome = { ok: true, text: new Uint8Array(0), endOfStream: false };
      const outcomes: CallOutcome[] = [];
      const applications = withApplications({
        open: () => Promise.resolve(fine),
        send: (_, text) => {
          const outcome = outcomes.shift() ?? fine;
          if (outcome.ok) taken += text.length;
          return Promise.resolve(outcome);
        },
        receive: () => Promise.resolve(nothing),
        close: () => Promise.resolve(fine),
        abort: () => Promise.resolve(fine),
        status: () => Promise.resolve({ state: "ESTABLISHED" }),
        choose: () => Promise.resolve(fine),
        take: () => [],
      });
      const socket = { address: "192.0.2.1", port: 19 };
      await applications.user.open(ID, { kind: "passive", local: socket, foreign: socket, application: "chargen" });
      await applications.run();
      expect(taken).to.be.within(65_535, 75_000);
      await applications.run();
      expect(taken).to.be.within(2 * 65_535, 150_000);
      expect(applications.isRunning()).to.equal(true);
      outcomes.push({ ok: false, error: "connection reset", detail: "ECONNRESET" });
      await applications.run();
      expect(applications.isRunning()).to.equal(false);
    });
  });

  it("http answers a request that comes in pieces with the page, and closes", async () => {
    const { stack, ack } = await serving("http");
    const first = HTTP_REQUEST.slice(0, 20);
    const rest = HTTP_REQUEST.slice(20);
    expect(textOf(await exchange(stack, { flags: ACK, seq: at(1), ack, text: Buffer.from(first) }))).to.equal("");
    const answer = await exchange(stack, { flags: PSH_ACK, seq: at(21), ack, text: Buffer.from(rest) });
    expect(textOf(answer)).to.equal(HTTP_ANSWER);
    expect((answer.at(-1)?.flags ?? 0) & FIN).to.equal(FIN);
  });

  it("an id that is opened again without a program has none", async () => {
    const { stack } = await serving("echo");
    await stack.user.abort(ID);
    heard(stack);
    await stack.user.open(ID, { kind: "passive", ...sockets(stack) });
    const ack = await call(stack);
    const answer = await exchange(stack, { flags: PSH_ACK, seq: at(1), ack, text: Buffer.from("hello") });
    expect(answer).to.deep.equal([]);
  });

  it("asks a stack whose listeners cannot RECEIVE again later, and stops at a reset", async () => {
    const outcomes: ReceiveOutcome[] = [
      { ok: false, error: "not supported", detail: "ENOTCONN" },
      { ok: true, text: Buffer.from("x"), endOfStream: false },
      { ok: true, text: new Uint8Array(0), endOfStream: false },
      { ok: false, error: "connection reset", detail: "ECONNRESET" },
    ];
    const sent: string[] = [];
    const fine: CallOutcome = { ok: true };
    const user: User = {
      open: () => Promise.resolve(fine),
      send: (_, text) => {
        sent.push(Buffer.from(text).toString());
        return Promise.resolve(fine);
      },
      receive: () => Promise.resolve(outcomes.shift() ?? { ok: false, error: "other", detail: "asked too often" }),
      close: () => Promise.reject(new Error("a reset connection is not closed")),
      abort: () => Promise.resolve(fine),
      status: () => Promise.resolve({ state: "LISTEN" }),
      choose: () => Promise.resolve(fine),
      take: () => [],
    };
    const applications = withApplications(user);
    const socket = { address: "192.0.2.1", port: 7 };
    await applications.user.open(ID, { kind: "passive", local: socket, foreign: socket, application: "echo" });
    await applications.run();
    await applications.run();
    expect(sent).to.deep.equal(["x"]);
    expect(applications.isRunning()).to.equal(true);
    await applications.run();
    expect(applications.isRunning()).to.equal(false);
  });
});
