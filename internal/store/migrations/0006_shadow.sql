-- A filter that only watches: it judges and records, and decides nothing.

-- +goose Up
ALTER TABLE sites ADD COLUMN shadow BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sites ADD COLUMN filter_set BIGINT NOT NULL DEFAULT 0; -- when the filter was last set at the desk
ALTER TABLE replies ADD COLUMN watched BOOLEAN NOT NULL DEFAULT FALSE; -- it only watched when the reply came
