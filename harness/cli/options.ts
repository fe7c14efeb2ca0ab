/** Every option of every command, once: the parser, the help, the types and the completion of shells come from here. */

import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { LEVELS } from "../port/verdict";
import type { IpVersion } from "../wire/packet";
import { anAddress, socketAddress } from "./socket-address";
import { isSettingName, type KernelSettings } from "../../stacks/linux/kernel-settings";

/** @throws {InvalidArgumentError} for anything but digits, and for what is out of bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    return value;
  };
}

function ipVersion(text: string): IpVersion {
  if (text !== "4" && text !== "6") throw new InvalidArgumentError("It must be 4 or 6.");
  return text === "4" ? 4 : 6;
}

/** `net.ipv4.tcp_sack=0`, laid over those before it. @throws {InvalidArgumentError} */
export function kernelSetting(text: string, before: KernelSettings = {}): KernelSettings {
  const [, name, value] = /^([^=]+)=([ -~]+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || !isSettingName(name))
    throw new InvalidArgumentError("It must be a name that begins with net., = and a value: net.ipv4.tcp_sack=0.");
  return { ...before, [name]: value };
}

export const MOST_SEED = 2 ** 32 - 1;

export const OPTIONS = {
  stack: new Option(
    "-s, --stack <name>",
    "the stack under test: a name from 'tcpspec stacks', 'exec:<command>', or a module's path",
  ).default("reference"),
  setting: new Option(
    "--setting <assignment>",
    "a setting of the kernel, for the stack linux and this run only: net.ipv4.tcp_sack=0 (may be repeated)",
  ).argParser<KernelSettings | undefined>(kernelSetting),
  target: new Option(
    "--target <address>",
    "the host that the stack raw is: one address of IPv4, one of IPv6, or both (may be repeated)",
  ).argParser<readonly string[] | undefined>(anAddress),
  mode: new Option(
    "--mode <mode>",
    "frames: from an address of our own, on --interface; inet: from this machine's address, by its routes (default: frames)",
  ).choices(["frames", "inet"] as const),
  interface: new Option("--interface <name>", "the interface that it is reached by: Ethernet, TAP or TUN"),
  source: new Option(
    "--source <address>",
    "an address on its link that nobody has, to send from; with --mode inet this machine's (may be repeated; default: one is found)",
  ).argParser<readonly string[] | undefined>(anAddress),
  behaves: new Option("--behaves <program>", "what the host does on --port, as a black box").choices([
    "echo",
    "discard",
    "http",
    "chargen",
  ] as const),
  hostPort: new Option("--port <number>", "the port that its program listens on").argParser(wholeNumber(1, 65_535)),
  agent: new Option("--agent <socket>", "where 'tcpspec agent' runs on it: 192.0.2.7:7793 (docs/agent.md)").argParser(
    socketAddress,
  ),
  tokenFile: new Option(
    "--token-file <file>",
    "the token that agent and harness share (default: the variable TCPSPEC_AGENT_TOKEN)",
  ),
  rate: new Option("--rate <number>", "datagrams that it is sent in a second, at most (default: 1000)").argParser(
    wholeNumber(1, 1_000_000),
  ),
  allowed: new Option("--i-am-allowed-to-test", "take addresses that are not private or for documentation"),
  bind: new Option("--bind <socket>", "the address of this host and the port to listen on: 192.0.2.7:7793")
    .argParser(socketAddress)
    .makeOptionMandatory(),
  http: new Option("--http", "speak HTTP: the only thing that can be served today").default(true),
  port: new Option("--port <number>", "the port to listen on").argParser(wholeNumber(1, 65_535)).default(80),
  out: new Option("-o, --out <folder>", "where results.json and the captures go").default("out"),
  lastOut: new Option("-o, --out <folder>", "the folder of the run to look back at").default("out"),
  seed: new Option("--seed <number>", "what all chance in the run follows from")
    .argParser(wholeNumber(0, MOST_SEED))
    .default(1),
  ip: new Option("--ip <version>", "only IPv4 or only IPv6: 4 or 6 (default: both)").argParser(ipVersion),
  capture: new Option("--capture <format>", "the format of the captures")
    .choices(["pcapng", "pcap", "none"] as const)
    .default("pcapng" as const),
  strict: new Option("--strict", "a SHOULD counts as a MUST"),
  json: new Option("--json", "print JSON on standard output, and everything else on standard error"),
  requirements: new Option("--requirements", "the rules of the catalogue instead, and how many scenarios settle each"),
  rfc: new Option("--rfc <number>", "of the rules, those of one RFC: 793").argParser(wholeNumber(1, 99_999)),
  section: new Option("--section <number>", "of the rules, those of one section, and of those within it: 3.8.6"),
  level: new Option("--level <level>", "of the rules, those of one level").choices(LEVELS),
  unexpected: new Option("--unexpected", "what was not expected in the last run instead, all of it, and why"),
  unscripted: new Option("--unscripted", "of the rules, those that could be settled and have no scenario, and why"),
  asJson: new Option("--json", "write tcpspec.config.json, which has no comments"),
  runs: new Option("--runs <number>", "how many exchanges to try").argParser(wholeNumber(1, 10_000_000)).default(1000),
  corpus: new Option("--corpus <folder>", "where findings go").default("corpus"),
  otherStack: new Option("-s, --stack <name>", "another stack than the one that the exchange was found on"),
  captureOut: new Option("-o, --out <folder>", "write the capture there (default: none is written)"),
} as const;
