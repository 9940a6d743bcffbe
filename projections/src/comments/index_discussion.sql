CREATE INDEX IF NOT EXISTS comments_by_discussion ON comments (discussion_id, position)
