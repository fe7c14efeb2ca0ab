// Command host puts gVisor's netstack under test: it speaks the process protocol on its standard input and output.
package main

import (
	"bufio"
	"os"
	"runtime"
	"strings"
)

func main() {
	// Netstack starts one goroutine for each of these, and with a single one segments are handled in one order only.
	runtime.GOMAXPROCS(1)
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	conversation := newConversation(out)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		conversation.hear(strings.TrimSuffix(line, "\n"))
		out.Flush()
	}
}
