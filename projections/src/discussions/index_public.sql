CREATE INDEX IF NOT EXISTS discussions_by_public ON discussions (group_id) WHERE privacy = 'PUBLIC'
