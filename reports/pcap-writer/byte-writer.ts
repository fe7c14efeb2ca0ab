/**
 * Octets one after the other into memory that grows by itself, little-endian. What has been taken is not touched again.
 */
export class ByteWriter {
  /** Zero from the position on: whoever skips writes zeros. */
  #bytes: Uint8Array;
  #view: DataView;
  #position = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** Octets written so far. */
  position(): number {
    return this.#position;
  }

  uint16(value: number): void {
    const offset = this.#advance(2);
    this.#view.setUint16(offset, value, true);
  }

  uint32(value: number): void {
    const offset = this.#advance(4);
    this.#view.setUint32(offset, value, true);
  }

  int64(value: bigint): void {
    const offset = this.#advance(8);
    this.#view.setBigInt64(offset, value, true);
  }

  octets(octets: Uint8Array): void {
    const offset = this.#advance(octets.length);
    this.#bytes.set(octets, offset);
  }

  /** Valid UTF-8: what is no text (half a surrogate pair) becomes U+FFFD. */
  text(text: string): void {
    const offset = this.#advance(text.length);
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) {
        // Not ASCII after all: the whole text again, by the way that is right for all and slower for most.
        this.#bytes.fill(0, offset, this.#position);
        this.#position = offset;
        this.octets(utf8.encode(text));
        return;
      }
      this.#bytes[offset + index] = code;
    }
  }

  /** Zeros up to a multiple of four. */
  pad(): void {
    this.#advance(-this.#position & 3);
  }

  /** Writes over what stands at `offset`. */
  patchUint16(offset: number, value: number): void {
    this.#view.setUint16(offset, value, true);
  }

  patchUint32(offset: number, value: number): void {
    this.#view.setUint32(offset, value, true);
  }

  patchInt64(offset: number, value: bigint): void {
    this.#view.setBigInt64(offset, value, true);
  }

  /** What has been written; the writer is empty afterwards. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#position);
    this.#bytes.fill(0, 0, this.#position);
    this.#position = 0;
    return taken;
  }

  /** Moves the end by so many octets and returns where it was. */
  #advance(octets: number): number {
    const offset = this.#position;
    this.#position += octets;
    if (this.#position > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#position));
      larger.set(this.#bytes.subarray(0, offset));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return offset;
  }
}

const utf8 = new TextEncoder();
