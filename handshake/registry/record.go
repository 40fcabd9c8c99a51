package registry

// A ContentType says what a record carries.
type ContentType uint8

// Content types. Source: RFC 8446 §5.1, RFC 6520, RFC 9146, RFC 9147, RFC 9853.
const (
	ContentInvalid                ContentType = 0 // never sent; RFC 8446 §5.4
	ContentChangeCipherSpec       ContentType = 20
	ContentAlert                  ContentType = 21
	ContentHandshake              ContentType = 22
	ContentApplicationData        ContentType = 23
	ContentHeartbeat              ContentType = 24
	ContentTLS12CID               ContentType = 25
	ContentACK                    ContentType = 26
	ContentReturnRoutabilityCheck ContentType = 27
)

// String returns the registry's name, for example "application_data".
func (c ContentType) String() string { return text8(contentTypes, nil, uint8(c)) }

// Known reports whether the content type has a name.
func (c ContentType) Known() bool { return known(contentTypes, nil, uint16(c)) }
