package secrets

import "fmt"

// An InputError says what is wrong with an input of a step. It never holds the
// input itself.
type InputError struct {
	Step   string // what was to be computed
	Input  string // which input is wrong
	Need   int    // bytes that it must have; 0 where the length is not what is wrong
	Have   int    // bytes that it has
	Reason string // what is wrong, where it is not the length
}

func (e *InputError) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("%s: %s of %d bytes: %s", e.Step, e.Input, e.Have, e.Reason)
	}
	return fmt.Sprintf("%s: %s needs %d bytes and has %d", e.Step, e.Input, e.Need, e.Have)
}

// An UnsupportedError says what this package does not know how to compute.
type UnsupportedError struct{ What string }

func (e *UnsupportedError) Error() string { return e.What + " is not supported" }

// length checks that an input has the length that its step needs.
func length(step, input string, value []byte, need int) error {
	if len(value) != need {
		return &InputError{Step: step, Input: input, Need: need, Have: len(value)}
	}
	return nil
}

// notEmpty checks that an input is there.
func notEmpty(step, input string, value []byte) error {
	if len(value) == 0 {
		return &InputError{Step: step, Input: input, Reason: "it is empty"}
	}
	return nil
}

// firstError returns the first of the errors that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
