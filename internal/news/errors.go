package news

import (
	"errors"
	"fmt"
	"time"
)

// Kinds of failure. Wrap them with context; test them with errors.Is.
var (
	// ErrNotFound says that there is no such thing, or none that the asker may see.
	ErrNotFound = errors.New("not found")
	// ErrInvalid says that what was handed in breaks a rule. See Invalid.
	ErrInvalid = errors.New("invalid")
	// ErrConflict says that the thing's state does not allow what was asked.
	ErrConflict = errors.New("conflict")
	// ErrDenied says that the asker is known, but not entitled.
	ErrDenied = errors.New("denied")
	// ErrTooMany says that the asker must wait. See TooMany.
	ErrTooMany = errors.New("too many")
	// ErrUnavailable says that the store cannot answer now, but may soon.
	ErrUnavailable = errors.New("unavailable")
)

// Invalid says which field of a form or file breaks which rule. It is ErrInvalid.
type Invalid struct {
	// Field is the field's name as the form or file spells it.
	Field string
	// Rule is a key of the message catalogue, such as "required" or "too_long";
	// it is shown to people through the catalogue and to programs as it is.
	Rule string
	// Limit is the bound that was broken, where the rule has one.
	Limit int
}

func (e Invalid) Error() string {
	if e.Limit != 0 {
		return fmt.Sprintf("%s: %s (limit %d)", e.Field, e.Rule, e.Limit)
	}
	return e.Field + ": " + e.Rule
}

// Unwrap makes an Invalid an ErrInvalid.
func (Invalid) Unwrap() error { return ErrInvalid }

// TooMany says that a limit is reached and when to come back. It is ErrTooMany.
type TooMany struct {
	// Of names what is limited: a key of the message catalogue.
	Of string
	// After is how long to wait before trying again.
	After time.Duration
}

func (e TooMany) Error() string { return fmt.Sprintf("too many %s, wait %s", e.Of, e.After) }

// Unwrap makes a TooMany an ErrTooMany.
func (TooMany) Unwrap() error { return ErrTooMany }
