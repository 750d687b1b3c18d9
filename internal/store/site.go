package store

import (
	"context"
	"fmt"
	"time"

	"stet/internal/news"
)

var siteColumns = impersonal("sites", "id", "kind", "url", "name", "key_hash", "hold", "strictness", "lost_in", "held_in_1000", "shadow", "filter_set", "created",
	"keeper", "address", "discard")

const selectSite = `
	SELECT id, kind, url, name, key_hash, hold, strictness, lost_in, held_in_1000, shadow, filter_set, created, keeper, discard
	FROM sites`

func scanSite(row scanner) (s news.Site, err error) {
	err = row.Scan(&s.ID, &s.Kind, &s.URL, &s.Name, &s.KeyHash,
		&s.Moderation.Hold, &s.Moderation.Strictness,
		&s.Moderation.Chosen.LostIn, &s.Moderation.Chosen.HeldIn1000, &s.Moderation.Shadow,
		moment{&s.FilterSet}, moment{&s.Created}, &s.Keeper, &s.Moderation.Discard)
	return s, err
}

// Site returns the site with that id.
func (db *DB) Site(ctx context.Context, id news.SiteID) (news.Site, error) {
	return one(ctx, db.reads, scanSite, selectSite+` WHERE id = $1`, id)
}

// SiteByKeyHash returns the foreign site whose key has that SHA-256.
func (db *DB) SiteByKeyHash(ctx context.Context, hash []byte) (news.Site, error) {
	return one(ctx, db.reads, scanSite, selectSite+` WHERE key_hash = $1`, hash)
}

// Sites returns all sites, the oldest first.
func (db *DB) Sites(ctx context.Context) ([]news.Site, error) {
	return all(ctx, db.reads, scanSite, selectSite+` ORDER BY id`)
}

// Publication returns the site that is the publication itself.
func (db *DB) Publication(ctx context.Context) (news.Site, error) {
	return publication(ctx, db.reads)
}

func publication(ctx context.Context, q querier) (news.Site, error) {
	return one(ctx, q, scanSite, selectSite+` WHERE kind = 'publication'`)
}

// SetPublication makes the one publication, or changes it, and returns it. Of m it
// takes what the settings say, how replies are held and the strictness; what owners
// chose at the desk stays. A publication that is so already is left alone.
func (db *DB) SetPublication(ctx context.Context, url, name string, m news.Moderation) (news.Site, error) {
	site, err := db.Publication(ctx)
	have := site.Moderation
	if err == nil && site.URL == url && site.Name == name && have.Hold == m.Hold && have.Strictness == m.Strictness {
		return site, nil
	}
	err = db.write(ctx, "set publication", func(q querier) error {
		now := db.now()
		_, err := q.exec(ctx, `
			INSERT INTO sites (id, kind, url, name, hold, strictness, created)
			VALUES ($1, 'publication', $2, $3, $4, $5, $6)
			ON CONFLICT (kind) WHERE kind = 'publication' DO UPDATE
			SET url = excluded.url, name = excluded.name,
			    hold = excluded.hold, strictness = excluded.strictness`,
			news.NewID(now), url, name, m.Hold, m.Strictness, millis(now))
		if err != nil {
			return err
		}
		if site, err = publication(ctx, q); err != nil {
			return err
		}
		return db.changed(ctx, q, "front", "site:"+string(site.ID))
	})
	return site, err
}

// CreateSite stores a site. A key, an address under the same key, or a publication
// that is there already is a news.ErrConflict.
func (db *DB) CreateSite(ctx context.Context, s news.Site) error {
	return db.write(ctx, "create site", func(q querier) error { return db.createSite(ctx, q, s) })
}

// AdmitSite implements checks.Store.
func (db *DB) AdmitSite(ctx context.Context, s news.Site, most int) error {
	return db.write(ctx, "admit site", func(q querier) error {
		// On PostgreSQL the keeper's other sites wait here.
		if err := must(q.exec(ctx, `UPDATE sites SET keeper = keeper WHERE id = $1`, s.Keeper)); err != nil {
			return err
		}
		if err := db.createSite(ctx, q, s); err != nil {
			return err
		}
		n, err := one(ctx, q, column[int], `SELECT COUNT(*) FROM sites WHERE keeper = $1 AND kind = 'foreign'`, s.Keeper)
		if err == nil && n > most {
			err = news.TooMany{Of: "sites", After: time.Hour}
		}
		return err
	})
}

