import { expect } from "chai";
import { runScenario } from "../../../harness/runner/run-scenario";
import * as language from "../../../harness/scenario";
import type { Step } from "../../../harness/scenario";
import type { Packet } from "../../../harness/wire";
import { diff, type IpVersion, seq, verifyChecksums } from "../../../harness/wire";
import { reference } from "../../../stacks/reference";

const {
  connection,
  DATA,
  established,
  HOST_UNREACHABLE,
  ISS,
  peer,
  router,
  scenario,
  SOURCE_QUENCH,
  stack,
  TOO_BIG,
  user,
} = language;

/** What the errors of ICMP in these steps come to on the reference, and how the script ended. */
async function run(steps: readonly Step[], ip: IpVersion = 4) {
  const [tested] = await reference.open(1);
  if (tested === undefined) throw new Error("the reference offers no stack");
  const { trace, broken } = await runScenario(scenario("x", "x", { covers: [], steps }), tested, { ip, seed: 1 });
  const packets = trace.events.flatMap((event): (Packet & { readonly bytes: Uint8Array })[] =>
    event.kind === "packet" && event.decoded.ok ? [{ ...event.decoded.value, bytes: event.bytes }] : [],
  );
  const ends = tested.endpoints(ip);
  const iss = packets.flatMap((each) =>
    each.kind === "tcp" && each.ip.source === ends.stack ? [each.segment.seq] : [],
  )[0];
  const errors = packets.flatMap((packet) => {
    if (packet.kind !== "icmp-error") return [];
    expect(packet.ip).to.include({ source: ends.peer, destination: ends.stack });
    expect(verifyChecksums(packet.bytes)).to.deep.equal({ ip: true, transport: true });
    const { type, code, parameter, quoted, quote } = packet.error;
    const position = quoted && diff(quoted.seq, iss ?? seq(0));
    return [
      {
        type,
        code,
        parameter,
        position,
        port: quoted?.destinationPort,
        quoted: quote.length,
        length: packet.bytes.length,
      },
    ];
  });
  return { errors, failure: broken?.breach.message };
}

/** ESTABLISHED, and two segments on their way. */
const SENT = [
  ...established(),
  user.chooses({ nagle: false }),
  user.send(1000),
  stack.sends(DATA, { text: 1000, as: "the first" }),
  user.send(200),
  stack.sends(DATA, { text: 200 }),
];

describe("router.reports", () => {
  it("quotes the last segment that took up sequence numbers, as the version of IP has the error", async () => {
    for (const [ip, type, code] of [
      [4, 3, 1],
      [6, 1, 3],
    ] as const) {
      const { errors } = await run(
        [...SENT, peer.sends(DATA, { text: 1 }), stack.acknowledges(), router.reports(HOST_UNREACHABLE)],
        ip,
      );
      expect(errors).to.have.length(1);
      expect(errors[0]).to.include({ type, code, parameter: 0, position: 1001 });
    }
  });

  it("quotes a segment by its name, and no more of it than may be", async () => {
    const reports = [
      router.reports(HOST_UNREACHABLE, { quoting: "the first" }),
      router.reports(HOST_UNREACHABLE, { quoting: "the first", octets: 8 }),
    ];
    for (const [ip, most, headers] of [
      [4, 576, 20],
      [6, 1280, 40],
    ] as const) {
      const { errors } = await run([...SENT, ...reports], ip);
      expect(errors.map(({ position }) => position)).to.deep.equal([1, 1]);
      expect(errors[0]?.length).to.be.at.most(most);
      expect(errors[0]?.quoted).to.be.greaterThan(headers + 20);
      expect(errors[1]?.quoted).to.equal(headers + 8);
    }
  });

  it("says which MTU the next link has, by the version of IP where they differ", async () => {
    const reports = [router.reports(TOO_BIG, { mtu: 1400 }), router.reports(TOO_BIG, { mtu: { v4: 600, v6: 1300 } })];
    expect((await run([...SENT, ...reports])).errors.map(({ parameter }) => parameter)).to.deep.equal([1400, 600]);
    expect((await run([...SENT, ...reports], 6)).errors.map(({ parameter }) => parameter)).to.deep.equal([1400, 1300]);
  });

  it("does not tell a host of paths what it would remember in other scenarios, and all else it does", async () => {
    const played = async (report: Step, ip: IpVersion) => {
      const [tested] = await reference.open(1);
      if (tested === undefined) throw new Error("the reference offers no stack");
      const remembering = new Proxy(tested, {
        get: (target, name) => (name === "remembersPaths" ? true : (Reflect.get(target, name) as unknown)),
      });
      const script = scenario("x", "x", { covers: [], steps: [...SENT, report] });
      const { unsupported, trace } = await runScenario(script, remembering, { ip, seed: 1 });
      const isSent = trace.events.some(
        (event) => event.kind === "packet" && event.decoded.ok && event.decoded.value.kind === "icmp-error",
      );
      return { isSent, isUnsupported: unsupported !== undefined };
    };
    for (const ip of [4, 6] as const) {
      const told = await played(router.reports(TOO_BIG, { mtu: 1300 }), ip);
      expect(told).to.deep.equal({ isSent: false, isUnsupported: true });
      expect(await played(router.reports(HOST_UNREACHABLE), ip)).to.deep.equal({ isSent: true, isUnsupported: false });
    }
  });

  it("may quote another number or another port", async () => {
    const reports = [
      router.reports(HOST_UNREACHABLE, { seq: ISS.minus(5) }),
      router.reports(HOST_UNREACHABLE, { peerPort: "other" }),
      router.reports(HOST_UNREACHABLE),
    ];
    const { errors } = await run([...SENT, ...reports]);
    expect(errors.map(({ position }) => position)).to.deep.equal([-5, 1001, 1001]);
    expect(errors[0]?.port).to.equal(errors[2]?.port);
    expect(errors[1]?.port).not.to.equal(errors[2]?.port);
  });

  it("is about its own connection, and changes nothing of what the peer repeats", async () => {
    const { failure } = await run([
      ...SENT,
      peer.sends(DATA, { text: 5 }),
      stack.acknowledges(),
      router.reports(HOST_UNREACHABLE),
      peer.resends(),
      user.receives(5),
    ]);
    expect(failure).to.equal(undefined);
  });

  it("is a mistake where nothing was sent, nothing has that name, or there is no such error", async () => {
    expect((await run([user.listen(), router.reports(HOST_UNREACHABLE)])).failure).to.include(
      "before there is a segment",
    );
    expect((await run([...SENT, connection("2").router.reports(HOST_UNREACHABLE)])).failure).to.include(
      "before there is",
    );
    expect((await run([...SENT, router.reports(HOST_UNREACHABLE, { quoting: "it" })])).failure).to.include('"it"');
    expect((await run([...SENT, router.reports(SOURCE_QUENCH)], 6)).failure).to.include("IPv6 has no such error");
  });
});
