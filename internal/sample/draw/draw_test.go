package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTheSameChanceEachTime(t *testing.T) {
	i := slices.IndexFunc(scenes, func(sc scene) bool { return sc.name == "fog" })
	first, err := render(scenes[i], false)
	if err != nil {
		t.Fatal(err)
	}
	second, err := render(scenes[i], false)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Error("two prints of one scene differ")
	}
}

func TestEverySceneIsPrinted(t *testing.T) {
	for _, sc := range scenes {
		if _, err := os.Stat(filepath.Join("..", "pictures", sc.name+".jpg")); err != nil {
			t.Errorf("%s was not printed: run go generate", sc.name)
		}
	}
}

func TestWordsTravelInTheFile(t *testing.T) {
	words := Words{Caption: "Tide & “time” <out>", Credit: "Linocut: A", Creator: "A"}
	data, err := encodeJPEG(NewSheet("blank").Image(), words)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.DecodeConfig(bytes.NewReader(data)); err != nil {
		t.Errorf("the file is no longer a JPEG: %v", err)
	}
	d := xml.NewDecoder(strings.NewReader(words.xmp()))
	var text strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the packet is not XML: %v", err)
		}
		if chars, ok := token.(xml.CharData); ok {
			text.Write(chars)
		}
	}
	if !strings.Contains(text.String(), words.Caption) || !bytes.Contains(data, []byte(words.xmp())) {
		t.Errorf("the caption is lost: %q", text.String())
	}
}
