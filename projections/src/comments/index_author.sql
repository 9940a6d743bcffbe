CREATE INDEX IF NOT EXISTS comments_by_author ON comments (author)
