package akismet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const urlencodedType = "application/x-www-form-urlencoded"

func TestFormsAreReadLeniently(t *testing.T) {
	const latin = urlencodedType + "; charset=ISO-8859-1"
	tests := map[string]struct {
		query, kind, body string
		want              map[string]string
		contexts          []string
	}{
		"a plain form": {
			kind: urlencodedType, body: "blog=http%3A%2F%2Fa.example&user_ip=192.0.2.1",
			want: map[string]string{"blog": "http://a.example", "user_ip": "192.0.2.1"},
		},
		"no content type":          {body: "key=k", want: map[string]string{"key": "k"}},
		"an odd content type":      {kind: "text/plain; =;", body: "key=k", want: map[string]string{"key": "k"}},
		"a name without =":         {body: "comment_author_url&key=k", want: map[string]string{"comment_author_url": "", "key": "k"}},
		"a raw semicolon":          {body: "comment_content=a;b&key=k", want: map[string]string{"comment_content": "a;b", "key": "k"}},
		"an address in the clear":  {body: "key=k&blog=http://a.example/?a=1&b=2", want: map[string]string{"key": "k", "blog": "http://a.example/?a=1"}},
		"a lone %":                 {body: "comment_content=100%&user_ip=%4&key=%zz%4A", want: map[string]string{"comment_content": "100%", "user_ip": "%4", "key": "%zzJ"}},
		"spaces":                   {body: "comment_content=a+b%20c%2B", want: map[string]string{"comment_content": "a b c+"}},
		"bytes that are not UTF-8": {body: "comment_content=a%ff%feb\xc3", want: map[string]string{"comment_content": "a\ufffdb\ufffd"}},
		"NUL":                      {body: "comment_content=a%00b", want: map[string]string{"comment_content": "ab"}},
		"a repeated name":          {body: "key=a&key=b&key=", want: map[string]string{"key": "b"}},
		"a list as PHP writes it": {
			body: "comment_context%5B0%5D=a&comment_context[1]=b&comment_context[]=c&comment_context=d",
			want: map[string]string{}, contexts: []string{"a", "b", "c", "d"},
		},
		"the query":                        {query: "api_key=k&blog=b", want: map[string]string{"api_key": "k", "blog": "b"}},
		"the body stands before the query": {query: "key=q", body: "key=b", want: map[string]string{"key": "b"}},
		"what is not on the list is dropped": {
			body: "HTTP_AUTHORIZATION=secret&POST_password=x&callback=http://x&reporter=anna&zzz=1&=2&&",
			want: map[string]string{},
		},
		"the charset of the content type": {
			kind: latin, body: "comment_content=Caf%E9&blog_charset=UTF-8",
			want: map[string]string{"comment_content": "Café", "blog_charset": "UTF-8"},
		},
		"the charset of the blog": {
			kind: urlencodedType, body: "comment_content=%8Abc&comment_context=%E9&blog_charset=windows-1252",
			want: map[string]string{"comment_content": "Šbc", "blog_charset": "windows-1252"}, contexts: []string{"é"},
		},
		"Shift_JIS": {
			kind: urlencodedType + ";charset=Shift_JIS", body: "comment_content=%93%FA%96%7B",
			want: map[string]string{"comment_content": "日本"},
		},
		"an unknown charset": {
			kind: urlencodedType + "; charset=klingon", body: "comment_content=caf%C3%A9",
			want: map[string]string{"comment_content": "café"},
		},
		"a charset that forms cannot have": {
			kind: urlencodedType + "; charset=UTF-16", body: "comment_content=caf%C3%A9",
			want: map[string]string{"comment_content": "café"},
		},
		"a charset that is a trap": {
			kind: urlencodedType + "; charset=iso-2022-kr", body: "comment_content=caf%C3%A9",
			want: map[string]string{"comment_content": "café"},
		},
		"JSON": {
			kind: "application/json", body: `{"key":"k","is_test":false,"limit":12,"POST_ak_bib":1763900000000,"blog":null,` +
				`"comment_context":["a",2,true,null,{"x":1}],"comment_content":"Caf\u00e9\u0000 ☕","blog_charset":"ISO-8859-1","zzz":{"a":[]}}`,
			want: map[string]string{
				"key": "k", "is_test": "false", "limit": "12", "POST_ak_bib": "1763900000000", "blog": "",
				"comment_content": "Café ☕", "blog_charset": "ISO-8859-1",
			},
			contexts: []string{"a", "2", "true", "", ""},
		},
		"broken JSON":    {kind: "application/json; charset=utf-8", body: `{"key":"k"`, want: map[string]string{}},
		"JSON of a list": {kind: "application/json", body: `["key"]`, want: map[string]string{}},
		"parts": {
			kind: "multipart/form-data; boundary=X", body: "--X\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n" +
				"--X\r\nContent-Disposition: form-data; name=\"blog\"; filename=\"f\"\r\n\r\nfile\r\n--X\r\nContent-Disposition: form-data; name=comment_content\r\n\r\na+b%20c",
			want: map[string]string{"key": "k", "comment_content": "a+b%20c"},
		},
		"parts without a boundary": {kind: "multipart/form-data", body: "key=k", want: map[string]string{"key": "k"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f := readForm(tt.query, tt.kind, []byte(tt.body))
			if diff := cmp.Diff(tt.want, f.values); diff != "" {
				t.Errorf("readForm(%q, %q, %q) (-want +got):\n%s", tt.query, tt.kind, tt.body, diff)
			}
			if diff := cmp.Diff(tt.contexts, f.contexts); diff != "" {
				t.Errorf("contexts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTraps(t *testing.T) {
	tests := map[string]struct {
		body string
		want bool
	}{
		"no trap":                                {"comment_content=a", false},
		"the plugin's own, empty":                {"POST_ak_hp_textarea&comment_content=a", false},
		"the plugin's own, filled":               {"POST_ak_hp_textarea=a", true},
		"the site's own, empty":                  {"honeypot_field_name=hp&hp=+", false},
		"the site's own, filled":                 {"hp=a&honeypot_field_name=hp", true},
		"the site's own in the form":             {"POST_website=a&honeypot_field_name=POST_website", true},
		"the site's own, the modmore way":        {"honeypot_field_name=hp&honeypot_field_value=a", true},
		"a value without a trap":                 {"honeypot_field_value=a", false},
		"a list":                                 {"hp[]=&hp[]=a&honeypot_field_name=hp", true},
		"a trap of a parameter's name":           {"honeypot_field_name=comment_content&comment_content=a", false},
		"a trap of one that is not read":         {"honeypot_field_name=reporter&reporter=a", false},
		"a trap of a header":                     {"honeypot_field_name=HTTP_HOST&HTTP_HOST=a", false},
		"a trap of a field that everybody fills": {"honeypot_field_name=POST_comment&POST_comment=a", false},
		"a trap that was not sent":               {"honeypot_field_name=hp", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := readForm("", urlencodedType, []byte(tt.body)).trapped; got != tt.want {
				t.Errorf("trapped of %q = %v, want %v", tt.body, got, tt.want)
			}
		})
	}
	if object := `{"a":["b"],"hp":["","x","y"],"c":["d","e"],"honeypot_field_name":"hp"}`; !readForm("", "application/json", []byte(object)).trapped {
		t.Errorf("trapped of %s = false, want true", object)
	}
}

func TestCut(t *testing.T) {
	for s, want := range map[string]string{"": "", "abc": "abc", "abcd": "abc", "äöüß": "äöü", "äö": "äö"} {
		if got := cut(s, 3); got != want {
			t.Errorf("cut(%q, 3) = %q, want %q", s, got, want)
		}
	}
}

func FuzzForm(f *testing.F) {
	for _, kind := range []string{"", urlencodedType, urlencodedType + "; charset=gbk", "application/json", "multipart/form-data; boundary=X"} {
		f.Add("key=%", kind, []byte("a&comment_content=%E9;%&comment_context[0]=x&blog_charset=shift_jis&honeypot_field_name=a"))
		f.Add("", kind, []byte(`{"comment_content":"\u0000","comment_context":[1]}`))
		f.Add("", kind, []byte("--X\r\nContent-Disposition: form-data; name=key\r\n\r\nk\r\n--X--"))
	}
	f.Fuzz(func(t *testing.T, query, kind string, body []byte) {
		got := readForm(query, kind, body)
		size := 0
		for _, text := range slices.Concat(slices.Collect(maps.Values(got.values)), got.contexts) {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
				t.Errorf("readForm(%q, %q, %q) has the text %q", query, kind, body, text)
			}
			size += len(text)
		}
		if size > 3*(len(query)+len(body)) { // a byte may become U+FFFD
			t.Errorf("readForm makes %d bytes of %d", size, len(query)+len(body))
		}
		for name := range got.values {
			if !parameters[name] {
				t.Errorf("readForm lets %q through", name)
			}
		}
	})
}

// FuzzURLEncoded compares the parser with net/url's on forms that both can read.
func FuzzURLEncoded(f *testing.F) {
	f.Add("a=1&b=%C3%A9+x&a=2&c")
	f.Fuzz(func(t *testing.T, s string) {
		want, err := url.ParseQuery(s)
		if err != nil {
			t.Skip()
		}
		got := url.Values{}
		for name, value := range urlencoded(s) {
			got.Add(name, value)
		}
		for name, values := range want {
			if !slices.Equal(got[name], values) {
				// net/url leaves out empty pairs.
				if !(name == "" && len(values) <= len(got[name])) {
					t.Errorf("urlencoded(%q)[%q] = %q, want %q", s, name, got[name], values)
				}
			}
		}
	})
}

// BenchmarkHostileForms reads what is laborious to read at the largest size there is.
func BenchmarkHostileForms(b *testing.B) {
	fill := func(s string) []byte { return bytes.Repeat([]byte(s), maxBody/len(s)) }
	var lists bytes.Buffer
	lists.WriteString(`{"honeypot_field_name":"x"`)
	for i := 0; lists.Len() < maxBody-20; i++ {
		fmt.Fprintf(&lists, `,"%x":[1]`, i)
	}
	lists.WriteString("}")
	ones, _ := json.Marshal(map[string]any{"comment_context": make([]int, maxBody/2-20)})
	var many bytes.Buffer
	w := multipart.NewWriter(&many)
	for many.Len() < maxBody {
		_ = w.WriteField("comment_context", "a")
	}
	for name, tt := range map[string]struct {
		kind string
		body []byte
	}{
		"percent":  {urlencodedType, append([]byte("comment_content="), fill("%")...)},
		"escapes":  {urlencodedType, append([]byte("comment_content="), fill("%C3%A9")...)},
		"pairs":    {urlencodedType, fill("a&")},
		"contexts": {urlencodedType, fill("comment_context[]=a&")},
		"trap":     {urlencodedType, append([]byte("honeypot_field_name=a&"), fill("b=1&")...)},
		"gbk":      {urlencodedType + "; charset=gb18030", append([]byte("comment_content="), fill("\x81\x30\x81\x30")...)},
		"json":     {"application/json", ones},
		"lists":    {"application/json", lists.Bytes()},
		"empty":    {"multipart/form-data; boundary=a", fill("--a\n\n\n")},
		"parts":    {w.FormDataContentType(), many.Bytes()},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(tt.body)))
			b.ReportAllocs()
			for b.Loop() {
				readForm("", tt.kind, tt.body)
			}
		})
	}
}
