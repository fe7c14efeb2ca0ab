/** The looks of the picture, on light paper and on dark. It brings its paper along, so that both can be read anywhere. */

export const STYLE = `
text { font: 12px system-ui, "Liberation Sans", Helvetica, Arial, sans-serif; fill: #1f2328; }
.title { font-size: 18px; font-weight: 600; }
.panel { font-size: 14px; font-weight: 600; }
.paper { fill: #ffffff; }
.grid { stroke: #1f2328; stroke-opacity: 0.12; }
.axis { stroke: #1f2328; }
.phase { paint-order: stroke; stroke: #ffffff; stroke-opacity: 0.8; stroke-width: 3px; }
.slow-start { fill: #2da44e; fill-opacity: 0.14; }
.avoidance { fill: #1f2328; fill-opacity: 0.02; }
.recovery { fill: #8250df; fill-opacity: 0.18; }
.waiting { fill: #cf222e; fill-opacity: 0.12; }
.flight { fill: #57606a; fill-opacity: 0.28; }
.cwnd { fill: none; stroke: #0969da; stroke-width: 2px; }
.ssthresh { fill: none; stroke: #bc4c00; stroke-width: 2px; stroke-dasharray: 6 4; }
.lost { fill: none; stroke: #cf222e; stroke-width: 1.5px; }
.again { fill: none; stroke: #1f2328; stroke-width: 1.5px; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.paper { fill: #0d1117; }
.grid { stroke: #e6edf3; }
.axis { stroke: #e6edf3; }
.phase { stroke: #0d1117; }
.slow-start { fill: #3fb950; fill-opacity: 0.2; }
.avoidance { fill: #e6edf3; fill-opacity: 0.03; }
.recovery { fill: #a371f7; fill-opacity: 0.28; }
.waiting { fill: #f85149; fill-opacity: 0.2; }
.flight { fill: #afb8c1; fill-opacity: 0.28; }
.cwnd { stroke: #58a6ff; }
.ssthresh { stroke: #f0883e; }
.lost { stroke: #ff7b72; }
.again { stroke: #e6edf3; }
}
`;
