package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A sizeValue is a flag that takes a number of bytes: 4096, 64KiB, 1MiB.
type sizeValue int64

var units = []struct {
	name string
	size int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}, {"", 1}}

func (s *sizeValue) String() string {
	for _, u := range units {
		if n := int64(*s); n != 0 && n%u.size == 0 && u.size > 1 {
			return fmt.Sprintf("%d%s", n/u.size, u.name)
		}
	}
	return strconv.FormatInt(int64(*s), 10)
}

func (s *sizeValue) Set(v string) error {
	for _, u := range units {
		digits, ok := strings.CutSuffix(strings.ToLower(v), strings.ToLower(u.name))
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
		if err != nil || n < 1 || n > (1<<40)/u.size {
			break
		}
		*s = sizeValue(n * u.size)
		return nil
	}
	return errors.New("a size is a number of bytes from 1, such as 65536, 64KiB or 1MiB")
}

func (s *sizeValue) Type() string { return "size" }
