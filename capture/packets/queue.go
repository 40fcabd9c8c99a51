package packets

// A queue is a list of connections, first in first out. A connection has a
// link for each queue that it may stand in.
type queue struct {
	root link
	n    int
}

type link struct {
	prev, next *link
	c          *conn
}

// push puts a link at the end, also if it stands in the queue already.
func (q *queue) push(l *link) {
	if q.root.next == nil {
		q.root.prev, q.root.next = &q.root, &q.root
	}
	if l.next != nil {
		q.remove(l)
	}
	l.prev, l.next = q.root.prev, &q.root
	l.prev.next, l.next.prev = l, l
	q.n++
}

// remove takes a link out, if it stands in the queue.
func (q *queue) remove(l *link) {
	if l.next == nil {
		return
	}
	l.prev.next, l.next.prev = l.next, l.prev
	l.prev, l.next = nil, nil
	q.n--
}

// first returns the connection that stands longest, or nil.
func (q *queue) first() *conn {
	if q.n == 0 {
		return nil
	}
	return q.root.next.c
}
