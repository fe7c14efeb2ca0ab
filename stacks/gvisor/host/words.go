package main

import (
	"encoding/hex"
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

func notUnderstood(format string, args ...any) error {
	return refusal{"not understood", fmt.Sprintf(format, args...)}
}

// words reads a command word by word. The first word that is wrong is remembered, and told at the end.
type words struct {
	rest []string
	err  error
}

func newWords(line string) *words {
	return &words{rest: strings.Split(line, " ")}
}

// end must come before anything that was read is used.
func (w *words) end() error {
	if w.err == nil && len(w.rest) > 0 {
		w.wrong("%q is too much", w.rest[0])
	}
	return w.err
}

func (w *words) wrong(format string, args ...any) {
	if w.err == nil {
		w.err = notUnderstood(format, args...)
	}
}

func (w *words) next() string {
	if len(w.rest) == 0 {
		w.wrong("something is missing")
		return ""
	}
	word := w.rest[0]
	w.rest = w.rest[1:]
	return word
}

// option tells whether the next word is this one, and takes it if so.
func (w *words) option(word string) bool {
	if len(w.rest) == 0 || w.rest[0] != word {
		return false
	}
	w.rest = w.rest[1:]
	return true
}

func (w *words) oneOf(choices ...string) string {
	word := w.next()
	if !slices.Contains(choices, word) {
		w.wrong("%q is none of %s", word, strings.Join(choices, ", "))
	}
	return word
}

func (w *words) number(most uint64) uint64 {
	word := w.next()
	value, err := strconv.ParseUint(word, 10, 64)
	if err != nil || value > most {
		w.wrong("%q is no number from 0 to %d", word, most)
	}
	return value
}

func (w *words) seed() uint32 {
	return uint32(w.number(math.MaxUint32))
}

func (w *words) limit() int {
	return int(w.number(math.MaxInt))
}

// time is a moment or a duration, in nanoseconds.
func (w *words) time() time.Duration {
	return time.Duration(w.number(math.MaxInt64))
}

// timeout is 0 where the user asks for none.
func (w *words) timeout() time.Duration {
	if !w.option("timeout") {
		return 0
	}
	return w.time()
}

func (w *words) address() netip.Addr {
	word := w.next()
	address, err := netip.ParseAddr(word)
	if err != nil {
		w.wrong("%q is no address", word)
	}
	return address
}

func (w *words) ipv4() netip.Addr {
	address := w.address()
	if !address.Is4() {
		w.wrong("%s is no IPv4 address", address)
	}
	return address
}

func (w *words) ipv6() netip.Addr {
	address := w.address()
	if !address.Is6() {
		w.wrong("%s is no IPv6 address", address)
	}
	return address
}

func (w *words) socket() netip.AddrPort {
	address := w.address()
	return netip.AddrPortFrom(address, uint16(w.number(math.MaxUint16)))
}

func (w *words) octets() []byte {
	word := w.next()
	if word == "-" {
		return nil
	}
	octets, err := hex.DecodeString(word)
	if err != nil || len(octets) == 0 {
		w.wrong("these are no octets: %s", err)
	}
	return octets
}
