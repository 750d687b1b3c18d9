-- Staff, and how they sign in.

-- +goose Up
CREATE TABLE staff (
    id           TEXT   NOT NULL PRIMARY KEY,
    email        TEXT   NOT NULL,
    email_folded TEXT   NOT NULL UNIQUE, -- in lower case
    name         TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    password     TEXT   NOT NULL, -- argon2id in PHC form, or empty
    created      BIGINT NOT NULL
);

CREATE TABLE invitations (
    hash     BYTEA  NOT NULL PRIMARY KEY, -- SHA-256 of the token in the link
    staff_id TEXT   NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    expires  BIGINT NOT NULL
);
CREATE INDEX invitations_staff ON invitations (staff_id);

CREATE TABLE sessions (
    hash     BYTEA  NOT NULL PRIMARY KEY, -- SHA-256 of the token in the cookie
    staff_id TEXT   NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    agent    TEXT   NOT NULL,
    created  BIGINT NOT NULL,
    seen     BIGINT NOT NULL
);
CREATE INDEX sessions_staff ON sessions (staff_id, seen);
