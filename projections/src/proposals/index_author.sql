CREATE INDEX IF NOT EXISTS proposals_by_author ON proposals (author)
