-- The comments that foreign sites ask the filter about, and what they later said
-- of the answers.

-- +goose Up
ALTER TABLE sites ADD COLUMN keeper TEXT NOT NULL DEFAULT ''; -- whose key a foreign site comes with: its own id, or another's
ALTER TABLE sites ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- a foreign site's url without its scheme
ALTER TABLE sites ADD COLUMN discard BOOLEAN NOT NULL DEFAULT FALSE; -- it is told which spam nobody need look at
UPDATE sites SET keeper = id, address = CASE WHEN url LIKE 'https://%' THEN substr(url, 9) ELSE substr(url, 8) END
    WHERE kind = 'foreign';
CREATE UNIQUE INDEX sites_address ON sites (keeper, address) WHERE kind = 'foreign';

CREATE TABLE checks (
    id          TEXT             NOT NULL PRIMARY KEY,
    site_id     TEXT             NOT NULL REFERENCES sites (id),
    at          BIGINT           NOT NULL,
    kind        TEXT             NOT NULL,
    author      TEXT             NOT NULL,
    email       TEXT             NOT NULL,
    url         TEXT             NOT NULL,
    body        TEXT             NOT NULL,
    permalink   TEXT             NOT NULL,
    lang        TEXT             NOT NULL,
    network     TEXT             NOT NULL, -- keyed hash of the address, or empty
    signs       BIGINT           NOT NULL, -- how it came: see news.Comment
    elapsed     BIGINT           NOT NULL, -- milliseconds
    age         BIGINT           NOT NULL, -- milliseconds
    trap        BOOLEAN          NOT NULL,
    traits      TEXT             NOT NULL, -- parted by spaces
    fingerprint BIGINT           NOT NULL, -- 0: none
    text_hash   BIGINT           NOT NULL, -- of the letters of the text: finds the check that a report is about
    sender_hash BIGINT           NOT NULL, -- of name and address, for the same
    verdict     TEXT             NOT NULL, -- empty: the site never asked
    score       DOUBLE PRECISION NOT NULL,
    clues       TEXT             NOT NULL, -- JSON, or empty
    answer      TEXT             NOT NULL, -- empty: the site never asked
    watched     BOOLEAN          NOT NULL, -- the filter only watched
    report      TEXT             NOT NULL, -- empty: none
    reported    BIGINT           NOT NULL,
    lesson_id   TEXT             NOT NULL  -- empty: nothing was learned
);
CREATE INDEX checks_site ON checks (site_id, id);
CREATE INDEX checks_text ON checks (site_id, text_hash, id);
CREATE INDEX checks_sender ON checks (site_id, sender_hash, id);
CREATE INDEX checks_reported ON checks (site_id, reported) WHERE reported <> 0;
CREATE INDEX checks_aging ON checks (at);
CREATE INDEX checks_network ON checks (at) WHERE network <> '';

-- How many checks there were: kept, not counted.
CREATE TABLE check_days (
    site_id         TEXT   NOT NULL REFERENCES sites (id),
    day             BIGINT NOT NULL, -- its beginning (UTC)
    spam            BIGINT NOT NULL,
    ham             BIGINT NOT NULL,
    missed          BIGINT NOT NULL,
    false_positives BIGINT NOT NULL,
    PRIMARY KEY (site_id, day)
);
