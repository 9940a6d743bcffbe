CREATE INDEX IF NOT EXISTS inbox_by_discussion ON inbox (discussion_id, position) WHERE audience IN ('MEMBERS_THEN', 'PARENT_MEMBERS_THEN')
