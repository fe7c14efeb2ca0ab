import { expect } from "chai";
import { printTrace } from "../../../harness/oracle/print-trace";
import type { OpenRequest } from "../../../harness/port/user";
import { SECOND } from "../../../harness/port/time";
import { runScenario, type ScenarioRun } from "../../../harness/runner/run-scenario";
import {
  ACK,
  connection,
  DATA,
  FIN_ACK,
  ipOption,
  peer,
  RTO,
  stack,
  SYN,
  SYN_ACK,
  user,
  wait,
} from "../../../harness/scenario";
import { octetsOf } from "../../../harness/scenario/text";
import { PSH_ACK } from "../../../harness/wire/flags";
import type { Segment } from "../../../harness/wire/segment";
import { verifyChecksums } from "../../../harness/wire/verify-checksums";
import { answersSyn, CALLED, judged, made, OPTIONS, outcome } from "./judged";
import { onSegments, PROFILE, scriptedStack, type Happening } from "./scripted-stack";

/** Everything that happens to a stack, which does nothing but answer SYNs. */
function witness() {
  const seen: Happening[] = [];
  const on = scriptedStack(() => (hands, happening) => {
    seen.push(happening);
    if (happening.kind === "segment" && (happening.segment.flags & SYN) !== 0) answersSyn(hands);
    return undefined;
  });
  return { on, seen };
}

const segmentsOf = ({ trace }: ScenarioRun): readonly Segment[] =>
  trace.events.flatMap((event) =>
    event.kind === "packet" && event.decoded.ok && event.decoded.value.kind === "tcp"
      ? [event.decoded.value.segment]
      : [],
  );

