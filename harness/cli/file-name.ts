/** The name of a stack as a part of a file's name. */
export function fileName(stack: string): string {
  return stack.replace(/[^\w.-]/g, "-");
}
