package pictures

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"slices"
)

// What is written into a file at most, so that it fits one segment: letters of a
// text and of a name, and names.
const (
	maxText     = 2000 // as long as a caption of the IPTC record
	maxName     = 100
	maxCreators = 20
)

// packet is the XMP packet (ISO 16684-1) that every rendition carries: who made
// the picture, how they want to be named, what it shows. It is empty when nobody
// said any of that.
func (m metadata) packet(w Words) []byte {
	var b bytes.Buffer
	list(&b, "dc:creator", "rdf:Seq", "", m.creators...)
	list(&b, "dc:description", "rdf:Alt", ` xml:lang="x-default"`, w.Caption)
	list(&b, "dc:rights", "rdf:Alt", ` xml:lang="x-default"`, m.rights)
	list(&b, "Iptc4xmpCore:AltTextAccessibility", "rdf:Alt", ` xml:lang="x-default"`, w.Alt)
	if w.Credit != "" {
		b.WriteString("<photoshop:Credit>")
		text(&b, w.Credit)
		b.WriteString("</photoshop:Credit>")
	}
	if b.Len() == 0 {
		return nil
	}
	return slices.Concat(
		[]byte(`<?xpacket begin="`+"\ufeff"+`" id="W5M0MpCehiHzreSzNTczkc9d"?>`+
			`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`+
			`<rdf:Description rdf:about="" xmlns:dc="`+dublinCore+`" xmlns:photoshop="`+photoshop+`" xmlns:Iptc4xmpCore="`+iptcCore+`">`),
		b.Bytes(),
		[]byte(`</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>`),
	)
}

// list writes a property with several values, if it has any.
func list(b *bytes.Buffer, property, kind, attr string, values ...string) {
	values = slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "" })
	if len(values) == 0 {
		return
	}
	b.WriteString("<" + property + "><" + kind + ">")
	for _, v := range values {
		b.WriteString("<rdf:li" + attr + ">")
		text(b, v)
		b.WriteString("</rdf:li>")
	}
	b.WriteString("</" + kind + "></" + property + ">")
}

func text(b *bytes.Buffer, s string) {
	_ = xml.EscapeText(b, []byte(cut(s, maxText))) // a Buffer never fails
}

// cut shortens a text to n letters.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// insertXMP puts an XMP packet into a JPEG file, as its first segment (ISO
// 16684-3, 1.1.3). An empty packet changes nothing.
func insertXMP(file, packet []byte) []byte {
	if len(packet) == 0 {
		return file
	}
	body := slices.Concat([]byte("http://ns.adobe.com/xap/1.0/\x00"), packet)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //nolint:gosec // at most 54 KB by the limits above
	return slices.Concat(file[:2], segment, body, file[2:])
}
