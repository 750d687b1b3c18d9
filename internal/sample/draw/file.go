package main

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

// maxSize is the most that a picture may weigh, in bytes.
const maxSize = 120_000

// Words are what a picture's file says of itself.
type Words struct{ Caption, Credit, Creator string }

func encodePNG(img image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// encodeJPEG writes the picture as well as fits into maxSize, and its words as
// an XMP packet.
func encodeJPEG(img image.Image, w Words) ([]byte, error) {
	for quality := 84; quality >= 30; quality -= 2 {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		data := withXMP(b.Bytes(), w)
		if len(data) <= maxSize {
			return data, nil
		}
	}
	return nil, fmt.Errorf("does not fit into %d bytes", maxSize)
}

// withXMP puts an APP1 segment with the words behind the JPEG's first marker
// (XMP specification part 3, section 1.1.3).
func withXMP(data []byte, w Words) []byte {
	if w == (Words{}) {
		return data
	}
	packet := "http://ns.adobe.com/xap/1.0/\x00" + w.xmp()
	out := append([]byte{}, data[:2]...) // SOI
	out = append(out, 0xFF, 0xE1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(packet)+2)) //nolint:gosec // a few hundred bytes
	out = append(out, packet...)
	return append(out, data[2:]...)
}

// xmp is the packet itself: caption, credit and maker in the fields that
// newsrooms use (IPTC Photo Metadata Standard).
func (w Words) xmp() string {
	esc := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s)) // a buffer takes all
		return b.String()
	}
	return fmt.Sprintf(`<?xpacket begin="%s" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    photoshop:Credit="%s">
   <dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`, "\uFEFF", esc(w.Credit), esc(w.Creator), esc(w.Caption))
}
