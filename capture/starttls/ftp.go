package starttls

// ftp is RFC 4217.
func ftp(d *dialogue) error {
	greeting, err := d.reply("greeting")
	for err == nil && greeting.code[0] == '1' { // ready in some minutes: the greeting follows
		greeting, err = d.reply("greeting")
	}
	if err != nil {
		return err
	}
	if greeting.code != "220" {
		return d.fail("greeting", ErrRefused, greeting.said)
	}
	if err := d.ask("AUTH TLS", "AUTH TLS\r\n"); err != nil {
		return err
	}
	answer, err := d.reply("AUTH TLS")
	if err != nil {
		return err
	}
	switch answer.code {
	case "234":
		return d.nothingMore("AUTH TLS")
	case "500", "502", "504", "530": // not known, not there, not with TLS; 530 says vsftpd without TLS
		return d.fail("AUTH TLS", ErrNotOffered, answer.said)
	}
	return d.fail("AUTH TLS", ErrRefused, answer.said)
}
