-- How a site's filter is set at the desk.

-- +goose Up
-- Limits in terms of good replies; both 0: those of the strictness hold.
ALTER TABLE sites ADD COLUMN lost_in BIGINT NOT NULL DEFAULT 0; -- at most 1 in so many is kept out
ALTER TABLE sites ADD COLUMN held_in_1000 BIGINT NOT NULL DEFAULT 0; -- at most so many in 1000 are held
