CREATE INDEX IF NOT EXISTS activity_by_discussion ON activity (discussion_id, position) WHERE discussion_id IS NOT NULL
