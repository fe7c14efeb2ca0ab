/** A host on a link, named on the command line: what is refused is refused before anything is sent, and before any privilege. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { hostArguments } from "../../../harness/cli/host-options";
import { anAddress, socketAddress } from "../../../harness/cli/socket-address";
import { atOnce, folder, tcpspec, type Ended } from "./tcpspec";

const HOST = ["run", "--stack", "raw", "--target", "192.0.2.7"];
const TOKEN = { TCPSPEC_AGENT_TOKEN: "0123456789abcdef" };

interface Refusal {
  readonly args: readonly string[];
  readonly says: string;
  readonly env?: Readonly<Record<string, string>>;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  "no target": { args: ["run", "--stack", "raw"], says: "error: no target is named" },
  "no interface": { args: HOST, says: "error: no interface is named" },
  "an interface beside the kernel's routes": {
    args: [...HOST, "--mode", "inet", "--interface", "lo"],
    says: "error: with --mode inet there is no need of --interface",
  },
  "a public address by the kernel's routes": {
    args: ["run", "--stack", "raw", "--target", "8.8.8.8", "--mode", "inet"],
    says: "error: 8.8.8.8 is a public address",
  },
  "a mode that there is not": { args: [...HOST, "--mode", "tcp"], says: "Allowed choices are frames, inet." },
  "a public address": {
    args: ["run", "--stack", "raw", "--target", "8.8.8.8", "--interface", "lo"],
    says: "error: 8.8.8.8 is a public address, and may be somebody else's\nif you may test it, say so: --i-am-allowed-to-test\n",
  },
  "a group, whoever asks": {
    args: ["run", "--stack", "raw", "--target", "ff02::1", "--interface", "lo", "--i-am-allowed-to-test"],
    says: "error: ff02::1 cannot be a target: it is a multicast group",
  },
  "everybody, whoever asks": {
    args: ["run", "--stack", "raw", "--target", "255.255.255.255", "--interface", "lo", "--i-am-allowed-to-test"],
    says: "error: 255.255.255.255 cannot be a target",
  },
  "a range": {
    args: ["run", "--stack", "raw", "--target", "192.0.2.0/24", "--interface", "lo"],
    says: "It must be the address of one host",
  },
  "two hosts": {
    args: [...HOST, "--target", "192.0.2.8", "--interface", "lo"],
    says: "error: there are two targets of IPv4",
  },
  "a program without its port": {
    args: [...HOST, "--interface", "lo", "--behaves", "echo"],
    says: "error: --behaves and --port go together",
  },
  "a program beside an agent": {
    args: [...HOST, "--interface", "lo", "--behaves", "echo", "--port", "7", "--agent", "192.0.2.7:7793"],
    says: "error: with an agent there is no need of --behaves",
    env: TOKEN,
  },
  "an agent without a token": {
    args: [...HOST, "--interface", "lo", "--agent", "192.0.2.7:7793"],
    says: "error: there is no token for the agent in the variable TCPSPEC_AGENT_TOKEN",
  },
  "a token that can be guessed": {
    args: [...HOST, "--interface", "lo", "--agent", "192.0.2.7:7793"],
    says: "error: the token in the variable TCPSPEC_AGENT_TOKEN has fewer than 16 characters",
    env: { TCPSPEC_AGENT_TOKEN: "secret" },
  },
  "a file of a token that is not there": {
    args: [...HOST, "--interface", "lo", "--agent", "192.0.2.7:7793", "--token-file", "none"],
    says: "error: none cannot be read: there is no such file",
  },
  "such options for another stack": {
    args: ["run", "--target", "192.0.2.7"],
    says: 'error: --target does nothing for the stack "reference"',
  },
  "a rate of nothing": { args: [...HOST, "--rate", "0"], says: "It must be a whole number from 1 to 1000000." },
  "an agent that is to listen nowhere in particular": {
    args: ["agent"],
    says: "error: required option '--bind <socket>' not specified",
  },
  "an agent that is to listen on a name": {
    args: ["agent", "--bind", "localhost:7793"],
    says: "It must be an address and a port",
  },
  "an agent that has no token": { args: ["agent", "--bind", "127.0.0.1:7793"], says: "error: there is no token" },
};

describe("a host on a link", () => {
  let ended: (name: string) => Ended;

  before(async function () {
    this.timeout(120_000);
    ended = await atOnce(Object.keys(REFUSALS), (name) => {
      const { args, env = {} } = REFUSALS[name] ?? { args: [] };
      return tcpspec(args, { env });
    });
  });

  for (const [name, { says }] of Object.entries(REFUSALS))
    it(`${name} is a mistake on the command line`, () => {
      const { code, stderr } = ended(name);
      expect(stderr).to.include(says);
      expect(code).to.equal(2);
    });

  it("is refused in the configuration as well", async () => {
    const cwd = folder();
    const stacks = { far: { raw: { target: ["192.0.2.7", "2001:4860::1"], interface: "lo" } } };
    writeFileSync(join(cwd, "tcpspec.config.json"), JSON.stringify({ stacks }));
    const { code, stderr } = await tcpspec(["run", "--stack", "far"], { cwd });
    expect(stderr).to.include("error: 2001:4860::1 is a public address");
    expect(code).to.equal(2);
    const { stdout } = await tcpspec(["stacks"], { cwd });
    expect(stdout).to.match(/^far +the host 192\.0\.2\.7 2001:4860::1 by lo\n/);
  });

  it("goes into replay lines with all that names it", () => {
    const agent = { address: "2001:db8::7", port: 7793 };
    const flags = { target: ["192.0.2.7", "2001:db8::7"], interface: "eth 0", agent, iAmAllowedToTest: true } as const;
    expect(hostArguments(flags).join(" ")).to.equal(
      "--target 192.0.2.7 --target 2001:db8::7 --interface 'eth 0' --agent '[2001:db8::7]:7793' --i-am-allowed-to-test",
    );
    expect(hostArguments({ target: ["192.0.2.7"], mode: "inet" }).join(" ")).to.equal("--target 192.0.2.7 --mode inet");
    expect(hostArguments({})).to.deep.equal([]);
  });
});

describe("addresses on the command line", () => {
  it("are written in one way", () => {
    expect(anAddress("2001:DB8:0::7", ["192.0.2.7"])).to.deep.equal(["192.0.2.7", "2001:db8::7"]);
    expect(socketAddress("192.0.2.7:80")).to.deep.equal({ address: "192.0.2.7", port: 80 });
    expect(socketAddress("[2001:DB8::7]:7793")).to.deep.equal({ address: "2001:db8::7", port: 7793 });
  });

  for (const text of ["", "192.0.2.7", "192.0.2.7:0", "192.0.2.7:65536", "2001:db8::7:80", "[::1]", "x:80", "1.2.3:4"])
    it(`"${text}" is no socket`, () => {
      expect(() => socketAddress(text)).to.throw("It must be an address and a port");
    });
});
