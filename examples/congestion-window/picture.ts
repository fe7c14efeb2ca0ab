/** The windows of transfers over time as an SVG: one panel below the other, on the same scales. */

import { scaleLinear } from "d3-scale";
import type { ScaleLinear } from "d3-scale";
import { area, curveStepAfter, line } from "d3-shape";
import { SECOND } from "../../harness/port/time";
import { phasesOf } from "./phases";
import type { Phase, PhaseName } from "./phases";
import { STYLE } from "./style";
import { element, label, rounded } from "./svg";
import { SMSS } from "./transfer";
import type { Sample, SentText, Transfer } from "./transfer";

const WIDTH = 960;
const MARGIN = { left: 64, right: 24, top: 84, bottom: 0 } as const;
/** The plot itself; above it is room for its title, below for the axis. */
const PLOT_HEIGHT = 240;
const PANEL_HEIGHT = PLOT_HEIGHT + 96;
/** Marks of single segments stand on the axis. */
const MARK_HEIGHT = 8;
/** Of a letter on the average, and of a line. */
const LETTER_WIDTH = 6.4;
const LINE_HEIGHT = 14;

const CLASS_OF: Readonly<Record<PhaseName, string>> = {
  "slow start": "slow-start",
  "congestion avoidance": "avoidance",
  "fast recovery": "recovery",
  "waiting for the timeout": "waiting",
};

interface Scales {
  /** Time to pixels. */
  readonly x: ScaleLinear<number, number>;
  /** Segments to pixels. */
  readonly y: ScaleLinear<number, number>;
}

/** The whole picture; the same transfers make the same text. */
export function picture(transfers: readonly Transfer[]): string {
  const samples = transfers.flatMap((each) => each.samples);
  const scales: Scales = {
    x: scaleLinear([0, Math.max(...samples.map(({ at }) => at))], [0, WIDTH - MARGIN.left - MARGIN.right]),
    y: scaleLinear(
      [0, Math.max(...samples.flatMap((each) => [each.cwnd, flight(each)])) / SMSS],
      [PLOT_HEIGHT, 0],
    ).nice(),
  };
  const height = MARGIN.top + transfers.length * PANEL_HEIGHT + MARGIN.bottom;
  const title = "The congestion window of the reference TCP";
  const svg = element(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img" },
    element("title", {}, title),
    element("style", {}, STYLE),
    element("rect", { class: "paper", width: WIDTH, height }),
    label(title, MARGIN.left, 32, { class: "title" }),
    legend(),
    ...transfers.map((each, index) => panel(each, scales, MARGIN.top + index * PANEL_HEIGHT)),
  );
  return `${svg}\n`;
}

/** RFC 5681 2: FlightSize */
function flight({ sent, acknowledged }: Sample): number {
  return sent - acknowledged;
}

function legend(): string {
  const y = 56;
  const entries: readonly (readonly [name: string, mark: string])[] = [
    ["cwnd", element("path", { class: "cwnd", d: "M0,-4H28" })],
    ["ssthresh, once there was a loss", element("path", { class: "ssthresh", d: "M0,-4H28" })],
    ["FlightSize", element("rect", { class: "flight", y: -10, width: 28, height: 12 })],
    ["segment sent and lost", element("path", { class: "lost", d: `M14,0v${-MARK_HEIGHT}` })],
    ["segment sent again", element("path", { class: "again", d: `M14,0v${-MARK_HEIGHT}` })],
  ];
  let x: number = MARGIN.left;
  const drawn = entries.map(([name, mark]) => {
    const entry = element("g", { transform: `translate(${x},${y})` }, mark, label(name, 36, 0));
    x += 36 + name.length * LETTER_WIDTH + 28;
    return entry;
  });
  return element("g", {}, ...drawn);
}

function isLost(text: SentText): boolean {
  return text.isLost;
}

/** Whether its octets were sent before. */
function isAgain(text: SentText, index: number, texts: readonly SentText[]): boolean {
  return texts.slice(0, index).some(({ end }) => end > text.start);
}

