package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"strings"
)

const (
	protocolVersion = "1"
	capabilities    = "user-calls active-open half-close simultaneous-open status soft-errors " +
		"choose-nagle choose-keep-alive choose-keep-alive-interval choose-user-timeout choose-diffserv " +
		"choose-hop-limit choose-soft-errors"
	netstackModule = "gvisor.dev/gvisor"
)

// conversation is the host's side of the process protocol: lines in, lines out.
type conversation struct {
	out *bufio.Writer
	// host plays the current scenario; nil before the first reset.
	host *host
}

func newConversation(out *bufio.Writer) *conversation {
	return &conversation{out: out}
}

// hear obeys a line and answers it.
func (c *conversation) hear(line string) {
	if strings.HasPrefix(line, "#") {
		return
	}
	answer, err := c.obey(newWords(line))
	switch {
	case err != nil:
		c.say("error " + err.Error())
	case answer == "":
		c.say("ok")
	default:
		c.say("ok " + answer)
	}
}

func (c *conversation) say(line string) {
	c.out.WriteString(line)
	c.out.WriteByte('\n')
}

// packetSent and told are what the host says unasked.
func (c *conversation) packetSent(datagram []byte) {
	c.say("packet " + hex.EncodeToString(datagram))
}

func (c *conversation) told(id, what string) {
	c.say("tell " + id + " " + what)
}

func (c *conversation) obey(w *words) (string, error) {
	command := w.next()
	switch command {
	case "tcpspec":
		return introduce(w)
	case "reset":
		return "", c.reset(w)
	}
	if c.host == nil {
		return "", notUnderstood("%s before the first reset", command)
	}
	switch command {
	case "packet":
		datagram := w.octets()
		if err := w.end(); err != nil {
			return "", err
		}
		c.host.receiveDatagram(datagram)
		return "", nil
	case "advance":
		deadline := w.time()
		if err := w.end(); err != nil {
			return "", err
		}
		if deadline < c.host.clock.now {
			return "", notUnderstood("it is %d already", c.host.clock.now)
		}
		return fmt.Sprint(int64(c.host.advance(deadline))), nil
	}
	return c.call(command, w)
}

func introduce(w *words) (string, error) {
	version := w.next()
	if err := w.end(); err != nil {
		return "", err
	}
	if version != protocolVersion {
		return "", fmt.Errorf("I speak %s", protocolVersion)
	}
	return fmt.Sprintf("gvisor %s %s", netstackVersion(), capabilities), nil
}

func (c *conversation) reset(w *words) error {
	seed, ipv4, ipv6 := w.seed(), w.ipv4(), w.ipv6()
	if err := w.end(); err != nil {
		return err
	}
	if c.host != nil {
		c.host.discard()
	}
	c.host = newHost(seed, ipv4, ipv6, c)
	return nil
}

// call is a user call (RFC 9293 3.9.1).
func (c *conversation) call(command string, w *words) (string, error) {
	id := w.next()
	switch command {
	case "open":
		r := openRequest{
			active:  w.oneOf("active", "passive") == "active",
			local:   w.socket(),
			foreign: w.socket(),
			timeout: w.timeout(),
		}
		if err := w.end(); err != nil {
			return "", err
		}
		return "", c.host.open(id, r)
	case "send":
		text := w.octets()
		w.option("push")
		urgent := w.option("urgent")
		if err := w.end(); err != nil {
			return "", err
		}
		return "", c.host.send(id, text, urgent)
	case "receive":
		limit := w.limit()
		if err := w.end(); err != nil {
			return "", err
		}
		text, end, err := c.host.receive(id, limit)
		if err != nil {
			return "", err
		}
		return received(text, end), nil
	case "close":
		if err := w.end(); err != nil {
			return "", err
		}
		return "", c.host.close(id)
	case "abort":
		if err := w.end(); err != nil {
			return "", err
		}
		return "", c.host.abort(id)
	case "choose":
		choice := w.choice()
		if err := w.end(); err != nil {
			return "", err
		}
		return "", c.host.choose(id, choice)
	case "status":
		if err := w.end(); err != nil {
			return "", err
		}
		return c.host.status(id), nil
	}
	return "", notUnderstood("no command %s", command)
}

func received(text []byte, end bool) string {
	answer := "-"
	if len(text) > 0 {
		answer = hex.EncodeToString(text)
	}
	if end {
		answer += " end"
	}
	return answer
}

// netstackVersion is the version of gVisor that this program was built with.
func netstackVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, module := range info.Deps {
			if module.Path == netstackModule {
				return module.Version
			}
		}
	}
	return "unknown"
}
