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
// 16684-3, 1.1.3). An empty packet, or one that no segment can hold, changes nothing.
func insertXMP(file, packet []byte) []byte {
	if len(packet) == 0 || len(packet) > 65_000 {
		return file
	}
	body := slices.Concat([]byte("http://ns.adobe.com/xap/1.0/\x00"), packet)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //nolint:gosec // under 65,536
	return slices.Concat(file[:2], segment, body, file[2:])
}

// pngXMP finds the XMP packet of a PNG file: the text of its first uncompressed
// iTXt chunk with the keyword that ISO 16684-3, 1.1.5 gives. It is nil if there
// is none.
func pngXMP(file []byte) []byte {
	const signature, head, checksum = 8, 8, 4
	for rest := file[min(signature, len(file)):]; len(rest) >= head; {
		size := int64(binary.BigEndian.Uint32(rest))
		kind, body := string(rest[4:head]), rest[head:]
		if size+checksum > int64(len(body)) {
			return nil
		}
		if text, ok := bytes.CutPrefix(body[:size], []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00")); ok && kind == "iTXt" {
			return text
		}
		rest = body[size+checksum:]
	}
	return nil
}
