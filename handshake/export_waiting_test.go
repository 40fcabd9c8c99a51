package handshake

// MaxWaiting is the bound of what waits.
const MaxWaiting = maxWaiting

// Waiting is how many bytes wait for the end of their record or message.
func (m *Memory) Waiting() int { return m.waiting.size }
