package secrets

// An Input is a value that goes into a step.
type Input struct {
	Name  string // as the RFC calls it: "salt", "IKM", "Secret", "seed"
	Value []byte
}

// A Step is one computation of a key schedule. Its inputs share memory with what
// the function was given.
type Step struct {
	Name   string  // what comes out: "client_handshake_traffic_secret"
	Ref    string  // the section that says so: "RFC 8446 §7.1"
	Func   string  // the function: "HKDF-Extract", "Derive-Secret", "PRF", "HMAC", "Slice"
	Hash   string  // its hash, as OpenSSL calls it: "SHA256", "MD5-SHA1"; empty: none
	Label  string  // the label of Derive-Secret, HKDF-Expand-Label and PRF, without the prefix "tls13 "
	Inputs []Input // in the order of the function's arguments
	Output []byte
}

// Input returns the value of the input with this name, nil where there is none.
func (s Step) Input(name string) []byte {
	for _, in := range s.Inputs {
		if in.Name == name {
			return in.Value
		}
	}
	return nil
}

// A Derivation is a list of steps, each after those that it rests on.
type Derivation []Step

// Find returns the first step with this name.
func (d Derivation) Find(name string) (Step, bool) {
	for _, s := range d {
		if s.Name == name {
			return s, true
		}
	}
	return Step{}, false
}

// Output returns what the step with this name computed, nil where there is none.
func (d Derivation) Output(name string) []byte {
	s, _ := d.Find(name)
	return s.Output
}

// last returns what the last step computed.
func (d Derivation) last() []byte { return d[len(d)-1].Output }
