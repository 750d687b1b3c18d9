-- How a reply came, so that a site's filter learns what that is worth there.

-- +goose Up
ALTER TABLE replies ADD COLUMN signs BIGINT NOT NULL DEFAULT 0; -- see news.Manner
ALTER TABLE replies ADD COLUMN elapsed BIGINT NOT NULL DEFAULT 0; -- milliseconds
ALTER TABLE replies ADD COLUMN trap BOOLEAN NOT NULL DEFAULT FALSE;