describe("exchange", () => {
  describe("user calls", () => {
    it("are made as the script says, between the sockets that the segments use", async () => {
      const { on, seen } = witness();
      const steps = [
        user.listen(),
        peer.sends(SYN),
        user.send(5),
        user.send("page"),
        user.close(),
        user.abort(),
        user.connect(),
        user.listenToAnybody(),
      ];
      const { run } = await judged(made(steps), on);
      const [segment] = segmentsOf(run);
      const opens = seen.flatMap((each): readonly OpenRequest[] =>
        each.kind === "call" && each.name === "open" ? [each.request] : [],
      );
      const sockets = {
        local: { address: "192.0.2.1", port: segment?.destinationPort },
        foreign: { address: "192.0.2.2", port: segment?.sourcePort },
      };
      expect(opens).to.deep.equal([
        { kind: "passive", ...sockets },
        { kind: "active", ...sockets },
        { kind: "passive", ...sockets, foreign: { address: "0.0.0.0", port: 0 } },
      ]);
      const sends = seen.filter((each) => each.kind === "call" && each.name === "send");
      expect(sends).to.deep.equal([
        { kind: "call", name: "send", text: octetsOf(5, 0), options: { urgent: false } },
        { kind: "call", name: "send", text: octetsOf("page", 0), options: { urgent: false } },
      ]);
      expect(seen.map((each) => (each.kind === "call" ? each.name : "segment"))).to.deep.equal([
        ...["open", "segment", "send", "send", "close", "abort", "open", "open"],
      ]);
    });

    it("are not made with an echo above the stack: what the user says, the peer says to the echo", async () => {
      const { on, seen } = witness();
      const steps = [user.listen("echo"), ...CALLED, user.send(5), user.send("page")];
      const { run } = await judged(made(steps), on);
      expect(seen.filter(({ kind }) => kind === "call")).to.have.length(1);
      const [syn, synAck, , first, second] = segmentsOf(run);
      const rcvNxt = (syn?.seq ?? 0) + 1;
      // Whatever else the peer has to acknowledge: these acknowledge the SYN and nothing new.
      const ack = (synAck?.seq ?? 0) + 1;
      expect(first).to.include({ flags: PSH_ACK, seq: rcvNxt, ack });
      expect(first?.text).to.deep.equal(octetsOf(5, 0));
      expect(second).to.include({ flags: PSH_ACK, seq: rcvNxt + 5, ack });
      expect(second?.text).to.deep.equal(octetsOf("page", 0));
    });

    it("stand in the trace as the RFC writes them, a SEND with its octets", async () => {
      const { on } = witness();
      const steps = [
        user.listen(),
        user.send(5),
        user.send("page"),
        user.receive(),
        user.close(),
        user.abort(),
        user.connect(),
      ];
      const { run } = await judged(made(steps), on);
      expect(printTrace(run.trace).map((line) => line.trim().replace(/^0\.000 +/, ""))).to.deep.equal([
        "user  : OPEN (passive) -> ok",
        "user  : SEND (5 octets) -> ok",
        "user  : SEND (4 octets) -> ok",
        "user  : RECEIVE -> 0 octets",
        "user  : CLOSE -> ok",
        "user  : ABORT -> ok",
        "user  : OPEN (active) -> ok",
      ]);
      const texts = run.trace.events.map((event) => (event.kind === "call" ? event.text : undefined));
      expect(texts).to.deep.equal([
        undefined,
        octetsOf(5, 0),
        octetsOf("page", 0),
        ...Array<undefined>(4).fill(undefined),
      ]);
      for (const event of run.trace.events) expect(event.connection).to.equal("1");
    });

    it("SEND with URGENT, and OPEN with a user timeout by the profile's times", async () => {
      const { on, seen } = witness();
      const { run } = await judged(made([user.connectWithTimeout(RTO.times(6)), user.sendUrgent(5)]), on);
      expect(seen[0]).to.have.nested.property("request.timeout", 6 * PROFILE.timers.initialRto.value);
      expect(seen[1]).to.deep.equal({ kind: "call", name: "send", text: octetsOf(5, 0), options: { urgent: true } });
      const lines = printTrace(run.trace);
      expect(lines[0]).to.contain("OPEN (active, timeout 6*RTO) -> ok");
      expect(lines[1]).to.contain("SEND (5 octets, urgent) -> ok");
    });

    it("an application is named to the stack, and HTTP has its own port", async () => {
      for (const application of ["http", "echo"] as const) {
        const { on, seen } = witness();
        const { run } = await judged(made([user.listen(application), peer.sends(SYN)]), on);
        expect(seen[0]).to.have.nested.property("request.application", application);
        expect(segmentsOf(run)[0]?.destinationPort === 80).to.equal(application === "http");
        expect(printTrace(run.trace)[0]).to.contain(`OPEN (passive, ${application} server)`);
      }
    });

    it("give text that goes on where the last one ended", async () => {
      const { on, seen } = witness();
      await judged(made([user.send(5), user.send(7)]), on);
      const texts = seen.flatMap((each) => (each.kind === "call" && each.name === "send" ? [each.text] : []));
      expect(texts).to.deep.equal([octetsOf(5, 0), octetsOf(7, 5)]);
    });

    it("give text that is looked for as a whole, and none when they fail", async () => {
      const sending = (ok: boolean) =>
        scriptedStack(() => (hands, happening) => {
          if (happening.kind === "segment") {
            if ((happening.segment.flags & SYN) !== 0) answersSyn(hands);
            else hands.sends(PSH_ACK, { text: octetsOf(12, 0) });
          }
          return ok || happening.kind === "segment"
            ? undefined
            : { ok: false, error: "connection closing", detail: "" };
        });
      const opened = [peer.sends(SYN), stack.sends(SYN_ACK)];
      const steps = (outcome: "ok" | "connection closing") => [...opened, user.send(5, outcome), user.send(7, outcome)];
      const sent = [peer.sends(ACK), stack.sends(DATA, { text: 12 })];
      expect(await outcome(made([...steps("ok"), ...sent]), sending(true))).to.equal("pass");
      expect(await outcome(made([...steps("connection closing"), ...sent]), sending(false))).to.match(
        /^fail: wrong-segment/,
      );
    });

    it("only RECEIVE brings text, whatever a stack adds to its answers", async () => {
      const generous = scriptedStack(() => () => ({ ok: true, text: octetsOf(3, 0), endOfStream: false }));
      const { run } = await judged(made([user.close(), user.receives(3)]), generous);
      expect(run.broken).to.equal(undefined);
      expect(printTrace(run.trace).map((line) => line.slice(11))).to.deep.equal([
        "user  : CLOSE -> ok",
        "user  : RECEIVE -> 3 octets",
      ]);
    });
  });

  for (const ip of [4, 6] as const) {
    it(`options and marks of IP stand before the segment, over IPv${ip}, and nothing of it is spoilt`, async () => {
      const { on } = witness();
      const header = { ecn: "CE", diffserv: 46, hopLimit: 7, options: [ipOption(30, 1, 2)] } as const;
      const run = await runScenario(made([peer.sends(SYN, { ip: header })]), on, { ...OPTIONS, ip });
      const [event] = run.trace.events;
      if (event?.kind !== "packet" || !event.decoded.ok) throw new Error("nothing was sent");
      expect(verifyChecksums(event.bytes)).to.deep.equal({ ip: true, transport: true });
      expect(event.decoded.value.ip).to.include({ trafficClass: 0b101110_11, hopLimit: 7 });
      const { ip: sent } = event.decoded.value;
      const options = sent.version === 4 ? sent.options : sent.extensions.subarray(2, 6);
      expect([...options]).to.deep.equal([30, ip === 4 ? 4 : 2, 1, 2]);
    });

    it(`a checksum is spoilt where it stands behind options of IP, over IPv${ip}`, async () => {
      const { on } = witness();
      const steps = [peer.sends(SYN, { checksum: "wrong", ip: { options: [ipOption(30, 1, 2)] } })];
      const run = await runScenario(made(steps), on, { ...OPTIONS, ip });
      const [event] = run.trace.events;
      if (event?.kind !== "packet") throw new Error("nothing was sent");
      expect(verifyChecksums(event.bytes)).to.deep.equal({ ip: true, transport: false });
    });
  }

  describe("what the peer spoils", () => {
    for (const ip of [4, 6] as const) {
      it(`is the TCP checksum and nothing else, over IPv${ip}`, async () => {
        const { on, seen } = witness();
        const steps = [...CALLED, peer.sends(DATA, { text: 3, checksum: "wrong" }), peer.sends(DATA, { text: 3 })];
        const run = await runScenario(made(steps), on, { ...OPTIONS, ip });
        const [spoilt, right] = run.trace.events
          .flatMap((event) => (event.kind === "packet" ? [event.bytes] : []))
          .slice(-2);
        if (spoilt === undefined || right === undefined) throw new Error("nothing was sent");
        expect(verifyChecksums(spoilt)).to.deep.equal({ ip: true, transport: false });
        expect(verifyChecksums(right)).to.deep.equal({ ip: true, transport: true });
        const differing = [...spoilt].filter((octet, i) => octet !== right[i]);
        expect(differing).to.have.length(1);
        const [one, other] = seen.slice(-2).map((each) => (each.kind === "segment" ? each.segment : undefined));
        expect((one?.checksum ?? 0) ^ (other?.checksum ?? 0)).to.equal(1);
        expect({ ...one, checksum: 0 }).to.deep.equal({ ...other, checksum: 0 });
      });
    }
  });

  for (const ip of [4, 6] as const) {
    it(`no checksum is the number 0 in its field, over IPv${ip}`, async () => {
      const { on } = witness();
      const run = await runScenario(made([...CALLED, peer.sends(DATA, { text: 3, checksum: "none" })]), on, {
        ...OPTIONS,
        ip,
      });
      const [bytes] = run.trace.events.flatMap((event) => (event.kind === "packet" ? [event.bytes] : [])).slice(-1);
      if (bytes === undefined) throw new Error("nothing was sent");
      expect(verifyChecksums(bytes)).to.deep.equal({ ip: true, transport: false });
      expect([...bytes.subarray(-7, -5)]).to.deep.equal([0, 0]);
    });

    it(`a segment from the stack itself has its address and its port, over IPv${ip}`, async () => {
      const { on } = witness();
      const steps = [...CALLED, peer.sends(DATA, { text: 3, source: "stack" }), peer.sends(DATA, { text: 3 })];
      const run = await runScenario(made(steps), on, { ...OPTIONS, ip });
      const [forged, honest] = run.trace.events
        .flatMap((event) => (event.kind === "packet" && event.decoded.ok ? [event.decoded.value] : []))
        .flatMap((packet) => (packet.kind === "tcp" ? [packet] : []))
        .slice(-2);
      expect(forged?.ip.source).to.equal(forged?.ip.destination);
      expect(forged?.segment.sourcePort).to.equal(forged?.segment.destinationPort);
      expect(forged?.segment.seq).to.equal(honest?.segment.seq);
    });

    it(`a segment from nobody, or to everybody, is none of the connection's, over IPv${ip}`, async () => {
      const { on } = witness();
      const steps = [
        ...CALLED,
        peer.sends(DATA, { text: 3, source: "unspecified" }),
        peer.sends(DATA, { text: 3, destination: "multicast" }),
        peer.sends(DATA, { text: 3 }),
      ];
      const run = await runScenario(made(steps), on, { ...OPTIONS, ip });
      const sent = run.trace.events
        .flatMap((event) => (event.kind === "packet" && event.decoded.ok ? [event.decoded.value] : []))
        .flatMap((packet) => (packet.kind === "tcp" ? [packet] : []))
        .slice(-3);
      expect(sent[0]?.ip.source).to.equal(ip === 4 ? "0.0.0.0" : "::");
      expect(sent[1]?.ip.destination).to.equal(ip === 4 ? "224.0.0.1" : "ff02::1");
      expect(new Set(sent.map(({ segment }) => segment.seq)).size).to.equal(1);
    });
  }

  it("short of a time is before the earliest end, with a reaction to spare", async () => {
    const timers = {
      ...PROFILE.timers,
      initialRto: { value: 10 * SECOND, early: SECOND, late: 0 },
      reaction: { value: SECOND, early: 0, late: 0 },
    };
    const on = scriptedStack(onSegments(), { profile: { timers } });
    expect((await runScenario(made([wait.shortOf(RTO)]), on, OPTIONS)).ended).to.be.within(7.9 * SECOND, 8 * SECOND);
  });

  it("ports tell connections apart, and none needs a privilege", async () => {
    const calls = Array.from({ length: 300 }, (_, i) => connection(`call ${i}`).peer.sends(SYN));
    const { run } = await judged(made(calls), scriptedStack(onSegments()));
    const segments = segmentsOf(run);
    expect(new Set(segments.map(({ sourcePort }) => sourcePort)).size).to.equal(300);
    for (const { sourcePort, destinationPort } of segments) {
      expect(sourcePort).to.be.within(32_768, 65_535);
      expect(destinationPort).to.be.within(1024, 32_767);
    }
  });

  it("what the stack says to nobody in particular stands in the trace, and is no step's business", async () => {
    const babbling = scriptedStack(onSegments(answersSyn));
    const strange = {
      at: 0,
      bytes: Uint8Array.from([0x45, 0, 0, 21, 0, 0, 0, 0, 64, 99, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 7]),
    };
    const take = () => [...babbling.link.take(), strange];
    const { verdict, run } = await judged(made(CALLED), { ...babbling, link: { ...babbling.link, take } });
    expect(verdict).to.equal("pass");
    const [first] = run.trace.events.filter((event) => event.kind === "packet" && event.bytes.length === 21);
    expect(first).to.include({ kind: "packet", direction: "stack->peer" });
    expect(first).not.to.have.property("connection");
  });
});

describe("a storm in an exchange", () => {
  it("leaves nothing behind that a later step could take for an answer", async () => {
    const telling = scriptedStack(() => (hands, { kind }) => {
      if (kind === "call") hands.tells("established");
      else hands.sends(FIN_ACK);
      return undefined;
    });
    const storm = [user.listen(), peer.sends(SYN)];
    const stormy = (...after: Parameters<typeof made>[0]) => ({ ...made([...storm, ...after]), storm: storm.length });
    expect(await outcome(stormy(user.isTold("established")), telling)).to.equal("fail: not-told at step 3");
    expect((await judged(stormy(stack.sends(FIN_ACK)), telling)).run.broken?.breach.kind).to.equal("no-segment");
  });

  it("forgives what comes too late to belong to it, but not in what is asked for", async () => {
    const late = scriptedStack(
      onSegments((hands) => {
        hands.sends(SYN_ACK, { seq: 0 });
        hands.sends(FIN_ACK, { after: 1 });
      }),
    );
    const scenario = { ...made([peer.sends(SYN), wait.past(RTO)]), storm: 1 };
    expect(await outcome(scenario, late)).to.equal("pass");
  });
});
