package pictures_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
)

// This file makes pictures, and writes metadata into them by hand as cameras and
// picture desks do.

// landscape is a picture with a different colour in each corner: red at the top
// left, green at the top right, blue at the bottom left, black at the bottom right.
func landscape(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{A: 255}
			switch {
			case x < w/2 && y < h/2:
				c.R = 255
			case y < h/2:
				c.G = 255
			case x < w/2:
				c.B = 255
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image, segments ...[]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	file := b.Bytes()
	return slices.Concat(file[:2], slices.Concat(segments...), file[2:])
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func segment(marker byte, parts ...string) []byte {
	body := strings.Join(parts, "")
	return slices.Concat([]byte{0xff, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(body)+2)), []byte(body))
}

// iptc is a Photoshop segment with an IPTC record of application data sets, given
// as pairs of number and text.
func iptc(sets ...any) []byte {
	var b strings.Builder
	for i := 0; i < len(sets); i += 2 {
		text := sets[i+1].(string)
		b.Write([]byte{0x1c, 2, byte(sets[i].(int)), byte(len(text) >> 8), byte(len(text))})
		b.WriteString(text)
	}
	if b.Len()%2 == 1 {
		b.WriteByte(0)
	}
	size := binary.BigEndian.AppendUint32(nil, uint32(b.Len()))
	return segment(0xed, "Photoshop 3.0\x00", "8BIM\x04\x04\x00\x00", string(size), b.String())
}

// xmp is a segment with an XMP packet of those properties.
func xmp(properties string) []byte {
	return segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00",
		`<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">`+
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""`+
			` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"`+
			` xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/">`,
		properties, `</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`)
}

// exif is a segment that says how the picture lies, who took it, and where: at
// 54° 19' north.
func exif(orientation uint16, artist string) []byte {
	le := binary.LittleEndian
	entry := func(tag, kind uint16, count, value uint32) []byte {
		b := le.AppendUint16(nil, tag)
		b = le.AppendUint16(b, kind)
		b = le.AppendUint32(b, count)
		return le.AppendUint32(b, value)
	}
	const ifd0, gps = 8, 8 + 2 + 3*12 + 4
	const rationals = gps + 2 + 2*12 + 4
	const words = rationals + 3*8
	b := slices.Concat([]byte("II*\x00"), le.AppendUint32(nil, ifd0),
		le.AppendUint16(nil, 3),
		entry(0x0112, 3, 1, uint32(orientation)),
		entry(0x013b, 2, uint32(len(artist)+1), words),
		entry(0x8825, 4, 1, gps),
		le.AppendUint32(nil, 0),
		le.AppendUint16(nil, 2),
		entry(1, 2, 2, uint32('N')),
		entry(2, 5, 3, rationals),
		le.AppendUint32(nil, 0))
	for _, n := range []uint32{54, 1, 19, 1, 0, 1} {
		b = le.AppendUint32(b, n)
	}
	return segment(0xe1, "Exif\x00\x00", string(b), artist, "\x00")
}