function panel({ sack, samples, texts }: Transfer, scales: Scales, top: number): string {
  const title = `With${sack ? "" : "out"} selective acknowledgments (RFC 5681, RFC ${sack ? "6675" : "6582"})`;
  // RFC 5681 3.1: ssthresh begins far above everything.
  const limited = samples.filter(({ ssthresh }) => ssthresh !== samples[0]?.ssthresh);
  const phases = phasesOf(samples);
  return element(
    "g",
    { transform: `translate(${MARGIN.left},${top})` },
    label(title, 0, 16, { class: "panel" }),
    element(
      "g",
      { transform: "translate(0,28)" },
      ...phases.map((phase) => band(phase, scales)),
      ...axes(scales),
      shaded(samples, scales),
      curve("ssthresh", limited, ({ ssthresh }) => ssthresh, scales),
      curve("cwnd", samples, ({ cwnd }) => cwnd, scales),
      marks("lost", texts.filter(isLost), scales),
      marks("again", texts.filter(isAgain), scales),
      ...phases.flatMap((phase) => bandLabel(phase, scales)),
    ),
  );
}

/** The samples at which the value changes, and the last one: between them the line is level. */
function corners(samples: readonly Sample[], value: (sample: Sample) => number): readonly Sample[] {
  return samples.filter((sample, index) => {
    const before = samples[index - 1];
    return before === undefined || value(before) !== value(sample) || index === samples.length - 1;
  });
}

/** Steps, since a window stays as it is until the next event. */
function curve(name: string, samples: readonly Sample[], value: (sample: Sample) => number, { x, y }: Scales): string {
  const path = line<Sample>(
    ({ at }) => x(at),
    (sample) => y(value(sample) / SMSS),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element("path", { class: name, d: path([...corners(samples, value)]) ?? "" });
}

function shaded(samples: readonly Sample[], { x, y }: Scales): string {
  const path = area<Sample>(
    ({ at }) => x(at),
    y(0),
    (sample) => y(flight(sample) / SMSS),
  )
    .curve(curveStepAfter)
    .digits(1);
  return element("path", { class: "flight", d: path([...corners(samples, flight)]) ?? "" });
}

function marks(name: string, texts: readonly SentText[], { x, y }: Scales): string {
  const each = texts.map(({ at }) => `M${rounded(x(at))},${y(0)}v${-MARK_HEIGHT}`);
  return element("path", { class: name, d: each.join("") });
}

function band({ name, from, until }: Phase, { x }: Scales): string {
  const left = x(from);
  const width = x(until) - left;
  return element("rect", { class: CLASS_OF[name], x: left, width, height: PLOT_HEIGHT });
}

/** Along the top where there is room for it, else upright; none where there is not even that. */
function bandLabel({ name, from, until }: Phase, { x }: Scales): readonly string[] {
  const [left, right] = [x(from), x(until)];
  const middle = (left + right) / 2;
  const isWide = name.length * LETTER_WIDTH < right - left;
  if (isWide) return [label(name, middle, 16, { class: "phase", "text-anchor": "middle" })];
  if (right - left < LINE_HEIGHT) return [];
  const upright = `translate(${rounded(middle)},8) rotate(-90)`;
  return [label(name, 0, 4, { class: "phase", transform: upright, "text-anchor": "end" })];
}

function axes({ x, y }: Scales): readonly string[] {
  const [, width = 0] = x.range();
  const inSeconds = x.copy().domain(x.domain().map((at) => at / SECOND));
  const across = y
    .ticks(8)
    .flatMap((tick) => [
      element("path", { class: "grid", d: `M0,${rounded(y(tick))}H${width}` }),
      label(y.tickFormat(8)(tick), -8, y(tick) + 4, { "text-anchor": "end" }),
    ]);
  const along = inSeconds
    .ticks(12)
    .flatMap((tick) => [
      element("path", { class: "axis", d: `M${rounded(inSeconds(tick))},${PLOT_HEIGHT}v5` }),
      label(inSeconds.tickFormat(12)(tick), inSeconds(tick), PLOT_HEIGHT + 18, { "text-anchor": "middle" }),
    ]);
  const upright = `translate(-44,${PLOT_HEIGHT / 2}) rotate(-90)`;
  return [
    ...across,
    ...along,
    element("path", { class: "axis", d: `M0,${PLOT_HEIGHT}H${width}` }),
    label("time in seconds", width, PLOT_HEIGHT + 38, { "text-anchor": "end" }),
    label(`segments of ${SMSS} octets`, 0, 0, { transform: upright, "text-anchor": "middle" }),
  ];
}
