package packets

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	secretsWindow = 64 << 10
	// sparse is the length of a block from which on it is cheaper to read only its
	// ends than all of it.
	sparse = 8 << 10
)

// Secrets gives the Decryption Secrets Blocks of a pcapng file to fn, as
// [Handler.Secrets] has them, without looking at its packets: also those that stand
// behind the packets that they open: late says that a packet stands before the
// block. Packets are not read where they are long.
//
// r gives the bytes of a block during the call; where it fails, fn returns its
// error, and any error of fn ends the search.
//
// Of any other file, also one compressed with gzip, it gives nothing, and no error.
// It looks at blocks as [Read] does and fails at no file that Read reads to its
// end: the error is nil, that of fn, of the file or of ctx, or a [*DamageError].
func Secrets(ctx context.Context, file io.ReaderAt, fn func(kind uint32, r io.Reader, late bool) error) error {
	w := &walker{r: file}
	first, err := w.read(0, 4, false)
	if err == nil && binary.LittleEndian.Uint32(first) != blockSection || err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	for n := 0; err == nil; n++ {
		if n%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err = w.block(fn)
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// A walker goes from block to block.
type walker struct {
	r     io.ReaderAt
	order binary.ByteOrder
	at    int64 // offset of the block
	long  bool  // the block before was a long one
	late  bool  // a packet came

	from   int64 // offset of what is in the window
	have   int
	window [secretsWindow]byte
}

// read returns n bytes at an offset, and keeps what stands behind them unless few
// is true. At the end of the file it is io.EOF, or io.ErrUnexpectedEOF within them.
func (w *walker) read(offset int64, n int, few bool) ([]byte, error) {
	if in := offset - w.from; in >= 0 && in+int64(n) <= int64(w.have) {
		return w.window[in : in+int64(n)], nil
	}
	into := w.window[:]
	if few {
		into = w.window[:n]
	}
	got, err := w.r.ReadAt(into, offset)
	w.from, w.have = offset, got
	switch {
	case got >= n:
		return w.window[:n], nil
	case got > 0 && errors.Is(err, io.EOF):
		return nil, io.ErrUnexpectedEOF
	}
	return nil, err
}

// damage is an error about the block.
func (w *walker) damage(cause error, format string, args ...any) error {
	return &DamageError{Offset: w.at, What: "the pcapng block", Reason: fmt.Sprintf(format, args...), Err: cause}
}

// within makes the end of the file damage of the block.
func (w *walker) within(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return w.damage(io.ErrUnexpectedEOF, "the file ends in it")
	}
	return err
}

// block looks at one block. At the end of the file it is io.EOF.
func (w *walker) block(fn func(uint32, io.Reader, bool) error) error {
	h, err := w.read(w.at, 8, w.long)
	if err == io.EOF {
		return err
	}
	if err != nil {
		return w.within(err)
	}
	least := int64(blockEnds)
	if binary.LittleEndian.Uint32(h) == blockSection {
		least = 16
		if h, err = w.read(w.at, 12, false); err != nil {
			return w.within(err)
		}
		if w.order = byteOrder(h[8:]); w.order == nil {
			return w.damage(nil, "its byte-order magic is 0x%x", h[8:12])
		}
	}
	kind, length := w.order.Uint32(h), int64(w.order.Uint32(h[4:]))
	if length < least || length%4 != 0 {
		return w.damage(nil, "its length of %d bytes is none that a block can have", length)
	}
	w.long = length >= sparse
	t, err := w.read(w.at+length-4, 4, w.long)
	if err != nil {
		return w.within(err)
	}
	if again := w.order.Uint32(t); int64(again) != length {
		return w.damage(nil, "it says that it has %d bytes, and behind them that it has %d", length, again)
	}
	switch kind {
	case blockPacket, blockSimple, blockEnhanced:
		w.late = true
	case blockSecrets:
		if err := w.secrets(length, fn); err != nil {
			return err
		}
	}
	w.at += length
	return nil
}

// secrets gives a Decryption Secrets Block out. All its bytes are known to be there.
func (w *walker) secrets(length int64, fn func(uint32, io.Reader, bool) error) error {
	if reason := badSecrets(length); reason != "" {
		return w.damage(nil, "%s", reason)
	}
	h, err := w.read(w.at+8, secretsFixed, w.long)
	if err != nil {
		return w.within(err)
	}
	n := int64(w.order.Uint32(h[4:]))
	if reason := lyingSecrets(n, length); reason != "" {
		return w.damage(nil, "%s", reason)
	}
	return fn(w.order.Uint32(h), io.NewSectionReader(w.r, w.at+8+secretsFixed, n), w.late)
}
