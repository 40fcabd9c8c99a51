package live

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tlsteach/tlsteach/lessons/transcript"
)

// maxClients is how many different clients are remembered; of more, those that came
// first are forgotten.
const maxClients = 200

// Clients remembers the clients of a server by their hellos, to say which of them
// came before. It is safe for concurrent use.
type Clients struct {
	mu  sync.Mutex
	all []*client // in the order in which they came first
}

// A client is all connections with one JA4.
type client struct {
	ja4     string
	numbers []int // of its connections; of many, the first and the last ones
	times   int
	ja3     map[string]bool
	last    traits
	calls   string // itself: the User-Agent of HTTP
}

// A Meeting is what a comparison of one connection with those before gave.
type Meeting struct {
	Says    transcript.Text
	Same    int // the number of an earlier connection with the same JA4; 0: none
	number  int
	clients *Clients
}

// maxJA3 is how many JA3 of a client are counted.
const maxJA3 = 1000

// Meet compares a hello with those before, and remembers it.
func (c *Clients) Meet(number int, h *Hello) Meeting {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, ja4, ja3 := h.traits(), h.JA4(), h.JA3()
	m := Meeting{number: number, clients: c}
	at := slices.IndexFunc(c.all, func(o *client) bool { return o.ja4 == ja4 })
	if at >= 0 {
		old := c.all[at]
		m.Same = old.latest()
		m.Says = old.again(now, ja3)
	} else {
		m.Says = c.resembling(now)
		if len(c.all) == maxClients {
			c.all = slices.Delete(c.all, 0, 1)
		}
		at = len(c.all)
		c.all = append(c.all, &client{ja4: ja4, ja3: map[string]bool{}})
	}
	c.all[at].came(number, now, ja3)
	return m
}

// Blocks are the comparison in a document, with the clients seen until now.
func (m Meeting) Blocks() []transcript.Block {
	return []transcript.Block{heading("Compared with the clients before"), &transcript.Prose{Text: m.Says}, m.clients.table(m.number)}
}

// Calls says what the client of a connection calls itself: its User-Agent.
func (c *Clients) Calls(number int, name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, o := range c.all {
		if slices.Contains(o.numbers, number) {
			o.calls = name
		}
	}
}

// table is the clients seen so far; one connection is this one.
func (c *Clients) table(now int) *transcript.Table {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &transcript.Table{Title: "Clients seen, by their JA4", Head: plain("JA4", "connections", "different JA3", "calls itself")}
	for _, o := range c.all {
		numbers := o.listed()
		if slices.Contains(o.numbers, now) {
			numbers += fmt.Sprintf(" (this is %d)", now)
		}
		t.Rows = append(t.Rows, []transcript.Text{{{Style: transcript.RunValue, Text: o.ja4}}, transcript.Plainly(numbers),
			transcript.Plainly(fmt.Sprint(len(o.ja3))), transcript.Plainly(o.calls)})
	}
	return t
}

// maxNumbers is how many connections of a client are listed.
const maxNumbers = 8

func (o *client) came(number int, now traits, ja3 string) {
	o.times++
	o.numbers = append(o.numbers, number)
	if len(o.numbers) > maxNumbers {
		o.numbers = slices.Delete(o.numbers, maxNumbers/2, maxNumbers/2+1)
	}
	if len(o.ja3) < maxJA3 {
		o.ja3[ja3] = true
	}
	o.last = now
}

func (o *client) latest() int { return o.numbers[len(o.numbers)-1] }

// listed is its connections: "1, 2, 4", or "1, 2, 3, 4 … 97, 98, 99, 100".
func (o *client) listed() string {
	var parts []string
	for i, n := range o.numbers {
		s := fmt.Sprint(n)
		if i == maxNumbers/2 && o.times > len(o.numbers) {
			s = "… " + s
		}
		parts = append(parts, s)
	}
	return strings.ReplaceAll(strings.Join(parts, ", "), ", …", " …")
}

// again compares with an earlier connection of the same JA4.
func (o *client) again(now traits, ja3 string) transcript.Text {
	says := fmt.Sprintf("The same as connection %d, by its JA4", o.latest())
	if diff := now.against(o.last); diff != "" {
		says += ", but " + diff
	}
	switch {
	case o.ja3[ja3]:
		says += ". Its JA3 is the same, too."
	case slices.Equal(sorted(now.extensions), sorted(o.last.extensions)) && !slices.Equal(now.extensions, o.last.extensions):
		says += ". Its JA3 is another: the same extensions stand in another order. A client that shuffles them has a new JA3 each time; a JA4 sorts them first."
	default:
		says += ". Its JA3 is another."
	}
	return transcript.Plainly(says)
}

// alike is how much of two hellos must be the same for the one to be like the other.
const alike = 0.7

// resembling finds the client whose hello is most like this one.
func (c *Clients) resembling(now traits) transcript.Text {
	var best *client
	most := 0.0
	for _, o := range c.all {
		if l := now.likeness(o.last); l >= most {
			best, most = o, l
		}
	}
	switch {
	case best == nil:
		return transcript.Plainly("It is the first client here.")
	case most < alike:
		return transcript.Plainly("Its hello is like none before.")
	}
	diff := now.against(best.last)
	if diff == "" {
		return transcript.Plainly(fmt.Sprintf("Like connection %d, with another JA4: its lists are the same, and in another order.", best.latest()))
	}
	return transcript.Plainly(fmt.Sprintf("Like connection %d, but %s.", best.latest(), diff))
}
