package main

import (
	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/transport/tcp"
)

// refusal is why a command is not obeyed: in the words of RFC 9293 3.10, and in netstack's.
type refusal struct {
	what, detail string
}

func (r refusal) Error() string {
	return r.what + ": " + r.detail
}

// refuse is how netstack has answered a call on an endpoint in this state; nil if it has not refused it.
func refuse(err tcpip.Error, state tcp.EndpointState) error {
	if err == nil {
		return nil
	}
	return refusal{meaning(err, state), err.String()}
}

func meaning(err tcpip.Error, state tcp.EndpointState) string {
	switch err.(type) {
	case *tcpip.ErrConnectionReset, *tcpip.ErrConnectionAborted, *tcpip.ErrAborted:
		return "connection reset"
	case *tcpip.ErrConnectionRefused, *tcpip.ErrHostUnreachable, *tcpip.ErrNetworkUnreachable, *tcpip.ErrHostDown,
		*tcpip.ErrNoNet, *tcpip.ErrUnknownProtocolOption, *tcpip.ErrNotSupported:
		// The others are what ICMP has to say about an attempt to connect.
		return "connection refused"
	case *tcpip.ErrTimeout:
		return "connection aborted due to user timeout"
	case *tcpip.ErrAlreadyConnected, *tcpip.ErrAlreadyConnecting, *tcpip.ErrAlreadyBound, *tcpip.ErrPortInUse:
		return "connection already exists"
	case *tcpip.ErrWouldBlock, *tcpip.ErrNoBufferSpace, *tcpip.ErrNoPortAvailable:
		return "insufficient resources"
	case *tcpip.ErrClosedForSend, *tcpip.ErrClosedForReceive, *tcpip.ErrNotConnected, *tcpip.ErrInvalidEndpointState:
		// One word for "not yet", "no longer" and "never again"; the RFC has several.
		switch {
		case state == tcp.StateListen:
			return "foreign socket unspecified"
		case isClosed(state):
			return "connection does not exist"
		}
		return "connection closing"
	}
	return "other"
}

// indication is what the user is told when netstack ends a connection with this error.
func indication(err tcpip.Error, wasEstablished bool) string {
	switch err.(type) {
	case *tcpip.ErrConnectionReset, *tcpip.ErrConnectionAborted, *tcpip.ErrAborted:
		return "reset"
	case *tcpip.ErrTimeout:
		return "timeout"
	}
	// An ICMP error ends an attempt to connect. Later on netstack gives it as the reason when it has given up.
	if wasEstablished {
		return "timeout"
	}
	return "refused"
}

// stateWord is a state of RFC 9293 3.3.2.
func stateWord(state tcp.EndpointState) string {
	switch state {
	case tcp.StateListen:
		return "LISTEN"
	case tcp.StateConnecting, tcp.StateSynSent:
		return "SYN-SENT"
	case tcp.StateSynRecv:
		return "SYN-RECEIVED"
	case tcp.StateEstablished:
		return "ESTABLISHED"
	case tcp.StateFinWait1:
		return "FIN-WAIT-1"
	case tcp.StateFinWait2:
		return "FIN-WAIT-2"
	case tcp.StateCloseWait:
		return "CLOSE-WAIT"
	case tcp.StateClosing:
		return "CLOSING"
	case tcp.StateLastAck:
		return "LAST-ACK"
	case tcp.StateTimeWait:
		return "TIME-WAIT"
	}
	return "CLOSED"
}

func isClosed(state tcp.EndpointState) bool {
	return stateWord(state) == "CLOSED"
}

// isConnected in the states of a connection whose handshake is over.
func isConnected(state tcp.EndpointState) bool {
	return state == tcp.StateEstablished || state == tcp.StateFinWait1 || state == tcp.StateFinWait2 || hasReceivedFin(state)
}

func hasReceivedFin(state tcp.EndpointState) bool {
	switch state {
	case tcp.StateCloseWait, tcp.StateClosing, tcp.StateLastAck, tcp.StateTimeWait:
		return true
	}
	return false
}
