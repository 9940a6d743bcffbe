CREATE INDEX IF NOT EXISTS discussions_by_author ON discussions (author)
