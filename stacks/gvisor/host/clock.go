package main

import (
	"container/heap"
	"math"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// uptime is what netstack's clock shows at the beginning of a scenario. To netstack a time of 0 means "never".
const uptime = 1000 * time.Second

// clock is the time of one scenario. It stands still until it is told to move on, and runs nothing by itself.
//
// faketime.ManualClock has no way to ask for the next timer, and runs timers of the same moment in the order of a map.
type clock struct {
	now    time.Duration
	timers timers
	// set counts the timers, so that those of the same moment run in the order in which they were set.
	set uint64
}

var _ tcpip.Clock = (*clock)(nil)

// Now implements tcpip.Clock.
func (c *clock) Now() time.Time {
	return time.Unix(0, int64(uptime+c.now))
}

// NowMonotonic implements tcpip.Clock.
func (c *clock) NowMonotonic() tcpip.MonotonicTime {
	return tcpip.MonotonicTime{}.Add(uptime + c.now)
}

// AfterFunc implements tcpip.Clock.
func (c *clock) AfterFunc(d time.Duration, f func()) tcpip.Timer {
	t := &timer{clock: c, f: f, index: stopped}
	t.Reset(d)
	return t
}

// next is when the next timer is due; the end of all time if there is none.
func (c *clock) next() time.Duration {
	if len(c.timers) == 0 {
		return math.MaxInt64
	}
	return c.timers[0].when
}

// runNext runs the timer that is due next, if it is due, and tells whether it was.
func (c *clock) runNext() bool {
	if c.next() > c.now {
		return false
	}
	heap.Pop(&c.timers).(*timer).f()
	return true
}

// stopped is the index of a timer that is not set.
const stopped = -1

type timer struct {
	clock *clock
	f     func()
	when  time.Duration
	set   uint64
	index int
}

// Stop implements tcpip.Timer.
func (t *timer) Stop() bool {
	if t.index == stopped {
		return false
	}
	heap.Remove(&t.clock.timers, t.index)
	return true
}

// Reset implements tcpip.Timer.
func (t *timer) Reset(d time.Duration) {
	t.Stop()
	t.when = t.clock.now + max(d, 0)
	t.clock.set++
	t.set = t.clock.set
	heap.Push(&t.clock.timers, t)
}

// timers is a heap, the next one first.
type timers []*timer

func (h timers) Len() int { return len(h) }

func (h timers) Less(i, j int) bool {
	if h[i].when != h[j].when {
		return h[i].when < h[j].when
	}
	return h[i].set < h[j].set
}

func (h timers) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

func (h *timers) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	t.index = stopped
	return t
}
