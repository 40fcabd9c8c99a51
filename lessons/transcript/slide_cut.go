package transcript

// What it costs to end a screen, by the seam that is cut, and what each screen
// more costs: rather a screen more than a hex view that is torn.
var cutCosts = [...]int{noSeam: 1200, lineSeam: 500, innerSeam: 300, partSeam: 60, outerSeam: 20, blockSeam: 0}

const (
	screenCost = 300
	emptyCost  = 200 // for a screen with nothing on it, less for one half full
	crowdCost  = 450 // for one on which blocks have no room between them
)

// cutSlide says where the screens of a slide end, for screens of so many rows;
// the first one has another room. It is the cheapest of all ways.
func cutSlide(lines []slideLine, first, later int) []int {
	cost, next := make([]int, len(lines)+1), make([]int, len(lines)+1)
	for i := len(lines) - 1; i >= 0; i-- {
		limit := max(1, later-len(lines[i].head))
		if i == 0 {
			limit = max(1, first)
		}
		cost[i] = -1
		for end := i + 1; end <= len(lines); end++ {
			used := shownLines(lines[i:end])
			if used > limit && end > i+1 {
				break
			}
			c := screenCost + cost[end]
			if end < len(lines) {
				c += cutCosts[lines[end].seam]
			}
			if !fits(lines[i:end], blockSeam, limit) {
				c += crowdCost
			}
			free := max(0, limit-used)
			c += emptyCost * free * free / (limit * limit)
			if cost[i] < 0 || c <= cost[i] {
				cost[i], next[i] = c, end
			}
		}
	}
	var ends []int
	for at := 0; at < len(lines); {
		at = next[at]
		ends = append(ends, at)
	}
	return ends
}

// fits says whether lines fit, with an empty one at each seam from this one on.
func fits(lines []slideLine, least seam, room int) bool {
	n := shownLines(lines)
	for i, l := range lines {
		if i > 0 && l.seam >= least && lines[i-1].text != "" {
			n++
		}
	}
	return n <= room
}

// shownLines counts lines without the empty ones at both ends.
func shownLines(lines []slideLine) int {
	from, to := 0, len(lines)
	for from < to && lines[from].text == "" {
		from++
	}
	for to > from && lines[to-1].text == "" {
		to--
	}
	return to - from
}
