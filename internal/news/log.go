package news

import "log/slog"

// LogValue keeps the address out of logs.
func (Email) LogValue() slog.Value { return slog.StringValue("[email]") }

// LogValue keeps the name out of logs.
func (Name) LogValue() slog.Value { return slog.StringValue("[name]") }

// LogValue tells a reply's id and state and nothing its writer wrote.
func (r Reply) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(r.ID)), slog.String("state", string(r.State)))
}

// LogValue tells a member of staff's id and role, never their name or address.
func (s Staff) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", string(s.ID)), slog.String("role", string(s.Role)))
}
