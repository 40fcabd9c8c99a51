package ledger

import (
	"fmt"
	"slices"

	"github.com/tlsteach/tlsteach/capture"
)

// A claim is a place that a value has, and could have only once.
type claim struct {
	kind  Kind
	text  string
	where []Evidence
	gone  bool // thrown away, though its kind is not
}

// A finder looks for places of a value that one side drew.
type finder func(v *view, side capture.Side, d capture.Draw) []claim

// finders, in the order in which they are asked: those that only compare come
// first, those that compute are asked where the others found nothing.
var finders = []finder{
	(*view).sentHello, (*view).sentIV, (*view).sentTicket, (*view).sentSerial,
	(*view).sharedKey, (*view).seedShare, (*view).preMaster, (*view).padding, (*view).ticketKey,
	(*view).certificateKey, (*view).noPrime, (*view).salt, (*view).hedging, (*view).innerRandom,
	(*view).legacyKey, (*view).idleTicketKey, (*view).decoy,
}

// placeAll places the draws of one side. Draws of equal bytes have equal claims,
// and share them out in their order.
func (v *view) placeAll(side capture.Side) []Placement {
	draws := v.draws(side)
	groups := map[string][]int{}
	for i, d := range draws {
		groups[string(d.Bytes)] = append(groups[string(d.Bytes)], i)
	}
	out := make([]Placement, len(draws))
	for i, d := range draws {
		if len(d.Bytes) == 1 {
			out[i] = coin(side, d)
			continue
		}
		group := groups[string(d.Bytes)]
		if group[0] == i {
			v.share(side, draws, group, out)
		}
	}
	for i, d := range draws {
		v.replacements(side, draws, i, d, out)
	}
	for i, d := range draws {
		if out[i].Kind == Unplaced && out[i].Same == nil {
			if c := v.sentSomewhere(side, d); c != nil && !taken(out, c.where[0]) {
				out[i].settle(*c)
			}
		}
	}
	return out
}

// taken says whether a placement of a value that crosses as it is has a part of
// these bytes.
func taken(placed []Placement, e Evidence) bool {
	for _, p := range placed {
		for _, w := range p.Where {
			if p.Kind.fate() == InClear && w.From == e.From && w.Index == e.Index && w.Offset < e.Offset+e.Length && e.Offset < w.Offset+w.Length {
				return true
			}
		}
	}
	return false
}

// settle makes a placement of a claim.
func (p *Placement) settle(c claim) {
	p.Kind, p.Text, p.Where, p.Proven, p.Fate = c.kind, c.text, c.where, true, c.kind.fate()
	if c.gone {
		p.Fate = ThrownAway
	}
}

// share gives the claims of a value to the draws that have it.
func (v *view) share(side capture.Side, draws []capture.Draw, group []int, out []Placement) {
	var claims []claim
	for _, find := range finders {
		if len(claims) >= len(group) {
			break
		}
		claims = append(claims, find(v, side, draws[group[0]])...)
	}
	for nth, i := range group {
		d := draws[i]
		p := Placement{Draw: d.Number, Side: side, Length: len(d.Bytes), Kind: Unplaced, Fate: FateUnproven,
			Text: fmt.Sprintf("%d bytes that are not found: neither they nor anything computed from them stands in the recording", len(d.Bytes))}
		for _, other := range group {
			if other != i {
				p.Same = append(p.Same, draws[other].Number)
			}
		}
		switch {
		case nth < len(claims):
			p.settle(claims[nth])
		case len(claims) > 0:
			p.Text = fmt.Sprintf("%d bytes that repeat draw %d; all places of this value are taken", len(d.Bytes), draws[group[0]].Number)
		}
		out[i] = p
	}
}

// coin is a draw of one byte.
func coin(side capture.Side, d capture.Draw) Placement {
	return Placement{Draw: d.Number, Side: side, Length: 1, Kind: Coin, Fate: ThrownAway,
		Text: "one byte that nothing uses: Go draws it half of the time, so that nobody relies on the order of its draws"}
}

// draws are those of one side.
func (v *view) draws(side capture.Side) []capture.Draw {
	var draws []capture.Draw
	switch side {
	case capture.Client:
		draws = v.in.Client
	case capture.Server:
		draws = v.in.Server
	case Issuer:
		draws = v.in.Issuer
	}
	return slices.DeleteFunc(slices.Clone(draws), func(d capture.Draw) bool { return len(d.Bytes) == 0 })
}
