package spam

import "strings"

// Signs are oddities of the program that sent a message. Each is only a clue: people
// use strange programs, and programs can pass for people.
type Signs uint8

// The signs.
const (
	// NoAgent says that the program does not name itself.
	NoAgent Signs = 1 << iota
	// NoLanguage says that it asks for no language, as every browser does.
	NoLanguage
	// NoReferrer says that it does not tell which page it comes from. Careful people
	// have their browsers keep that to themselves.
	NoReferrer
	// Masked says that it names itself as a browser, but does not tell where the form
	// was, as today's browsers do with every form (Fetch Standard, section 3.2).
	Masked
)

// Names lists the signs by their names in the message catalogue ("sign.no_agent" …).
func (s Signs) Names() []string {
	var names []string
	for i, name := range [...]string{"no_agent", "no_language", "no_referrer", "masked"} {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// SignsOf reads the signs from what a program sent with its form: get returns the
// value of a header, or "".
func SignsOf(get func(header string) string) Signs {
	var s Signs
	agent := get("User-Agent")
	if agent == "" {
		s |= NoAgent
	}
	if get("Accept-Language") == "" {
		s |= NoLanguage
	}
	if get("Referer") == "" {
		s |= NoReferrer
	}
	if strings.HasPrefix(agent, "Mozilla/5.0") && get("Origin") == "" && get("Sec-Fetch-Site") == "" {
		s |= Masked
	}
	return s
}
