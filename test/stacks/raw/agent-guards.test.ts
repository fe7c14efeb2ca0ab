/** What the agent does for a client that plays by its rules, and that it does nothing for any other. */

import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { startAgent, type Agent } from "../../../stacks/raw/agent/agent";
import { AGENT_VERSION, LONGEST_LINE, type Greeting } from "../../../stacks/raw/agent/protocol";
import { isProof, proofOf } from "../../../stacks/raw/agent/token";
import { requireOrSkip } from "../../requirement";
import { TOKEN } from "./link";

const HERE = "127.0.0.1";
/** Nobody listens there, and it is no privileged port. */
const PORT = 24_680;

/** A client in plain text. */
interface Client {
  readonly socket: Socket;
  say(line: unknown): void;
  /** The next line; undefined when there is no more. */
  hear(): Promise<unknown>;
}

describe("tcpspec agent", () => {
  let agent: Agent;
  let log: string[];
  const clients: Client[] = [];

  before(function () {
    requireOrSkip(this, "sockets", process.platform === "linux", "run on Linux");
  });

  beforeEach(() => begin());

  async function begin(allowed = false): Promise<void> {
    log = [];
    const bind = { address: HERE, port: 0 };
    agent = await startAgent({ bind, token: TOKEN, allowed, log: (line) => log.push(line) });
  }

  afterEach(async () => {
    for (const { socket } of clients.splice(0)) socket.destroy();
    await (agent as Agent | undefined)?.close();
  });

  async function connect(): Promise<Client> {
    const socket = createConnection({ host: HERE, port: agent.address.port });
    const lines: AsyncIterator<string> = createInterface(socket)[Symbol.asyncIterator]();
    await once(socket, "connect");
    const client: Client = {
      socket,
      say: (line) => socket.write(typeof line === "string" ? line : `${JSON.stringify(line)}\n`),
      async hear() {
        const next = await lines.next();
        return next.done === true ? undefined : (JSON.parse(next.value) as unknown);
      },
    };
    clients.push(client);
    return client;
  }

  async function greeted(): Promise<Client & { readonly nonce: string }> {
    const client = await connect();
    const { nonce } = (await client.hear()) as Greeting;
    return { ...client, nonce };
  }

  const introduction = (nonce: string, more: object = {}): object => ({
    proof: proofOf(TOKEN, nonce),
    targets: [HERE],
    sources: ["127.0.0.2"],
    ...more,
  });

  async function welcomed(): Promise<Client> {
    const client = await greeted();
    client.say(introduction(client.nonce));
    expect(await client.hear()).to.include({ ok: true });
    return client;
  }

  const open = (local: object = {}, foreign: object = {}): object => ({
    id: 1,
    seat: 0,
    do: "open",
    connection: "a",
    kind: "passive",
    local: { address: HERE, port: PORT, ...local },
    foreign: { address: "127.0.0.2", port: 50_000, ...foreign },
  });

  async function refusedBy(client: Client, error: string): Promise<void> {
    expect(await client.hear()).to.deep.equal({ ok: false, error });
    expect(await client.hear()).to.equal(undefined);
    const refusals = log.filter((line) => line.startsWith("refused "));
    expect(refusals).to.have.length(1);
    expect(refusals[0])
      .to.match(/^refused 127\.0\.0\.1 port \d+: /)
      .and.to.contain(error);
  }

  it("greets with its version, and with a number that nobody has had before", async () => {
    const [one, other] = [await connect(), await connect()];
    const greetings = [await one.hear(), await other.hear()] as Greeting[];
    for (const greeting of greetings) {
      expect(greeting).to.include({ agent: "tcpspec", version: AGENT_VERSION });
      expect(greeting.nonce).to.match(/^[0-9a-f]{32}$/);
    }
    expect(greetings[0]?.nonce).not.to.equal(greetings[1]?.nonce);
  });

  it("makes calls for who knows the token", async () => {
    const client = await welcomed();
    client.say(open());
    expect(await client.hear()).to.deep.equal({ id: 1, outcome: { ok: true } });
    client.say({ id: 2, seat: 0, do: "status", connection: "a" });
    expect(await client.hear()).to.deep.equal({ id: 2, outcome: { state: "LISTEN" } });
  });

  it("says what its kernel claims, and what it is known to do otherwise", async () => {
    const client = await greeted();
    client.say(introduction(client.nonce));
    const welcome = await client.hear();
    expect(welcome).to.have.property("profile").that.includes.keys("capabilities", "timers");
    expect(welcome).to.have.property("baseline").that.is.an("array").and.is.not.empty;
  });

  const STRANGERS: Readonly<Record<string, readonly [line: (nonce: string) => unknown, error: string]>> = {
    "who knows another token": [
      (nonce) => introduction(nonce, { proof: proofOf("another token than that", nonce) }),
      "the token is another one",
    ],
    "who says what somebody else has said": [
      () => introduction("00112233445566778899aabbccddeeff"),
      "the token is another one",
    ],
    "who sends the token itself": [(nonce) => introduction(nonce, { proof: TOKEN }), "that is no introduction"],
    "who does not introduce himself": [() => open(), "that is no introduction"],
    "who speaks another language": [() => "GET / HTTP/1.1\r\n\r\n", "that is no introduction"],
    "who adds something": [(nonce) => introduction(nonce, { also: 1 }), "that is no introduction"],
    "who wants another host tested": [
      (nonce) => introduction(nonce, { targets: ["203.0.113.9"] }),
      "203.0.113.9 is no address of this host",
    ],
    "who wants connections to a public address": [
      (nonce) => introduction(nonce, { sources: ["8.8.8.8"] }),
      "8.8.8.8 is a public address, and nobody has allowed those",
    ],
    "who wants connections to a group": [
      (nonce) => introduction(nonce, { sources: ["224.0.0.1"] }),
      "224.0.0.1: it is a multicast group (RFC 5771)",
    ],
    "who names what is no address": [
      (nonce) => introduction(nonce, { sources: ["localhost"] }),
      '"localhost" is neither an IPv4 nor an IPv6 address',
    ],
  };
  for (const [who, [line, error]] of Object.entries(STRANGERS))
    it(`refuses ${who}, and says so in its log`, async () => {
      const client = await greeted();
      client.say(line(client.nonce));
      await refusedBy(client, error);
    });

  it("takes public addresses when it was told that it may", async () => {
    await agent.close();
    await begin(true);
    const client = await greeted();
    client.say(introduction(client.nonce, { sources: ["8.8.8.8"] }));
    expect(await client.hear()).to.include({ ok: true });
  });

  const REQUESTS: Readonly<Record<string, readonly [request: unknown, error: string]>> = {
    "from another address of this host": [
      open({ address: "127.0.0.9" }),
      "127.0.0.9 was not named as an address of this host",
    ],
    "to another host": [open({}, { address: "127.0.0.3" }), "127.0.0.3 was not named as an address of the harness"],
    "to whoever it may be": [
      { ...open({}, { address: "0.0.0.0", port: 0 }), kind: "active" },
      "0.0.0.0 was not named as an address of the harness",
    ],
    "on a port that takes a privilege": [open({ port: 1023 }), "port 1023 takes a privilege"],
    "of another kind": [{ id: 1, seat: 0, do: "exec", connection: "true" }, "that is no request"],
    "with something added": [
      { id: 1, seat: 0, do: "status", connection: "a", file: "/etc/passwd" },
      "that is no request",
    ],
    "with something missing": [{ id: 1, seat: 0, do: "send", connection: "a" }, "that is no request"],
    "for more octets than fit": [
      { id: 1, seat: 0, do: "receive", connection: "a", limit: 2 ** 30 },
      "that is no request",
    ],
    "that is no JSON": ["status\n", "that is no request"],
    "without an end": ["x".repeat(LONGEST_LINE + 1), "a line has no end"],
  };
  for (const [what, [request, error]] of Object.entries(REQUESTS))
    it(`refuses a request ${what}, and whoever made it`, async () => {
      const client = await welcomed();
      client.say(request);
      await refusedBy(client, error);
    });

  it("is there for one at a time, and for the next one when he has gone, with nothing left of him", async () => {
    const first = await welcomed();
    first.say(open());
    await first.hear();
    const second = await greeted();
    second.say(introduction(second.nonce));
    await refusedBy(second, "another one is here already");
    first.socket.destroy();
    while (!log.some((line) => line.endsWith("has gone"))) await new Promise((done) => setTimeout(done, 5));
    const third = await welcomed();
    third.say({ id: 7, seat: 0, do: "status", connection: "a" });
    expect(await third.hear()).to.deep.equal({ id: 7, outcome: { state: "CLOSED" } });
    // Nobody listens any more.
    const probe = createConnection({ host: HERE, port: PORT });
    expect((await once(probe, "error"))[0]).to.have.property("code", "ECONNREFUSED");
  });
});

describe("the proof of a token", () => {
  const NONCE = "00112233445566778899aabbccddeeff";

  it("is right for this token and this nonce only", () => {
    const proof = proofOf(TOKEN, NONCE);
    expect(isProof(proof, TOKEN, NONCE)).to.equal(true);
    expect(isProof(proof, `${TOKEN}.`, NONCE)).to.equal(false);
    expect(isProof(proof, TOKEN, NONCE.replace("0", "1"))).to.equal(false);
    expect(isProof(proof.slice(2), TOKEN, NONCE)).to.equal(false);
    expect(isProof("", TOKEN, NONCE)).to.equal(false);
  });

  it("is HMAC with SHA-256", () => {
    // RFC 4231 4.3, test case 2.
    expect(proofOf("Jefe", "what do ya want for nothing?")).to.equal(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });
});
