package record

import "slices"

// Clone returns a Half that stands where h does, and goes on by itself: for whoever
// does not know whether the next record counts.
func (h *Half) Clone() *Half {
	c := *h
	switch p := h.protection.(type) {
	case *stream:
		s := *p
		if p.key != nil {
			key, next := *p.key, *p.next
			s.key, s.next = &key, &next
		}
		c.protection = &s
	case *block: // its modes get their IV each time
		b := *p
		b.last = slices.Clone(p.last)
		c.protection = &b
	}
	return &c
}
