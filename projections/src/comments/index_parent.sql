CREATE INDEX IF NOT EXISTS comments_by_parent ON comments (parent, position) WHERE parent IS NOT NULL
