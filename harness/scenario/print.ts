/** Steps as the text that a suite would have: for failures, `explain`, and exchanges that fuzzing found. */

import { choicesMade } from "../port/profile";
import { CWR, ECE, FLAG_NAMES, type Flags } from "../wire/flags";
import type { IpOption } from "../wire/ip-option";
import type { TcpOption } from "../wire/option";
import { isExpression } from "./expression";
import type { FlightPattern } from "./flight";
import { ICMP_ERRORS, type IcmpErrorByVersion, type ReportSpec } from "./icmp-report";
import type { IpPattern, IpSpec, SackEdges, SegmentPattern, SegmentSpec, TextByVersion } from "./segment-spec";
import type { Call, ChoiceSpec, Step } from "./step";
import { isByVersion } from "./text";
import { DATA, FIRST_CONNECTION } from "./vocabulary";

const quote = (text: string) => JSON.stringify(text);

function printFlagConstants(flags: Flags): string {
  if (flags === DATA) return "DATA";
  if ((flags & ~(ECE | CWR)) === DATA) return `DATA | ${printFlagConstants(flags & ~DATA)}`;
  const names = FLAG_NAMES.filter(([, bit]) => (flags & bit) !== 0).map(([name]) => name);
  return names.length === 0 ? "0" : names.length === 2 && names[1] === "ACK" ? names.join("_") : names.join(" | ");
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** `mss(1460)`, or the value itself for kinds without a short word. */
function printOption(option: TcpOption): string {
  switch (option.kind) {
    case "mss":
      return `mss(${option.value})`;
    case "window-scale":
      return `windowScale(${option.shift})`;
    case "timestamps":
      return `timestamps(${option.value}, ${option.echo})`;
    case "sack-permitted":
      return "sackPermitted";
    case "nop":
      return "nop";
    case "sack":
      return `sack(${option.blocks.map(({ left, right }) => `${left}..${right}`).join(", ")})`;
    case "unknown":
      return `unknown(${option.code}, 0x${hex(option.data)})`;
    case "malformed":
      return `malformed(0x${hex(option.bytes)})`;
    default:
      return option.kind;
  }
}

type Fields = readonly (readonly [name: string, value: string | undefined])[];

/** `{ seq: 5 }`; undefined when there is nothing to tell. */
function shownFields(fields: Fields): string | undefined {
  const given = fields.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return given.length === 0 ? undefined : `{ ${given.join(", ")} }`;
}

function printFields(fields: Fields): string {
  const all = shownFields(fields);
  return all === undefined ? "" : `, ${all}`;
}

const shown = (value: string | number | boolean | undefined): string | undefined =>
  value === undefined ? undefined : typeof value === "string" ? quote(value) : String(value);

const shownList = (values: readonly string[] | undefined) => values && `[${values.map(quote).join(", ")}]`;

const shownIpOption = (option: IpOption) =>
  option === "padding" ? quote(option) : `ipOption(${[option.type, ...option.data].join(", ")})`;

const shownIpOptions = (options: readonly IpOption[] | undefined) =>
  options && `[${options.map(shownIpOption).join(", ")}]`;

const shownIpSpec = (ip: IpSpec | undefined) =>
  ip &&
  shownFields([
    ["ecn", shown(ip.ecn)],
    ["diffserv", shown(ip.diffserv)],
    ["hopLimit", shown(ip.hopLimit)],
    ["options", shownIpOptions(ip.options)],
    ["destinationOptions", shownIpOptions(ip.destinationOptions)],
  ]);

const shownIpPattern = (ip: IpPattern | undefined) =>
  ip &&
  shownFields([
    ["source", shown(ip.source)],
    ["ecn", typeof ip.ecn === "object" ? shownList(ip.ecn) : shown(ip.ecn)],
    ["diffserv", shown(ip.diffserv)],
    ["hopLimit", shown(ip.hopLimit)],
    ["dontFragment", shown(ip.dontFragment)],
    ["fitsLink", shown(ip.fitsLink)],
  ]);

const shownByVersion = ({ v4, v6 }: TextByVersion) => `{ v4: ${v4}, v6: ${v6} }`;

const shownBlocks = (blocks: readonly SackEdges[] | undefined) =>
  blocks && `[${blocks.map(([left, right]) => `[${left.toString()}, ${right.toString()}]`).join(", ")}]`;

/** By its name in scripts, where it has one. */
function printIcmpError(error: IcmpErrorByVersion): string {
  const name = Object.entries(ICMP_ERRORS).find(([, each]) => isSame(each, error))?.[0];
  const given = ([version, kind]: readonly [string, readonly number[]]) => `${version}: [${kind.join(", ")}]`;
  return name ?? `{ ${Object.entries(error).map(given).join(", ")} }`;
}

function isSame(a: IcmpErrorByVersion, b: IcmpErrorByVersion): boolean {
  return String(a.v4) === String(b.v4) && String(a.v6) === String(b.v6);
}

function printReport({ quoting, octets, mtu, seq, peerPort }: ReportSpec): string {
  return printFields([
    ["quoting", shown(quoting)],
    ["octets", shown(octets)],
    ["mtu", isByVersion(mtu) ? shownByVersion(mtu) : shown(mtu)],
    ["seq", seq?.toString()],
    ["peerPort", shown(peerPort)],
  ]);
}

function printSpec(spec: SegmentSpec): string {
  return (
    printFlagConstants(spec.flags) +
    printFields([
      ["seq", spec.seq?.toString()],
      ["ack", spec.ack?.toString()],
      ["window", shown(spec.window)],
      ["text", isExpression(spec.text) ? spec.text.toString() : shown(spec.text)],
      ["textFrom", spec.textFrom?.toString()],
      ["options", spec.options && `[${spec.options.map(printOption).join(", ")}]`],
      ["tsValue", shown(spec.tsValue)],
      ["sack", shownBlocks(spec.sack)],
      ["urgentPointer", shown(spec.urgentPointer)],
      ["reserved", shown(spec.reserved)],
      ["dataOffset", shown(spec.dataOffset)],
      ["checksum", shown(spec.checksum)],
      ["source", shown(spec.source)],
      ["destination", shown(spec.destination)],
      ["ip", shownIpSpec(spec.ip)],
    ])
  );
}

function printPattern(pattern: SegmentPattern): string {
  return (
    printFlagConstants(pattern.flags) +
    printFields([
      ["optionalFlags", pattern.optionalFlags === undefined ? undefined : printFlagConstants(pattern.optionalFlags)],
      ["withoutFlags", pattern.withoutFlags === undefined ? undefined : printFlagConstants(pattern.withoutFlags)],
      ["seq", pattern.seq?.toString()],
      ["ack", pattern.ack?.toString()],
      ["push", pattern.push === true ? "true" : undefined],
      ["window", shown(pattern.window)],
      ["opensBy", shown(pattern.opensBy)],
      ["urgentPointer", shown(pattern.urgentPointer)],
      ["textAtMost", pattern.textAtMost && shownByVersion(pattern.textAtMost)],
      ["text", isByVersion(pattern.text) ? shownByVersion(pattern.text) : shown(pattern.text)],
      ["options", shownList(pattern.options)],
      ["without", shownList(pattern.without)],
      ["mss", isExpression(pattern.mss) ? pattern.mss.toString() : shown(pattern.mss)],
      ["tsEcho", shown(pattern.tsEcho)],
      ["sack", shownBlocks(pattern.sack)],
      ["reserved", shown(pattern.reserved)],
      ["ip", shownIpPattern(pattern.ip)],
      ["within", pattern.within?.toString()],
      ["isNext", pattern.isNext === true ? "true" : undefined],
      ["as", shown(pattern.as)],
    ])
  );
}

/** `nagle: false, userTimeout: 3*RTO` */
export function printChoices(choices: ChoiceSpec): string {
  return choicesMade(choices)
    .map((name) => `${name}: ${String(choices[name])}`)
    .join(", ");
}

function printFlight(flight: FlightPattern): string {
  const fields = printFields([
    ["atMost", shown(flight.atMost)],
    ["atLeast", shown(flight.atLeast)],
    ["since", shown(flight.since)],
    ["again", shown(flight.again)],
    ["during", flight.during?.toString()],
  ]);
  return fields === "" ? "{}" : fields.slice(", ".length);
}

function printCall(call: Call, outcome: readonly string[] | undefined): string {
  const outcomes = outcome?.map(quote) ?? [];
  switch (call.name) {
    case "listen":
      if (call.anybody === true) return "listenToAnybody()";
      return `listen(${shown(call.application) ?? ""})`;
    case "send":
      return `${call.urgent === true ? "sendUrgent" : "send"}(${[shown(call.text) ?? "", ...outcomes].join(", ")})`;
    case "connect":
      if (call.foreign !== undefined) return `connectTo(${[quote(call.foreign), ...outcomes].join(", ")})`;
      if (call.local !== undefined) return `connectFromAnywhere(${outcomes.join(", ")})`;
      return call.timeout === undefined
        ? `connect(${outcomes.join(", ")})`
        : `connectWithTimeout(${call.timeout.toString()})`;
    case "choose":
      return `chooses({ ${printChoices(call.choices)} })`;
    case "receive":
      return call.limit === undefined
        ? `receive(${outcomes.join(", ")})`
        : `receiveAtMost(${[String(call.limit), ...outcomes].join(", ")})`;
    case "close":
    case "abort":
      return `${call.name}(${outcomes.join(", ")})`;
  }
}

/** One line, without indentation; the alternatives of a `oneOf` by their names only. */
export function printStep(step: Step): string {
  const line = printWords(step);
  return "connection" in step && step.connection !== FIRST_CONNECTION
    ? `connection(${quote(step.connection)}).${line}`
    : line;
}

function printWords(step: Step): string {
  switch (step.kind) {
    case "call":
      return `user.${printCall(step.call, step.outcome)}`;
    case "peer-sends":
      return `peer.sends(${printSpec(step.segment)})`;
    case "peer-resends":
      return "peer.resends()";
    case "router-reports":
      return `router.reports(${printIcmpError(step.error)}${printReport(step.report)})`;
    case "peer-fills-window":
      return `peer.fillsWindow(${printFields([
        ["ack", step.fields.ack?.toString()],
        ["window", shown(step.fields.window)],
        ["leaving", shown(step.leaving)],
      ]).slice(2)})`;
    case "wait":
      return `wait.${step.length === "past" ? "past" : "shortOf"}(${step.duration.toString()})`;
    case "stack-sends":
      return `stack.sends(${printPattern(step.pattern)})`;
    case "stack-resends":
      return `stack.resends(${quote(step.name)}${printFields([
        ["after", step.after.toString()],
        ["orLater", step.orLater && "true"],
        ["since", shown(step.since)],
      ])})`;
    case "stack-acknowledges":
      return "stack.acknowledges()";
    case "stack-transmits":
      return `stack.transmits(${shown(step.text) ?? ""})`;
    case "stack-flight":
      return `stack.flight(${printFlight(step.flight)})`;
    case "stays-silent":
      return `stack.${step.strictly === true ? "sendsNothing" : "staysSilent"}(${step.duration.toString()})`;
    case "user-receives":
      return `user.receives(${shown(step.text) ?? ""})`;
    case "user-receives-all":
      return "user.receivesAll()";
    case "user-is-told":
      return `user.isTold(${step.what.map(quote).join(", ")})`;
    case "status-tells":
      return `user.learns(${[step.name, ...step.values].map(quote).join(", ")})`;
    case "user-is-not-told":
      return `user.isNotTold(${step.what.map(quote).join(", ")})`;
    case "is-in":
      return `stack.isIn(${step.states.map(quote).join(", ")})`;
    case "settles":
      return `settles(${quote(step.rule)})`;
    case "isns":
      return `isns(${quote(step.property)})`;
    case "timestamp-clocks":
      return `timestampClocks(${quote(step.property)})`;
    case "one-of":
      return `oneOf(${step.alternatives.map(({ name }) => quote(name)).join(" | ")})`;
  }
}
