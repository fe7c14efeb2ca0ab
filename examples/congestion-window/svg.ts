/** Elements of an SVG as text. */

/** Numbers are rounded to a tenth of a pixel. */
type Attributes = Readonly<Record<string, string | number>>;

/** The element with what is in it: one text, which is escaped already, or other elements. */
export function element(name: string, attributes: Attributes, ...content: readonly string[]): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${valueText(value)}"`);
  const start = `<${name}${head.join("")}`;
  if (content.length === 0) return `${start}/>`;
  const isText = content.length === 1 && content[0]?.startsWith("<") === false;
  const between = isText ? "" : "\n";
  return [`${start}>`, ...content, `</${name}>`].join(between);
}

/** A line of text that begins at a point. */
export function label(text: string, x: number, y: number, attributes: Attributes = {}): string {
  return element("text", { x, y, ...attributes }, escaped(text));
}

export function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function valueText(value: string | number): string {
  return typeof value === "number" ? String(rounded(value)) : escaped(value);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
