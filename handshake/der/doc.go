// Package der names every byte of the DER that TLS carries: certificates, OCSP
// responses, distinguished names, public keys, signatures.
//
// The ASN.1 modules of the RFCs stand here as tables of elements. One reader
// walks a [wire.Cursor] along them. Each tag-length-value (X.690 §8.1) is a group:
// its first leaf, tag_length, is the tag and the length; behind it stands either
// the content as one leaf, value, or the elements that the content is made of.
//
// Promise:
//   - Total: for any bytes the leaves tile the input, nothing panics, nesting is
//     bounded, and nothing allocates where the cursor has no trace.
//   - The errors of a reading with a trace and of one without are the same.
//   - Damage inside an extension, a public key or a signature stays inside it:
//     it is remembered, and what follows is read.
//
// Limits: what is judged is structure. Signatures, dates, names and the rules
// that an authority has to follow are not checked, nor that DER's shortest form
// was used: BER with definite lengths is read, too. Elements where the grammar
// has none are divided by their own tags and are no error; so is what an unknown
// extension, key or signature holds, and what strings of bytes and of bits hold in
// those, where all of it is DER.
package der
