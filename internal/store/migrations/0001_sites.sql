-- Sites, the secrets of the installation, and the log of what changed.
-- One text for SQLite and PostgreSQL: ids are TEXT made in Go, times BIGINT Unix
-- milliseconds (0 = not yet), and no column is ordered by but ids, times and paths.

-- +goose Up
CREATE TABLE sites (
    id         TEXT    NOT NULL PRIMARY KEY,
    kind       TEXT    NOT NULL,
    url        TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    key_hash   BYTEA   UNIQUE, -- SHA-256 of a foreign site's key
    hold       TEXT    NOT NULL,
    strictness TEXT    NOT NULL,
    created    BIGINT  NOT NULL
);
CREATE UNIQUE INDEX sites_publication ON sites (kind) WHERE kind = 'publication';

CREATE TABLE secrets (
    name    TEXT   NOT NULL PRIMARY KEY,
    value   BYTEA  NOT NULL,
    created BIGINT NOT NULL
);

-- What readers see changed, so that other processes can drop their copies.
-- Threads say it in a column of their own.
CREATE TABLE changes (
    tag TEXT   NOT NULL PRIMARY KEY,
    at  BIGINT NOT NULL
);
CREATE INDEX changes_at ON changes (at);