func (db *DB) createSite(ctx context.Context, q querier, s news.Site) error {
	_, err := q.exec(ctx, `
		INSERT INTO sites (id, kind, url, name, key_hash, hold, strictness, lost_in, held_in_1000, shadow, filter_set, created,
			keeper, address, discard)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		s.ID, s.Kind, s.URL, s.Name, s.KeyHash, s.Moderation.Hold, s.Moderation.Strictness,
		s.Moderation.Chosen.LostIn, s.Moderation.Chosen.HeldIn1000, s.Moderation.Shadow,
		millis(s.FilterSet), millis(s.Created), s.Keeper, s.Address(), s.Moderation.Discard)
	if db.engine.duplicate(err) {
		return fmt.Errorf("%w: %w", news.ErrConflict, err)
	}
	return err
}

// SetKey gives a foreign site a key of its own, instead of the one that it came with.
func (db *DB) SetKey(ctx context.Context, id news.SiteID, hash []byte) error {
	return db.write(ctx, "set key", func(q querier) error {
		return must(q.exec(ctx, `UPDATE sites SET key_hash = $2, keeper = id WHERE id = $1 AND kind = 'foreign'`, id, hash))
	})
}

// KeptSites returns the foreign sites that come with the key of that one, which is
// the first of them.
func (db *DB) KeptSites(ctx context.Context, keeper news.SiteID) ([]news.Site, error) {
	return all(ctx, db.reads, scanSite, selectSite+` WHERE keeper = $1 AND kind = 'foreign' ORDER BY id = keeper DESC, id`, keeper)
}

// SiteAt returns the foreign site at the address among those that come with the key
// of the keeper.
func (db *DB) SiteAt(ctx context.Context, keeper news.SiteID, address string) (news.Site, error) {
	return one(ctx, db.reads, scanSite, selectSite+` WHERE keeper = $1 AND address = $2 AND kind = 'foreign'`, keeper, address)
}

// DeleteSite deletes a foreign site with all that is stored of it: its checks, its
// figures, and what its filter learned. While other sites come with its key it is a
// news.ErrConflict.
func (db *DB) DeleteSite(ctx context.Context, id news.SiteID) error {
	err := db.write(ctx, "delete site", func(q querier) error {
		others, err := all(ctx, q, column[int], `SELECT 1 FROM sites WHERE keeper = $1 AND kind = 'foreign' AND id <> $1 LIMIT 1`, id)
		if err != nil {
			return err
		}
		if len(others) > 0 {
			return fmt.Errorf("other sites come with its key: %w", news.ErrConflict)
		}
		for _, of := range []string{
			`DELETE FROM checks WHERE site_id = $1`, `DELETE FROM check_days WHERE site_id = $1`,
			`DELETE FROM lessons WHERE site_id = $1`, `DELETE FROM models WHERE site_id = $1`,
		} {
			if _, err := q.exec(ctx, of, id); err != nil {
				return err
			}
		}
		if err := must(q.exec(ctx, `DELETE FROM sites WHERE id = $1 AND kind = 'foreign'`, id)); err != nil {
			return err
		}
		return db.changed(ctx, q, "lessons:"+string(id), "site:"+string(id))
	})
	if err != nil {
		return err
	}
	return db.scrub(ctx)
}

// SetFilter changes how the site's filter is set at the desk: of m it takes what
// owners choose there.
func (db *DB) SetFilter(ctx context.Context, id news.SiteID, m news.Moderation) error {
	return db.write(ctx, "set filter", func(q querier) error {
		err := must(q.exec(ctx, `
			UPDATE sites SET lost_in = $2, held_in_1000 = $3, shadow = $4, discard = $5, filter_set = $6 WHERE id = $1`,
			id, m.Chosen.LostIn, m.Chosen.HeldIn1000, m.Shadow, m.Discard, millis(db.now())))
		if err != nil {
			return err
		}
		return db.changed(ctx, q, "front", "site:"+string(id))
	})
}
